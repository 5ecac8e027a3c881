using ActionGate.Files;

namespace ActionGate.Planning;

/// <summary>A block that may start: all that could be wrong with it before it runs has been looked at.</summary>
/// <param name="File">The file to write before it starts.</param>
/// <param name="IsReadAsItRuns">The interpreter goes on reading the file while it runs it, as shells do.</param>
/// <param name="Program">The interpreter's absolute path.</param>
/// <param name="Arguments">What stands between the interpreter and the file.</param>
/// <param name="Text">What the interpreter is given in place of the file, so that nothing the block does to that counts; <see langword="null"/>: it reads the file.</param>
/// <param name="Environment">The whole environment of the process.</param>
internal sealed record PlannedBlock(
    BlockFile File,
    bool IsReadAsItRuns,
    string Program,
    IReadOnlyList<string> Arguments,
    string? Text,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>What stands behind the interpreter. A shell that is given its text takes the file for its own name (POSIX, sh).</summary>
    /// <param name="file">The file's absolute path.</param>
    internal string[] ArgumentsFor(string file) => Text is null ? [.. Arguments, file] : [.. Arguments, "-c", "--", Text, file];
}
