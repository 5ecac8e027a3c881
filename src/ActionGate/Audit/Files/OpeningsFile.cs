namespace ActionGate.Audit.Files;

/// <summary>The salts of a segment's commitments, in a file of their own. It may be deleted at any time; then it is begun anew.</summary>
internal sealed class OpeningsFile : IDisposable
{
    private readonly string _path;
    private SegmentFile? _file;

    internal OpeningsFile(string path) => _path = path;

    /// <summary>Appends whole lines, behind what others may have appended.</summary>
    /// <exception cref="AuditException">A link or a folder stands under its name.</exception>
    internal void Append(ReadOnlySpan<byte> lines)
    {
        if (!LogDirectory.IsFile(_path))
        {
            // What is written to a deleted file nobody finds again.
            Dispose();
            _file = SegmentFile.Create(_path);
        }
        _file ??= SegmentFile.OpenForWriting(_path);
        long end = _file.Length;
        if (EndsWithin(_file, end))
        {
            _file.Write("\n"u8, end);
            end++;
        }
        _file.Write(lines, end);
    }

    internal void FlushToDisk() => _file?.FlushToDisk();

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>A crash has left half a line.</summary>
    private static bool EndsWithin(SegmentFile file, long end)
    {
        Span<byte> last = stackalloc byte[1];
        return end > 0 && file.Read(last, end - 1) == 1 && last[0] != (byte)'\n';
    }
}
