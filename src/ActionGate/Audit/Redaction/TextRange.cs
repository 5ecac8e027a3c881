namespace ActionGate.Audit.Redaction;

/// <summary>A stretch of a text.</summary>
internal readonly record struct TextRange(int Start, int End)
{
    internal bool IsEmpty => End <= Start;
}
