using System.Text;

namespace ActionGate.Matching;

/// <summary>A sequence of segment patterns, as text. Immutable; <see cref="SegmentMatcher"/> holds targets against it.</summary>
internal sealed class SegmentSequence
{
    private readonly CharacterClass[] _classes;

    /// <summary>Describes a sequence.</summary>
    /// <param name="segments">The segment patterns; <see langword="null"/> is a run of any number of segments, none included.</param>
    internal SegmentSequence(ReadOnlySpan<Wildcard?> segments)
    {
        var text = new StringBuilder();
        List<CharacterClass>? classes = null;
        foreach (var segment in segments)
        {
            if (segment is null)
            {
                text.Append(PatternText.AnySegments);
                continue;
            }
            text.Append(segment.Literal is null ? PatternText.WildSegment : '/').Append(segment.Text);
            if (!segment.Classes.IsEmpty)
                (classes ??= []).AddRange(segment.Classes);
        }
        Text = text.ToString();
        Required = PatternText.LongestLiteral(Text);
        _classes = classes is null ? [] : [.. classes];
    }

    internal string Text { get; }

    /// <summary>The place in the text of what is part of every match; may be empty.</summary>
    internal Range Required { get; }

    internal ReadOnlySpan<CharacterClass> Classes => _classes;

    internal SegmentMatcher Matcher => new(Text, Text.AsSpan(Required), _classes);
}
