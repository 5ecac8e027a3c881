namespace ActionGate.Audit.Verifying;

/// <summary>Where a record stands, or should.</summary>
/// <param name="Segment">The name of its segment.</param>
/// <param name="Line">Its line there, from 1.</param>
/// <param name="Offset">The byte at which that begins.</param>
/// <param name="Sequence">The record.</param>
internal readonly record struct RecordPlace(string? Segment, long Line, long Offset, long Sequence)
{
    internal AuditProblem Problem(string id, string message) => new(id, Segment, Line, Offset, Sequence, message);
}
