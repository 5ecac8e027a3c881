using System.Globalization;

namespace ActionGate;

/// <summary>One thing that an audit log's verification found.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class AuditProblem
{
    internal AuditProblem(string diagnosticId, string? segment, long line, long offset, long sequence, string message)
    {
        DiagnosticId = diagnosticId;
        Segment = segment;
        Line = line;
        Offset = offset;
        Sequence = sequence;
        Message = message;
    }

    internal AuditProblem(AuditException exception)
        : this(exception.DiagnosticId, null, 0, 0, -1, exception.Message)
    {
    }

    /// <summary>The stable identifier, <c>AG40</c> and two digits; the documentation of diagnostics explains each.</summary>
    public string DiagnosticId { get; }

    /// <summary>The name of the segment, such as <c>audit-000000000000.jsonl</c>; <see langword="null"/> where the problem has no place in one.</summary>
    public string? Segment { get; }

    /// <summary>The line of the segment, from 1; 0 where the problem has no place in it.</summary>
    public long Line { get; }

    /// <summary>The byte of the segment, from 0, at which the line begins.</summary>
    public long Offset { get; }

    /// <summary>The record that was expected there, from 0; -1 where the problem has no place in the log.</summary>
    public long Sequence { get; }

    /// <summary>What was expected and what was found.</summary>
    public string Message { get; }

    /// <summary>Such as <c>AG4003 audit-000000000000.jsonl line 3, offset 812, record 2: the hash does not fit the record's bytes</c>.</summary>
    public override string ToString() => Line == 0
        ? $"{DiagnosticId} {Message}"
        : Segment is not null
        ? string.Create(CultureInfo.InvariantCulture, $"{DiagnosticId} {Segment} line {Line}, offset {Offset}, record {Sequence}: {Message}")
        : string.Create(CultureInfo.InvariantCulture, $"{DiagnosticId} line {Line}, offset {Offset}, record {Sequence}: {Message}");
}
