namespace ActionGate.Audit.Redaction;

/// <summary>A stretch of a text.</summary>
internal readonly record struct TextRange(int Start, int End)
{
    internal bool IsEmpty => End <= Start;

    /// <summary>Makes the list with the first one: most texts have none.</summary>
    internal static void Add(ref List<TextRange>? ranges, TextRange range)
    {
        if (!range.IsEmpty)
            (ranges ??= []).Add(range);
    }
}
