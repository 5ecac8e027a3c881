using ActionGate.Audit.Files;


namespace ActionGate.Tests.Audit;

/// <summary>A segment whose next calls fail, as often as a test says.</summary>
internal sealed class FaultyFile(ISegmentFile file) : ISegmentFile
{
    internal int FailWrites { get; set; }

    internal int FailCuts { get; set; }

    /// <summary>How much of a failing write reaches the file.</summary>
    internal int BytesBeforeFailure { get; set; }

    internal Func<Exception> Failure { get; set; } = () => new IOException("No space left on device");

    internal int Writes { get; private set; }

    public long Length => file.Length;

    internal int FailSyncs { get; set; }

    internal int Syncs { get; private set; }

    /// <summary>Set when a sync waits to be let go.</summary>
    internal ManualResetEventSlim SyncBegan { get; } = new(false);

    private readonly ManualResetEventSlim _syncs = new(true);

    internal void BlockSyncs()
    {
        SyncBegan.Reset();
        _syncs.Reset();
    }

    internal void LetSyncsGo() => _syncs.Set();

    public void FlushToDisk()
    {
        Syncs++;
        SyncBegan.Set();
        _syncs.Wait();
        if (FailSyncs > 0)
        {
            FailSyncs--;
            throw new IOException("Input/output error");
        }
        file.FlushToDisk();
    }

    public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

    public ValueTask<int> ReadAsync(Memory<byte> bytes, long offset, CancellationToken cancellationToken) => file.ReadAsync(bytes, offset, cancellationToken);

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        Writes++;
        if (FailWrites == 0)
        {
            file.Write(bytes, offset);
            return;
        }
        FailWrites--;
        file.Write(bytes[..Math.Min(bytes.Length, BytesBeforeFailure)], offset);
        throw Failure();
    }

    public void SetLength(long length)
    {
        if (FailCuts > 0)
        {
            FailCuts--;
            throw new IOException("Input/output error");
        }
        file.SetLength(length);
    }

    public string? FindDisplacement(long expectedLength) => file.FindDisplacement(expectedLength);

    public void Dispose()
    {
        file.Dispose();
        _syncs.Dispose();
        SyncBegan.Dispose();
    }
}
