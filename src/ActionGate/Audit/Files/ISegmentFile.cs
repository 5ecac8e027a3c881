namespace ActionGate.Audit.Files;

/// <summary>What the log asks of the file it writes; tests put one in between that fails.</summary>
internal interface ISegmentFile : IDisposable
{
    /// <summary>The length of the open file, by a system call.</summary>
    long Length { get; }

    int Read(Span<byte> bytes, long offset);

    ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken);

    /// <summary>Writes all of it or throws; what then stands in the file is not known.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    void SetLength(long length);

    /// <summary>Until the bytes are on the disk itself. Once it has failed, what is there can't be known.</summary>
    void FlushToDisk();

    /// <summary>What is wrong with the file's name in its folder: gone, another file, a link; <see langword="null"/>: nothing.</summary>
    string? FindDisplacement(long expectedLength);
}
