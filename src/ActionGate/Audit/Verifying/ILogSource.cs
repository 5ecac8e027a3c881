using ActionGate.Audit.Files;

namespace ActionGate.Audit.Verifying;

/// <summary>The files of a log as a verifier reads them; tests keep them in memory.</summary>
internal interface ILogSource
{
    /// <summary>The names of the files.</summary>
    LogDirectory Directory { get; }

    /// <summary>The segments that are there, in their order.</summary>
    List<LogSegment> Segments();

    /// <summary>A file is there, perhaps an empty one.</summary>
    bool Has(string path);

    /// <summary>Opens a file; <see langword="null"/>: it holds nothing.</summary>
    ISegmentFile? Open(string path);
}
