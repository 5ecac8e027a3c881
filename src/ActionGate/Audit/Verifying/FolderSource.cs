using ActionGate.Audit.Files;

namespace ActionGate.Audit.Verifying;

/// <summary>A log's folder on disk, read without its lock.</summary>
internal sealed class FolderSource(LogDirectory directory) : ILogSource
{
    public LogDirectory Directory => directory;

    public List<LogSegment> Segments() => directory.Segments();

    public bool Has(string path) => LogDirectory.IsFile(path);

    // What is no file, a pipe for one, has no length either, and might never open.
    public ISegmentFile? Open(string path) => new FileInfo(path).Length == 0 ? null : SegmentFile.OpenForReading(path);
}
