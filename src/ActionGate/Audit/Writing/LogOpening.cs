using System.Security.Cryptography;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Writing;

/// <summary>A log that was opened for writing: locked, verified to its end, and whole.</summary>
/// <remarks>
/// What a crash can leave is put right: a torn tail is kept in a file of its own and gives way to a <c>recovery</c> record, a whole
/// record that lacks its line feed gets it. Whatever else does not verify is tampering, and nothing is ever appended to it.
/// </remarks>
internal sealed class LogOpening
{
    private readonly LogDirectory _directory;
    private readonly AuditOptions _options;

    private LogOpening(LogDirectory directory, AuditOptions options)
    {
        _directory = directory;
        _options = options;
    }

    /// <exception cref="AuditException">The log can't be opened, for whatever reason.</exception>
    internal static OpenedLog Open(string directory, AuditOptions options, Func<ISegmentFile, ISegmentFile>? wrap)
    {
        var opening = new LogOpening(LogDirectory.At(directory), options);
        LockFile? hold = null;
        ISegmentFile? file = null;
        try
        {
            bool exists = opening._directory.Inspect();
            opening._directory.Create();
            hold = LockFile.Acquire(opening._directory.Lock);
            file = exists ? SegmentFile.OpenForWriting(opening._directory.Segment) : SegmentFile.Create(opening._directory.Segment);
            file = wrap?.Invoke(file) ?? file;
            return opening.Continue(file, hold);
        }
        catch (Exception e)
        {
            file?.Dispose();
            hold?.Dispose();
            if (e is AuditException)
                throw;
            throw new AuditException(DiagnosticIds.AuditUnusable, $"{opening._directory.FullPath}: can't be opened: {e.Message}", e);
        }
    }

    private OpenedLog Continue(ISegmentFile file, LockFile hold)
    {
        // The name may have become a link after it was looked at: what was opened must be what stands there.
        if (file.FindDisplacement(file.Length) is { } displacement)
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{_directory.Segment}: {displacement}");
        using var scan = new SegmentScan();
        scan.Read(file, CancellationToken.None);
        scan.End();
        Refuse(scan);

        var chain = new Chain(scan.Records.Records, scan.Records.Head);
        long end = scan.GoodEnd;
        if (scan.LacksLineFeed)
        {
            file.Write("\n"u8, end);
            end++;
        }
        using var lines = new MemoryStream();
        if (chain.Next == 0)
            Seal(chain, lines, "log.open"u8, draft => RecordContent.Opening(draft, _options.Origin ?? RecordFormat.DefaultOrigin, NewLogId()));
        if (scan.IsTorn)
        {
            byte[] torn = scan.TornTail.ToArray();
            KeepAside(end, torn);
            string hash = Convert.ToHexStringLower(SHA256.HashData(torn));
            Seal(chain, lines, "recovery"u8, draft => RecordContent.Recovery(draft, end, torn.Length, hash));
        }
        if (lines.Length > 0)
        {
            // Written over the torn bytes and only then cut: there is no moment at which they are gone and no record says so.
            file.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length), end);
            end += lines.Length;
            file.SetLength(end);
        }
        return new OpenedLog(file, hold, chain, end);
    }

    private void Refuse(SegmentScan scan)
    {
        if (scan.Tampering is { } problem)
            throw new AuditException(problem.DiagnosticId, $"{_directory.Segment}: the log does not verify, so nothing is appended to it: {problem}; move it aside to begin a new one");
        if (scan.HasUnknownVersion)
            throw new AuditException(DiagnosticIds.AuditUnknownRecord, $"{_directory.Segment}: the log holds records of a newer version, so this one does not append to it");
        if (_options.Origin is { } origin && scan.Records.Records > 0 && !string.Equals(origin, scan.Records.Origin, StringComparison.Ordinal))
            throw new AuditException(DiagnosticIds.AuditOtherOrigin, $"{_directory.Segment}: expected the log {DecisionText.Quote(origin)}, found {DecisionText.Quote(scan.Records.Origin)}");
    }

    private void Seal(Chain chain, MemoryStream lines, ReadOnlySpan<byte> type, Action<RecordDraft> write)
    {
        var draft = RecordDraft.Rent(type);
        write(draft);
        var line = chain.Seal(draft, _options.Clock.GetUtcNow());
        lines.Write(line);
        chain.Advance(line);
        draft.Return();
    }

    private void KeepAside(long offset, byte[] torn)
    {
        string name = _directory.TornName(offset, torn);
        if (File.Exists(name))
            return;
        using var file = SegmentFile.Create(name);
        file.Write(torn, 0);
        file.FlushToDisk();
    }

    internal static string NewLogId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
