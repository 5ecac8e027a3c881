using ActionGate.Files;

namespace ActionGate.Planning;

/// <summary>A block that may start: all that could be wrong with it before it runs has been looked at.</summary>
/// <param name="File">The file to write before it starts.</param>
/// <param name="IsReadAsItRuns">The interpreter goes on reading the file while it runs it, as shells do.</param>
/// <param name="Program">The interpreter's absolute path.</param>
/// <param name="Arguments">What stands between the interpreter and the file.</param>
/// <param name="Environment">The whole environment of the process.</param>
internal sealed record PlannedBlock(
    BlockFile File,
    bool IsReadAsItRuns,
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment);
