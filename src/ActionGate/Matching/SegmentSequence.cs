namespace ActionGate.Matching;

/// <summary>A sequence of segment patterns, as text. Immutable; <see cref="SegmentMatcher"/> holds targets against it.</summary>
internal sealed class SegmentSequence
{
    private readonly CharacterClass[] _classes;

    /// <summary>Describes a sequence.</summary>
    /// <param name="segments">The segment patterns; <see langword="null"/> is a run of any number of segments, none included.</param>
    internal SegmentSequence(ReadOnlySpan<Wildcard?> segments)
    {
        int length = segments.Length;
        List<CharacterClass>? classes = null;
        foreach (var segment in segments)
        {
            length += segment?.Text.Length ?? 0;
            if (segment is { Classes.IsEmpty: false })
                (classes ??= []).AddRange(segment.Classes);
        }
        Text = string.Create(length, segments, Write);
        Required = PatternText.LongestLiteral(Text);
        _classes = classes is null ? [] : [.. classes];
    }

    internal string Text { get; }

    /// <summary>The place in the text of what is part of every match; may be empty.</summary>
    internal Range Required { get; }

    internal ReadOnlySpan<CharacterClass> Classes => _classes;

    internal SegmentMatcher Matcher => new(Text, Text.AsSpan(Required), _classes);

    private static void Write(Span<char> text, ReadOnlySpan<Wildcard?> segments)
    {
        foreach (var segment in segments)
        {
            text[0] = segment is null ? PatternText.AnySegments : segment.Literal is null ? PatternText.WildSegment : '/';
            text = text[1..];
            segment?.Text.CopyTo(text);
            text = text[(segment?.Text.Length ?? 0)..];
        }
    }
}
