using System.Globalization;

namespace ActionGate.Audit.Files;

/// <summary>A segment on disk.</summary>
/// <remarks>
/// Through <see cref="RandomAccess"/>: FileMode.Append is not O_APPEND, and a FileStream that could not write throws once more when it
/// is disposed. The stream only lends its handle, since no other call creates a file with a mode.
/// </remarks>
internal sealed class SegmentFile : ISegmentFile
{
    private readonly FileStream _stream;
    private readonly FileInfo _path;

    private SegmentFile(FileStream stream)
    {
        _stream = stream;
        _path = new FileInfo(stream.Name);
    }

    public long Length => RandomAccess.GetLength(_stream.SafeFileHandle);

    /// <summary>Creates the file, readable by its owner alone; fails if there is one.</summary>
    internal static SegmentFile Create(string path) => Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);

    internal static SegmentFile OpenForWriting(string path) => Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);

    internal static SegmentFile OpenForReading(string path) => Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public int Read(Span<byte> bytes, long offset) => RandomAccess.Read(_stream.SafeFileHandle, bytes, offset);

    public ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_stream.SafeFileHandle, bytes, offset, cancellationToken);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_stream.SafeFileHandle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(_stream.SafeFileHandle, length);

    public void FlushToDisk() => RandomAccess.FlushToDisk(_stream.SafeFileHandle);

    public string? FindDisplacement(long expectedLength)
    {
        _path.Refresh();
        if (!_path.Exists)
            return "the segment is no longer in its folder";
        if ((_path.Attributes & FileAttributes.ReparsePoint) != 0)
            return "the segment's name is now a symbolic link";
        // A write to an unlinked file succeeds. What stands under the name instead does not grow with us.
        return _path.Length == expectedLength
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the segment's name leads to {_path.Length} bytes, expected {expectedLength}: it is another file now");
    }

    public void Dispose() => _stream.Dispose();

    private static SegmentFile Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new SegmentFile(new FileStream(path, options));
    }
}
