using System.Globalization;
using System.Text;

namespace ActionGate;

/// <summary>What the verification of an audit log found.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class AuditVerification
{
    internal AuditVerification(long records, string? head, IReadOnlyList<AuditProblem> problems, IReadOnlyList<AuditProblem> warnings, AuditCheckpoint? anchor,
        long prunedBefore, long from)
    {
        Records = records;
        Head = head;
        Problems = problems;
        Warnings = warnings;
        Anchor = anchor;
        PrunedBefore = prunedBefore;
        From = from;
    }

    /// <summary>
    /// Every record there is verifies, from the first to the end of the log, and agrees with every checkpoint that is there. Whether records are
    /// missing at the end, or the whole log was written anew, only an <see cref="Anchor"/> shows.
    /// </summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>The sequence of the first record that was looked at: 0, what <see cref="VerifyOptions.From"/> asked for, or what pruning left.</summary>
    public long From { get; }

    /// <summary>How many records verify, counted from <see cref="From"/>; of a log that is not valid, those before the problem.</summary>
    public long Records { get; }

    /// <summary>The hash of the last record that verifies, 64 hexadecimal digits; <see langword="null"/> where none does.</summary>
    public string? Head { get; }

    /// <summary>
    /// What is wrong: with the checkpoints by themselves, and then the first fault in the records, for nothing behind it can be trusted; where the
    /// log goes on after a <c>break</c>, the first fault behind that as well. Empty for a valid log.
    /// </summary>
    public IReadOnlyList<AuditProblem> Problems { get; }

    /// <summary>
    /// What is no proof of anything: that no checkpoint could be checked, that records were found without one when the log was opened, that the log
    /// goes on behind damage, and what verifies by its bytes and is not known to this version, one entry a kind, at its first record.
    /// </summary>
    public IReadOnlyList<AuditProblem> Warnings { get; }

    /// <summary>
    /// The last checkpoint that the log's key has signed and that the records agree with: those it counts, from <see cref="From"/> on, are what they
    /// were. <see langword="null"/>: the log is unanchored.
    /// </summary>
    public AuditCheckpoint? Anchor { get; }

    /// <summary>The sequence of the first record that was kept when older ones were deleted, as a record says; 0: none were.</summary>
    public long PrunedBefore { get; }

    /// <summary>
    /// Such as <c>unanchored, 7 records, head 2b47…</c>, or <c>anchored at 7 by the checkpoint of example.com/a, 7 records, head 2b47…</c>, with the
    /// whole hash; where the log is not valid, that and the problems first.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var problem in Problems)
            text.Append("not valid: ").Append(problem).Append("; ");
        if (Anchor is null)
            text.Append("unanchored");
        else
            text.Append(CultureInfo.InvariantCulture, $"anchored at {Anchor.Size} by the checkpoint of {Anchor.Origin}");
        text.Append(CultureInfo.InvariantCulture, $", {Records} {(Records == 1 ? "record" : "records")}");
        if (!IsValid)
            text.Append(Problems[^1].Line == 0 ? " read" : " before it");
        if (From > PrunedBefore)
            text.Append(CultureInfo.InvariantCulture, $" from record {From} on");
        if (Head is not null)
            text.Append(", head ").Append(Head);
        if (PrunedBefore > 0)
            text.Append(CultureInfo.InvariantCulture, $", pruned to {PrunedBefore}");
        foreach (var warning in Warnings)
            text.Append("; warning: ").Append(warning);
        return text.ToString();
    }
}
