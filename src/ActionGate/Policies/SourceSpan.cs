namespace ActionGate.Policies;

/// <summary>A stretch of one line of a policy's text. Lines and columns from 1, in UTF-16 units.</summary>
internal readonly record struct SourceSpan(int Line, int Column, int Length)
{
    internal bool IsBefore(SourceSpan other) => Line < other.Line || (Line == other.Line && Column < other.Column);
}
