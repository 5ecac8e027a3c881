using System.Globalization;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Writing;

/// <summary>What stands in a log's folder, verified against its own checkpoint: from the frontier on where that fits, otherwise as a whole.</summary>
internal sealed class LogReading : IDisposable
{
    /// <summary>A loss of power takes no more: what was not on the disk yet was in memory.</summary>
    private const long MostLost = 1 << 30;

    private readonly LogFolder _folder;
    private readonly LogDirectory _directory;
    private readonly List<LogSegment> _segments;
    private readonly PrunedMark? _pruned;
    private readonly List<LogSegment> _leftovers;
    private AuditCheckpoint? _lesser;
    private bool _needsPruned;
    private bool _hasPruned;

    private LogReading(LogFolder folder)
    {
        _folder = folder;
        _directory = folder.Directory;
        _pruned = PrunedMark.Read(_directory);
        _segments = _directory.Segments();
        _leftovers = _pruned is null ? [] : _segments.FindAll(s => s.First < _pruned.Before);
        _segments.RemoveAll(s => _pruned is not null && s.First < _pruned.Before);
        Last = _segments.Count > 0 ? _segments[^1] : _directory.SegmentAt(_pruned?.Before ?? 0);
        Tree = new GrowingTree(new CompactRange());
        Scan = new SegmentScan(Tree);
    }

    /// <summary>How far it verifies.</summary>
    internal SegmentScan Scan { get; private set; }

    /// <summary>The tree of what verifies.</summary>
    internal GrowingTree Tree { get; private set; }

    /// <summary>The last segment, the first one where there is none.</summary>
    internal LogSegment Last { get; }

    /// <summary>The same, open for writing; <see langword="null"/>: it is not there.</summary>
    internal ISegmentFile? LastFile { get; private set; }

    /// <summary>The segment before and where it ends, if the last one is empty.</summary>
    internal (LogSegment Segment, long End) Previous { get; private set; }

    /// <summary>The checkpoint that has come furthest; <see langword="null"/>: there is none, or it is none of this log's.</summary>
    internal AuditCheckpoint? Checkpoint { get; private set; }

    /// <summary>There is more than the first record of a tree, and no checkpoint of it: it was never signed, or what signed it was taken away.</summary>
    internal bool IsUnanchored => Checkpoint is null && Scan.Records.Next > Scan.Records.TreeStart + 1;

    /// <summary>The log's name, where there is a record or a checkpoint.</summary>
    internal string? Origin => Scan.Records.Origin ?? Checkpoint?.Log;

    /// <summary>Segments that a crash left of pruning, and that may go: the record that says so is one of the log's, and a checkpoint counts it, where there is one.</summary>
    internal IReadOnlyList<LogSegment> Leftovers => _hasPruned && Problem is null ? _leftovers : [];

    /// <summary>What does not verify, other than a torn end; <see langword="null"/>: nothing.</summary>
    internal AuditProblem? Problem { get; private set; }

    /// <summary>What follows the last record that verifies is what a crash left.</summary>
    internal bool IsTorn { get; private set; }

    /// <param name="folder">The folder, locked.</param>
    /// <param name="key">The log's own key; <see langword="null"/>: there is none, and no signature is looked at.</param>
    /// <param name="isWhole">Whether to read the whole of it in any case.</param>
    /// <exception cref="AuditException">It can't be read.</exception>
    internal static LogReading Read(LogFolder folder, AuditPublicKey? key, bool isWhole)
    {
        var reading = new LogReading(folder);
        try
        {
            reading.Read(key, isWhole);
            return reading;
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    /// <summary>The file goes on with who opened the log.</summary>
    internal ISegmentFile? TakeFile()
    {
        var file = LastFile;
        LastFile = null;
        return file;
    }

    public void Dispose()
    {
        LastFile?.Dispose();
        Scan.Dispose();
    }

    private void Read(AuditPublicKey? key, bool isWhole)
    {
        ReadCheckpoints(key);
        int first = 0;
        // What is deleted must have been verified to the last byte.
        if (Problem is null && Checkpoint is not null && _leftovers.Count == 0 && (!isWhole || IsWholeSound(key)) && BeginAtFrontier(Checkpoint) is { } index)
            first = index;
        else if (_segments.Count > 0)
            first = BeginAtTree();
        for (int i = first; i < _segments.Count; i++)
            Read(_segments[i], isContinued: i == first && Scan.GoodEnd > 0);
        Scan.End();
        bool isLost = Scan.Tampering is { } fault && LastFile is not null && string.Equals(fault.Segment, Path.GetFileName(Last.Path), StringComparison.Ordinal)
            && LastFile.Length - Scan.GoodEnd <= MostLost && (Scan.IsRefused || LostSectors.Follow(LastFile, Scan.GoodEnd));
        IsTorn = Scan.IsTorn || isLost;
        // What a checkpoint counts was on the disk: a crash can't have taken it.
        Problem = (isLost ? null : Scan.Tampering) ?? Problem ?? FindGap();
    }

    /// <summary>
    /// Verifies all of it on several threads, so that the frontier can be gone on from. Where something is amiss, one thread reads it again: it knows what
    /// a crash leaves, and where to go on.
    /// </summary>
    private bool IsWholeSound(AuditPublicKey? key)
    {
        int tree = TreeSegment();
        var found = LogVerifier.Verify(_directory, new VerifyOptions { PublicKey = key, From = tree > 0 ? _segments[tree].First : 0 }, CancellationToken.None);
        return found.Problems.All(p => p.DiagnosticId == DiagnosticIds.AuditTornTail) && found.Warnings.All(w => w.DiagnosticId != DiagnosticIds.AuditUnknownRecord);
    }

    private void Read(LogSegment segment, bool isContinued)
    {
        if (segment == Last)
            LastFile = OpenLast(segment);
        if (!isContinued)
            Scan.BeginSegment(segment);
        using var file = segment == Last ? null : SegmentFile.OpenForReading(segment.Path);
        Scan.Read(LastFile ?? file!, CancellationToken.None);
        if (segment != Last)
            Previous = (segment, Scan.GoodEnd);
    }

    private ISegmentFile OpenLast(LogSegment segment)
    {
        var file = _folder.OpenSegment(segment);
        // The name may have become a link after it was looked at: what was opened must be what stands there.
        if (file.FindDisplacement(file.Length) is not { } displacement)
            return file;
        file.Dispose();
        throw new AuditException(DiagnosticIds.AuditPathRefused, $"{segment.Path}: {displacement}");
    }

    /// <summary>
    /// The last checkpoint, and the last of those that are kept: who takes the one away, or puts an older one back, has not got rid of the other. The
    /// one that has come further is what the log is held against.
    /// </summary>
    private void ReadCheckpoints(AuditPublicKey? key)
    {
        var last = CheckpointFiles.Read(_directory, out string? fault);
        var kept = CheckpointFiles.ReadKept(_directory, out string? keptFault);
        if (key is not null)
        {
            fault ??= last?.FindFault(key);
            keptFault ??= kept?.FindFault(key);
        }
        if (fault is not null)
            (last, Problem) = (null, Refused("the checkpoint is not this log's: " + fault));
        // What an operator kept of an earlier tree, whatever it is, is evidence of what was wrong with that one.
        else if (kept?.First < last?.First && keptFault is not null)
            (kept, keptFault) = (null, null);
        if (keptFault is not null)
            (kept, Problem) = (null, Problem ?? Refused("the last note of checkpoints.log is not this log's: " + keptFault));
        bool isKeptFurther = last is null || kept is not null && (kept.First > last.First || kept.First == last.First && kept.Size > last.Size);
        (Checkpoint, _lesser) = isKeptFurther ? (kept, last) : (last, kept);
        if (Checkpoint is not null && _lesser is not null)
            Problem ??= FindContradiction(Checkpoint, _lesser);
    }

    /// <summary>What keeps two checkpoints from being those of one log.</summary>
    private static AuditProblem? FindContradiction(AuditCheckpoint checkpoint, AuditCheckpoint lesser)
    {
        if (!string.Equals(checkpoint.Log, lesser.Log, StringComparison.Ordinal))
            return Refused($"there is a checkpoint of the log {DecisionText.Quote(checkpoint.Log)}, and another of {DecisionText.Quote(lesser.Log)}");
        if (CheckpointHistory.FindEquivocation(checkpoint, lesser) is { } equivocation)
            return Refused(equivocation);
        // A break stands behind all that was signed before.
        return lesser.First < checkpoint.First && lesser.Size > checkpoint.First - lesser.First
            ? new AuditProblem(DiagnosticIds.AuditTampered, null, 0, 0, -1, string.Create(CultureInfo.InvariantCulture,
                $"a checkpoint counts {lesser.Size} records from record {lesser.First} on, and was signed before the break that is record {checkpoint.First}"))
            : null;
    }

    private static AuditProblem Refused(string message) => new(DiagnosticIds.AuditCheckpointRefused, null, 0, 0, -1, message);

    /// <summary>Goes on from the checkpoint, where the frontier belongs to it and the log still has the record that it ends with.</summary>
    /// <returns>The index of the segment to go on in; <see langword="null"/>: it does not fit.</returns>
    private int? BeginAtFrontier(AuditCheckpoint checkpoint)
    {
        if (CheckpointFiles.ReadFrontier(_directory) is not { } frontier || !frontier.Fits(checkpoint))
            return null;
        var tree = new GrowingTree(CompactRange.Restore(frontier.Size - 1, frontier.Peaks)!);
        tree.AppendAll(frontier.Hash);
        int index = _segments.FindIndex(s => s.First == frontier.Segment);
        if (index < 0)
            return null;
        using var file = SegmentFile.OpenForReading(_segments[index].Path);
        long sequence = frontier.TreeStart + frontier.Size - 1;
        if (!HasRecord(file, frontier, sequence))
            return null;
        Scan.Dispose();
        // Behind a break its record may be among what was damaged.
        _needsPruned = _pruned is not null && frontier.TreeStart <= _pruned.Before;
        _hasPruned = _needsPruned && _pruned!.Sequence <= sequence && HasPruneRecord();
        Tree = tree;
        Scan = new SegmentScan(new RecordVerifier(sequence + 1, Hex(frontier.Hash), frontier.TreeStart), Path.GetFileName(_segments[index].Path), frontier.Offset, tree) { Refused = FindUnfinishedPruning };
        return index;
    }

    private static bool HasRecord(SegmentFile file, Frontier frontier, long sequence)
    {
        byte[] bytes = new byte[(int)Math.Min(frontier.Offset, RecordFormat.LongestLine + 1)];
        long start = frontier.Offset - bytes.Length;
        for (int read = 0; read < bytes.Length;)
        {
            int count = file.Read(bytes.AsSpan(read), start + read);
            if (count <= 0)
                return false;
            read += count;
        }
        if (bytes.Length == 0 || bytes[^1] != (byte)'\n')
            return false;
        var line = bytes.AsSpan(0, bytes.Length - 1);
        line = line[(line.LastIndexOf((byte)'\n') + 1)..];
        if (line.Length < RecordFormat.PreviousLength + RecordFormat.HashSuffixLength)
            return false;
        var previous = line[..^RecordFormat.HashSuffixLength];
        previous = previous.Slice(previous.Length - 1 - RecordFormat.HexLength, RecordFormat.HexLength);
        using var records = new RecordVerifier(sequence, previous, frontier.TreeStart);
        if (sequence == frontier.Segment)
            records.BeginSegment(sequence);
        return records.Accept(line) is null && !records.IsUnknownVersion && records.Head.SequenceEqual(Hex(frontier.Hash));
    }

    /// <summary>Looks for the line of the file <c>pruned</c> where its record belongs.</summary>
    private bool HasPruneRecord()
    {
        int index = _segments.FindLastIndex(s => s.First <= _pruned!.Sequence);
        if (index < 0)
            return false;
        using var file = SegmentFile.OpenForReading(_segments[index].Path);
        var reader = new LineReader();
        for (long left = _pruned!.Sequence - _segments[index].First; left >= 0;)
        {
            if (reader.TryTake(out var line))
            {
                if (left-- == 0)
                    return line.Length > RecordFormat.HashSuffixLength && RecordFormat.HashOf(line).SequenceEqual(_pruned.RecordHash);
                continue;
            }
            int count = reader.IsLineTooLong ? 0 : file.Read(reader.Room().Span, reader.FillOffset);
            if (count <= 0)
                return false;
            reader.Filled(count);
        }
        return false;
    }

    /// <summary>Begins where the last tree begins: what came before a <c>break</c> is damaged, and somebody knows.</summary>
    /// <returns>The index of its first segment.</returns>
    private int BeginAtTree()
    {
        int index = TreeSegment();
        if (index == 0 && _pruned is not null && !IsBreak(_segments[0]))
            BeginAtPruned(_pruned);
        else
            Scan = Replace(new RecordVerifier(), Tree);
        // Behind a break its record may be among what was damaged.
        _needsPruned = index == 0 && _pruned is not null;
        return index;
    }

    /// <summary>The index of the segment in which the last tree begins, as far as segments are there.</summary>
    private int TreeSegment()
    {
        int index = _segments.Count - 1;
        while (index > 0 && !IsBreak(_segments[index]))
            index--;
        return Math.Max(index, 0);
    }

    private void BeginAtPruned(PrunedMark pruned)
    {
        long start = Checkpoint?.First ?? 0;
        if (pruned.Tree(start) is { } before)
        {
            Tree = new GrowingTree(before);
            Scan = Replace(new RecordVerifier(pruned.Before, pruned.Head, start), Tree);
        }
        else
        {
            Problem ??= new AuditProblem(DiagnosticIds.AuditTampered, null, 0, 0, -1, "the prune record tells of another tree");
        }
    }

    private SegmentScan Replace(RecordVerifier records, GrowingTree tree)
    {
        Scan.Dispose();
        return new SegmentScan(records, null, 0, tree) { Verified = Compare, Refused = FindUnfinishedPruning };
    }

    /// <summary>
    /// Pruning deletes nothing before a checkpoint counts its record. One that none counts is what a crash left of it, or was put there to be signed, and named
    /// afterwards: it is kept aside with what follows.
    /// </summary>
    private string? FindUnfinishedPruning(RecordVerifier records) =>
        records.Type is "prune" && Checkpoint is { } checkpoint && records.TreeStart == checkpoint.First && records.Next - checkpoint.First > checkpoint.Size
            ? "no checkpoint counts this prune record" : null;

    /// <summary>At the size of a checkpoint, the tree must be that of the checkpoint.</summary>
    private void Compare(RecordVerifier records)
    {
        _hasPruned |= _pruned is not null && records.Head.SequenceEqual(_pruned.RecordHash);
        Compare(Checkpoint, records);
        Compare(_lesser, records);
    }

    private void Compare(AuditCheckpoint? checkpoint, RecordVerifier records)
    {
        if (checkpoint is not null && records.TreeStart == checkpoint.First && Tree.Size == checkpoint.Size && !HasRoot(Tree, checkpoint))
            Problem ??= Scan.Problem(DiagnosticIds.AuditTampered, string.Create(CultureInfo.InvariantCulture, $"the first {checkpoint.Size} records of the tree are not those of the checkpoint: they were changed, and the chain made anew"));
    }

    private AuditProblem? FindGap()
    {
        if (_needsPruned && !_hasPruned)
            return Scan.Problem(DiagnosticIds.AuditTampered, "what the log says was pruned has no record in it");
        if (Checkpoint is not { } checkpoint)
            return null;
        // Anybody can append a record and name it.
        if (_hasPruned && _pruned!.Sequence >= checkpoint.First + checkpoint.Size)
            return Scan.Problem(DiagnosticIds.AuditTampered, "no checkpoint counts the record of what the log says was pruned");
        bool hasRecords = Scan.Records.Next > 0;
        if (hasRecords && checkpoint.First != Scan.Records.TreeStart)
            return Scan.Problem(DiagnosticIds.AuditTampered, string.Create(CultureInfo.InvariantCulture, $"the checkpoint is of the tree that began with record {checkpoint.First}, the log's began with record {Scan.Records.TreeStart}"));
        if (Scan.Records.Origin is { } origin && !string.Equals(origin, checkpoint.Log, StringComparison.Ordinal))
            return new AuditProblem(DiagnosticIds.AuditTampered, null, 0, 0, -1, $"the checkpoint is of the log {DecisionText.Quote(checkpoint.Log)}, found {DecisionText.Quote(origin)}");
        return Tree.Size < checkpoint.Size
            ? Scan.Problem(DiagnosticIds.AuditTampered, string.Create(CultureInfo.InvariantCulture, $"the checkpoint counts {checkpoint.Size} records, found {Tree.Size}: the rest was cut off"))
            : null;
    }

    private static bool HasRoot(GrowingTree tree, AuditCheckpoint checkpoint)
    {
        Span<byte> root = stackalloc byte[TreeHasher.HashSize];
        tree.Root(root);
        return checkpoint.RootHash.Span.SequenceEqual(root);
    }

    private static bool IsBreak(LogSegment segment)
    {
        Span<byte> start = stackalloc byte[128];
        using var file = SegmentFile.OpenForReading(segment.Path);
        start = start[..Math.Max(0, file.Read(start, 0))];
        return start.IndexOf(",\"type\":\"break\","u8) > 0;
    }

    private static byte[] Hex(byte[] hash) => System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash));
}
