using System.Diagnostics.CodeAnalysis;

namespace ActionGate;

/// <summary>What a receipt proves.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class AuditReceiptVerification
{
    private AuditReceiptVerification(string? problem, AuditRecord? record, AuditCheckpoint? checkpoint)
    {
        Problem = problem;
        Record = record;
        Checkpoint = checkpoint;
    }

    /// <summary>The log whose key it was holds the record.</summary>
    [MemberNotNullWhen(true, nameof(Record), nameof(Checkpoint))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Problem is null;

    /// <summary>Why nothing is proved; <see langword="null"/> for a valid receipt.</summary>
    public string? Problem { get; }

    /// <summary>The record; <see langword="null"/> where nothing is proved.</summary>
    public AuditRecord? Record { get; }

    /// <summary>The checkpoint that counts the record, with the log's name; <see langword="null"/> where nothing is proved.</summary>
    public AuditCheckpoint? Checkpoint { get; }

    /// <summary>Such as <c>valid: record 3 of example.com/agents/host1</c>, or <c>not valid</c> and the problem.</summary>
    public override string ToString() => IsValid
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"valid: record {Record.Sequence} of {Checkpoint.Log}")
        : "not valid: " + Problem;

    internal static AuditReceiptVerification Passed(AuditRecord record, AuditCheckpoint checkpoint) => new(null, record, checkpoint);

    internal static AuditReceiptVerification Failed(string problem) => new(problem, null, null);
}
