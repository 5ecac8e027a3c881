using System.Globalization;
using ActionGate.Audit.Files;

namespace ActionGate.Audit.Verifying;

/// <summary>Reads a segment from its start to its end, and says how far it verifies and what comes then.</summary>
internal sealed class SegmentScan : IDisposable
{
    private const int MostUnknown = 16;

    private readonly RecordVerifier _records = new();
    private readonly LineReader _reader = new();
    private readonly List<Unknown> _unknown = [];

    internal RecordVerifier Records => _records;

    /// <summary>Where the last whole record that verified ends, its line feed included where it has one.</summary>
    internal long GoodEnd { get; private set; }

    /// <summary>What does not verify, other than a torn end; <see langword="null"/>: nothing.</summary>
    internal AuditProblem? Tampering { get; private set; }

    /// <summary>The bytes behind the last line feed, where they are no whole record.</summary>
    internal ReadOnlySpan<byte> TornTail => IsTorn ? _reader.Remainder : default;

    internal bool IsTorn { get; private set; }

    /// <summary>The last record is whole but for its line feed; it counts as verified.</summary>
    internal bool LacksLineFeed { get; private set; }

    /// <summary>Some record is of a version that this one can't continue.</summary>
    internal bool HasUnknownVersion { get; private set; }

    /// <summary>Reads on until the end or the first fault.</summary>
    /// <returns>There is a rest without a line feed, which a writer may be about to complete: <see cref="Read"/> goes on from there.</returns>
    internal bool Read(ISegmentFile file, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (_reader.TryTake(out var line))
            {
                if (_records.Accept(line) is { } fault)
                {
                    Tampering = Problem(DiagnosticIds.AuditTampered, fault);
                    return false;
                }
                NoteUnknown();
                GoodEnd = _reader.Offset;
            }
            if (_reader.IsLineTooLong)
            {
                Tampering = Problem(DiagnosticIds.AuditTampered, "the line is longer than 65,535 bytes");
                return false;
            }
            int count = file.Read(_reader.Room().Span, _reader.FillOffset);
            if (count <= 0)
                return !_reader.Remainder.IsEmpty;
            _reader.Filled(count);
        }
    }

    /// <summary>Nothing more will come: judges what stands behind the last line feed.</summary>
    internal void End()
    {
        if (Tampering is not null || _reader.Remainder.IsEmpty)
            return;
        LacksLineFeed = _records.Accept(_reader.Remainder) is null;
        IsTorn = !LacksLineFeed;
        if (LacksLineFeed)
        {
            NoteUnknown();
            GoodEnd = _reader.FillOffset;
        }
    }

    internal AuditVerification ToVerification()
    {
        AuditProblem? problem = Tampering;
        if (IsTorn)
            problem = Problem(DiagnosticIds.AuditTornTail, string.Create(CultureInfo.InvariantCulture, $"torn tail at offset {GoodEnd}: {TornTail.Length} bytes are no whole record; the log, when opened, keeps them aside and goes on"));
        else if (LacksLineFeed)
            problem = new AuditProblem(DiagnosticIds.AuditTornTail, _records.Records, GoodEnd, _records.Records - 1, string.Create(CultureInfo.InvariantCulture, $"torn tail at offset {GoodEnd}: the last record lacks its line feed; the log, when opened, takes it in again"));
        else if (problem is null && _records.Records == 0)
            problem = Problem(DiagnosticIds.AuditMissing, "the log is empty: expected a log.open");
        return new AuditVerification(_records.Records, Head, problem, [.. _unknown.Select(u => u.ToProblem())]);
    }

    public void Dispose() => _records.Dispose();

    private string? Head => _records.Records == 0 ? null : System.Text.Encoding.ASCII.GetString(_records.Head);

    private AuditProblem Problem(string id, string message) => new(id, _records.Records + 1, GoodEnd, _records.Records, message);

    /// <summary>One entry for each kind of unknown record, and one for all that are too many to list.</summary>
    private void NoteUnknown()
    {
        HasUnknownVersion |= _records.IsUnknownVersion;
        if (_records.Unknown is not { } what)
            return;
        var known = _unknown.Find(u => string.Equals(u.What, what, StringComparison.Ordinal));
        if (known is null && _unknown.Count >= MostUnknown)
            known = _unknown[^1];
        else if (known is null)
            _unknown.Add(known = new Unknown(_unknown.Count == MostUnknown - 1 ? "record type, further ones" : what, _records.Records, GoodEnd, _records.Records - 1));
        known.Count++;
    }

    private sealed class Unknown(string what, long line, long offset, long sequence)
    {
        internal string What { get; } = what;

        internal long Count { get; set; }

        internal AuditProblem ToProblem() => new(DiagnosticIds.AuditUnknownRecord, line, offset, sequence,
            string.Create(CultureInfo.InvariantCulture, $"unknown {What}: {Count} such verify by their bytes, what they say was not checked"));
    }
}
