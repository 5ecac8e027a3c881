using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Verifying;

/// <summary>
/// Some lines of a segment, which verify by themselves: all that depends on what comes before them is the first one's place in the chain. Used
/// again and again, by one thread at a time.
/// </summary>
internal sealed class LineBlock(int size) : IDisposable
{
    private readonly RecordVerifier _records = new();
    private readonly byte[] _previous = new byte[RecordFormat.HexLength];
    private readonly Subtrees _subtrees = new();
    private Task? _check;

    /// <summary>Room for a good many lines.</summary>
    internal byte[] Buffer { get; } = new byte[size + RecordFormat.LongestLine];

    /// <summary>How much of the buffer is filled: whole lines, unless this <see cref="IsRest"/>.</summary>
    internal int Length { get; set; }

    /// <summary>What is left behind the last line feed of a segment, or more bytes without one than a line has.</summary>
    internal bool IsRest { get; set; }

    /// <summary>Every record verifies but for the first one's place, and none asks for a closer look.</summary>
    internal bool IsOrdinary { get; private set; }

    /// <summary>The tree that the leaves were folded for; -1: for none.</summary>
    internal long TreeStart { get; private set; }

    /// <summary>The first record's sequence.</summary>
    internal long First { get; private set; }

    /// <summary>The hash that the first record names.</summary>
    internal ReadOnlySpan<byte> Previous => _previous;

    /// <summary>How many records there are.</summary>
    internal long Count => _records.Next - First;

    /// <summary>The place behind the last record.</summary>
    internal RecordVerifier End => _records;

    /// <summary>The filled part.</summary>
    internal ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>Looks at the lines, on another thread.</summary>
    /// <param name="segmentFirst">The sequence of the segment's first record, where this is its first line; otherwise -1.</param>
    /// <param name="treeStart">The sequence of the record that began the tree; -1: no tree is built.</param>
    internal void Begin(long segmentFirst, long treeStart) => _check = Task.Run(() => Check(segmentFirst, treeStart));

    /// <summary>Nobody will look at the lines but who reads them one after another.</summary>
    internal void Skip() => IsOrdinary = false;

    /// <summary>Until the lines were looked at. Where no thread has begun yet, this one does it.</summary>
    internal void Wait()
    {
        _check?.GetAwaiter().GetResult();
        _check = null;
    }

    /// <summary>Adds the leaves, which must follow the tree's last one.</summary>
    internal void AppendTo(CompactRange tree) => _subtrees.AppendTo(tree);

    public void Dispose() => _records.Dispose();

    private void Check(long segmentFirst, long treeStart)
    {
        IsOrdinary = false;
        TreeStart = treeStart;
        var rest = Bytes;
        if (!RecordVerifier.TryReadPlace(rest[..rest.IndexOf((byte)'\n')], out long first, out var previous) || first <= 0 || first < treeStart)
            return;
        First = first;
        previous.CopyTo(_previous);
        _records.MoveTo(first, previous, Math.Max(treeStart, 0));
        if (segmentFirst >= 0)
            _records.BeginSegment(segmentFirst);
        _subtrees.Clear();
        while (!rest.IsEmpty)
        {
            int length = rest.IndexOf((byte)'\n');
            if (_records.Accept(rest[..length]) is not null || _records.Unknown is not null || _records.Type is "break" or "prune" or "recovery")
                return;
            if (treeStart >= 0)
                _subtrees.Add(_records.Leaf);
            rest = rest[(length + 1)..];
        }
        if (treeStart >= 0)
            _subtrees.Fold(first - treeStart);
        IsOrdinary = true;
    }
}
