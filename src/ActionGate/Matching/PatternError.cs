namespace ActionGate.Matching;

/// <summary>Why a pattern can't be read, and what to write instead.</summary>
internal sealed record PatternError(string Message, string? Help = null);
