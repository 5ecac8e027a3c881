using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Writing;

/// <summary>What a log must remember of the segments that are to go.</summary>
/// <param name="Before">The sequence of the first record that is kept.</param>
/// <param name="Head">The hash of the record before it, in hexadecimal digits.</param>
/// <param name="Peaks">The peaks of the tree before it, the largest first.</param>
/// <param name="Segments">The segments that go, the oldest first.</param>
internal sealed record LogPruning(long Before, byte[] Head, byte[] Peaks, IReadOnlyList<LogSegment> Segments)
{
    /// <summary>Verifies what is to go: whole segments before a record, never the last one.</summary>
    /// <returns><see langword="null"/>: nothing is to go.</returns>
    /// <exception cref="AuditException">It does not verify, or can't be read.</exception>
    internal static LogPruning? Of(LogDirectory directory, long before, long treeStart)
    {
        var pruned = PrunedMark.Read(directory);
        var segments = directory.Segments();
        segments.RemoveAll(s => pruned is not null && s.First < pruned.Before);
        int kept = segments.FindLastIndex(s => s.First <= before);
        if (kept <= 0)
            return null;
        long first = segments[kept].First;
        // What came before the last break is of other trees, and damaged: it can only go as it is.
        if (first <= treeStart)
            return new LogPruning(first, RecordFormat.NoPrevious.ToArray(), [], segments[..kept]);

        int start = Math.Max(0, segments.FindLastIndex(s => s.First <= treeStart));
        bool isContinued = start == 0 && pruned is not null && pruned.Before > treeStart;
        var tree = new GrowingTree((isContinued ? pruned!.Tree(treeStart) : null) ?? new CompactRange());
        var records = isContinued ? new RecordVerifier(pruned!.Before, pruned.Head, treeStart) : new RecordVerifier();
        using var scan = new SegmentScan(records, null, 0, tree);
        foreach (var segment in segments[start..kept])
        {
            scan.BeginSegment(segment);
            using var file = SegmentFile.OpenForReading(segment.Path);
            scan.Read(file, CancellationToken.None);
        }
        scan.BeginSegment(segments[kept]);
        if (scan.Tampering is not null || records.Next != first)
            throw new AuditException(DiagnosticIds.AuditTampered, $"{directory.FullPath}: what does not verify is not pruned: {scan.Tampering?.ToString() ?? "records are missing"}");
        var range = tree.Before.Copy();
        if (!tree.Last.IsEmpty)
            range.Append(tree.Last);
        return new LogPruning(first, records.Head.ToArray(), range.Peaks.ToArray(), segments[..kept]);
    }

    /// <summary>Deletes a segment, and the salts that belong to it first: without it nobody would miss them.</summary>
    internal static void Delete(LogDirectory directory, LogSegment segment)
    {
        File.Delete(directory.OpeningsAt(segment.First));
        File.Delete(segment.Path);
    }
}
