using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Writing;

/// <summary>Several processes write one log in turns: each verifies what the others appended before it goes on behind them. Under the log's lock.</summary>
/// <remarks>A process that dies in its turn loses it; the next one puts right what it left.</remarks>
internal sealed class SharedTurn(LogFolder folder, Chain chain, SegmentWriter writer, LeafQueue? leaves, TimeProvider clock)
{
    /// <exception cref="AuditException">What others appended does not verify.</exception>
    internal bool TryEnter(TimeSpan patience)
    {
        if (!folder.Hold.TryEnter(patience))
            return false;
        try
        {
            CatchUp();
            return true;
        }
        catch
        {
            folder.Hold.Leave();
            throw;
        }
    }

    internal void Leave() => folder.Hold.Leave();

    private void CatchUp()
    {
        if (writer.Poison is not null)
            return;
        var next = folder.Directory.SegmentAt(chain.Next);
        bool isSame = writer.File.Length == writer.End;
        if (isSame && (writer.Segment == next || !LogDirectory.IsFile(next.Path)))
            return;
        try
        {
            ReadOn(next);
        }
        catch (Exception e)
        {
            // Some of it is in the tree by now, and must not come there twice.
            writer.PoisonBy(e);
            throw;
        }
    }

    private void ReadOn(LogSegment next)
    {
        using var scan = new SegmentScan(new RecordVerifier(chain.Next, chain.Head, treeStart: -1), Path.GetFileName(writer.Segment.Path), writer.End, null)
        {
            Verified = records => leaves?.Add(records.Head),
            // Who prunes has the folder alone.
            Refused = static records => records.Type is "prune" ? "a log that is open is not pruned" : null,
        };
        var (segment, file) = (writer.Segment, writer.File);
        scan.Read(file, CancellationToken.None);
        for (next = folder.Directory.SegmentAt(scan.Records.Next); next != segment && LogDirectory.IsFile(next.Path); next = folder.Directory.SegmentAt(scan.Records.Next))
        {
            scan.BeginSegment(next);
            if (file != writer.File)
                file.Dispose();
            (segment, file) = (next, folder.OpenSegment(next));
            scan.Read(file, CancellationToken.None);
        }
        scan.End();
        if (scan.Tampering is not null || scan.Records.TreeStart >= 0)
        {
            if (file != writer.File)
                file.Dispose();
            throw new AuditException(DiagnosticIds.AuditTampered, $"what was appended in turn does not verify: {scan.Tampering?.ToString() ?? "the log was broken off"}; open the log anew");
        }
        chain.MoveTo(scan.Records.Next, scan.Records.Head);
        var (end, lines) = Recovery.Repair(folder, segment, file, scan, scan.IsTorn, chain, null, isUnanchored: false, clock);
        leaves?.AddAll(lines);
        writer.MoveTo(segment, file, end);
        // Without checkpoints nobody syncs the old one any more.
        if (leaves is null)
            writer.CloseRetired();
    }
}
