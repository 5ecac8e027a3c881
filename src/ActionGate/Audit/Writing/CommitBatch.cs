using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>Lines that are written and synced together, and who waits for them. Under the log's lock, but for its bytes while they are written.</summary>
internal sealed class CommitBatch
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;
    private int _staged;
    private int _stagedRecords;

    /// <summary>How many records it holds, those that tell of others left out.</summary>
    internal int Records { get; private set; }

    /// <summary>What it tells of records before it.</summary>
    internal List<Telling> Told { get; } = [];

    /// <summary>The chain behind its last record.</summary>
    internal ChainPoint End { get; } = new();

    /// <summary>Those who wait for it, the last first.</summary>
    internal CommitWait? Waits { get; private set; }

    internal bool IsEmpty => _length == 0 && Waits is null;

    internal int Length => _length;

    /// <summary>The salts of its records.</summary>
    internal OpeningLines Openings { get; } = new();

    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    internal void Stage(ReadOnlySpan<byte> line)
    {
        int used = _length + _staged;
        if (_bytes.Length - used < line.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, used + line.Length));
        line.CopyTo(_bytes.AsSpan(used));
        _staged += line.Length;
        _stagedRecords++;
    }

    /// <param name="told">What the first of the staged ones tell; <see langword="null"/>: they are ordinary ones.</param>
    internal void Commit(Telling? told)
    {
        _length += _staged;
        Records += _stagedRecords - (told?.Records ?? 0);
        if (told is not null)
            Told.Add(told);
        Openings.Commit();
        Discard();
    }

    internal void Discard()
    {
        _staged = 0;
        _stagedRecords = 0;
        Openings.Discard();
    }

    internal void Add(CommitWait wait)
    {
        wait.Next = Waits;
        Waits = wait;
    }

    /// <summary>Empties it.</summary>
    /// <returns>Those who waited.</returns>
    internal CommitWait? Clear()
    {
        var waits = Waits;
        Waits = null;
        _length = 0;
        Records = 0;
        Told.Clear();
        Openings.Clear();
        Discard();
        return waits;
    }
}
