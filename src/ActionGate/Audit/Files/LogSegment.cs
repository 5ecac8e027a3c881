namespace ActionGate.Audit.Files;

/// <summary>One file of a log's records.</summary>
/// <param name="First">The sequence of its first record, which its name says.</param>
/// <param name="Path">Where it lies.</param>
internal readonly record struct LogSegment(long First, string Path);
