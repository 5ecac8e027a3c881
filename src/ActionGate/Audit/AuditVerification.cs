using System.Globalization;
using System.Text;

namespace ActionGate;

/// <summary>What the verification of an audit log found.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class AuditVerification
{
    internal AuditVerification(long records, string? head, AuditProblem? problem, IReadOnlyList<AuditProblem> warnings)
    {
        Records = records;
        Head = head;
        Problems = problem is null ? [] : [problem];
        Warnings = warnings;
    }

    /// <summary>
    /// Every record there is verifies, from the first to the end of the log. Whether records are missing at the end, or the whole log was
    /// written anew, an unanchored log can't show.
    /// </summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>How many records verify, counted from the first; of a log that is not valid, those before the problem.</summary>
    public long Records { get; }

    /// <summary>The hash of the last record that verifies, 64 hexadecimal digits; <see langword="null"/> where none does.</summary>
    public string? Head { get; }

    /// <summary>What is wrong: the first fault, for nothing behind it can be trusted. Empty for a valid log.</summary>
    public IReadOnlyList<AuditProblem> Problems { get; }

    /// <summary>What verifies by its bytes and is not known to this version: one entry a kind, at its first record.</summary>
    public IReadOnlyList<AuditProblem> Warnings { get; }

    /// <summary>Such as <c>unanchored, 7 records, head 2b47…</c>, with the whole hash; where the log is not valid, that and the problem first.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var problem in Problems)
            text.Append("not valid: ").Append(problem).Append("; ");
        text.Append(CultureInfo.InvariantCulture, $"unanchored, {Records} {(Records == 1 ? "record" : "records")}");
        if (!IsValid)
            text.Append(Problems[0].Line == 0 ? " read" : " before it");
        if (Head is not null)
            text.Append(", head ").Append(Head);
        foreach (var warning in Warnings)
            text.Append("; warning: ").Append(warning);
        return text.ToString();
    }
}
