namespace ActionGate.Audit;

/// <summary>What became of a record.</summary>
/// <param name="Sequence">Its place in the log; -1 where it was not recorded.</param>
/// <param name="Fault">Why it did not reach the log's level: an allow must become a deny. <see langword="null"/>: it did.</param>
internal readonly record struct AuditResult(long Sequence, string? Fault);
