using ActionGate.Audit.Files;

namespace ActionGate.Audit.Verifying;

/// <summary>Verifies the log in a folder as it stands; takes no lock and changes nothing.</summary>
internal static class LogVerifier
{
    /// <summary>How often, and after how long, a rest without a line feed is looked at again: a writer may be in the middle of it.</summary>
    private const int Patience = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    internal static AuditVerification Verify(LogDirectory directory, CancellationToken cancellationToken)
    {
        try
        {
            directory.Inspect();
            var segments = directory.Segments();
            if (segments.Count == 0)
                return Failed(new AuditException(DiagnosticIds.AuditMissing, $"{directory.FullPath}: no log is there, expected {Path.GetFileName(directory.SegmentAt(0).Path)}"));
            // What comes before is what a crash left of pruning.
            var pruned = PrunedMark.Read(directory);
            segments.RemoveAll(s => s.First < pruned?.Before);
            using var scan = pruned is null ? new SegmentScan() : new SegmentScan(new RecordVerifier(pruned.Before, pruned.Head, 0), null, 0, null);
            foreach (var segment in segments)
            {
                scan.BeginSegment(segment);
                // What is no file, a pipe for one, has no length either, and might never open.
                if (new FileInfo(segment.Path).Length == 0)
                    continue;
                using var file = SegmentFile.OpenForReading(segment.Path);
                for (int i = 0; scan.Read(file, cancellationToken) && i < Patience; i++)
                    cancellationToken.WaitHandle.WaitOne(Pause);
            }
            scan.End();
            return scan.ToVerification();
        }
        catch (AuditException e)
        {
            return Failed(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Failed(new AuditException(DiagnosticIds.AuditUnusable, $"{directory.FullPath}: can't be read: {e.Message}", e));
        }
    }

    private static AuditVerification Failed(AuditException e) => new(0, null, new AuditProblem(e), []);
}
