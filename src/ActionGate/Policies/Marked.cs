namespace ActionGate.Policies;

/// <summary>A value and the text it was read from.</summary>
internal readonly record struct Marked<T>(T Value, SourceSpan Span);
