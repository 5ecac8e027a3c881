namespace ActionGate.Matching;

/// <summary>
/// Matches one piece of text (a path segment, a host label, an argument, a whole text) against literals, <c>?</c>, classes and
/// <c>*</c>. Between two stars lies a chunk of fixed length; the leftmost place of each chunk is as good as any other, so there is no
/// backtracking: the cost is at most the text's length times the longest chunk's, whatever the pattern.
/// </summary>
internal sealed class Wildcard
{
    private readonly Chunk[] _chunks;
    private readonly bool _beginsWithRun;
    private readonly bool _endsWithRun;
    private readonly int _minimumLength;

    internal Wildcard(ReadOnlySpan<PatternElement> elements)
    {
        var chunks = new List<Chunk>();
        int start = 0;
        for (int i = 0; i <= elements.Length; i++)
        {
            if (i < elements.Length && !elements[i].IsRun)
                continue;
            if (i > start)
                chunks.Add(new Chunk(elements[start..i]));
            start = i + 1;
        }
        _chunks = [.. chunks];
        _beginsWithRun = elements.Length > 0 && elements[0].IsRun;
        _endsWithRun = elements.Length > 0 && elements[^1].IsRun;
        _minimumLength = chunks.Sum(c => c.Length);
        if (_chunks.Length == 0 && !_beginsWithRun)
            Literal = "";
        else if (_chunks.Length == 1 && !_beginsWithRun && !_endsWithRun)
            Literal = _chunks[0].Literal;
    }

    /// <summary>The only text it matches; <see langword="null"/> where there are several.</summary>
    internal string? Literal { get; }

    internal bool MatchesEverything => _beginsWithRun && _chunks.Length == 0;

    /// <summary>What every match begins with; may be empty.</summary>
    internal string LiteralPrefix => _beginsWithRun || _chunks.Length == 0 ? "" : _chunks[0].LiteralPrefix;

    /// <summary>The longest text that is part of every match; may be empty.</summary>
    internal string LongestLiteral => _chunks.Select(c => c.Literal ?? "").MaxBy(l => l.Length) ?? "";

    /// <summary>Whether it takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isShape">The text is a shape: it takes all texts of that shape.</param>
    internal bool IsMatch(scoped ReadOnlySpan<char> text, bool isShape = false)
    {
        if (Literal is not null)
            return text.SequenceEqual(Literal);
        if (text.Length < _minimumLength)
            return false;

        int first = 0;
        int last = _chunks.Length;
        if (!_beginsWithRun)
        {
            var head = _chunks[first++];
            if (!head.IsAt(text, 0, isShape))
                return false;
            text = text[head.Length..];
        }
        if (first < last && !_endsWithRun)
        {
            var tail = _chunks[--last];
            if (text.Length < tail.Length || !tail.IsAt(text, text.Length - tail.Length, isShape))
                return false;
            text = text[..^tail.Length];
        }
        for (; first < last; first++)
        {
            int at = _chunks[first].IndexIn(text, isShape);
            if (at < 0)
                return false;
            text = text[(at + _chunks[first].Length)..];
        }
        // Without a run at either end there is a single chunk, which must have taken all.
        return _beginsWithRun || _endsWithRun || _chunks.Length > 1 || text.IsEmpty;
    }

    /// <summary>Whether some text of a shape could match.</summary>
    internal bool MayMatch(scoped ReadOnlySpan<char> shape) => TargetShape.IsOne(shape) ? TargetShape.Meets(Flatten(), shape) : IsMatch(shape);

    private PatternElement[] Flatten()
    {
        var elements = new List<PatternElement>(_minimumLength + _chunks.Length + 1);
        if (_beginsWithRun)
            elements.Add(new PatternElement(PatternElementKind.AnyRun));
        for (int i = 0; i < _chunks.Length; i++)
        {
            if (i > 0)
                elements.Add(new PatternElement(PatternElementKind.AnyRun));
            elements.AddRange(_chunks[i].Elements);
        }
        if (_endsWithRun && _chunks.Length > 0)
            elements.Add(new PatternElement(PatternElementKind.AnyRun));
        return [.. elements];
    }

    /// <summary>Elements of a fixed length in a row.</summary>
    private sealed class Chunk
    {
        private readonly PatternElement[] _elements;

        internal Chunk(ReadOnlySpan<PatternElement> elements)
        {
            _elements = elements.ToArray();
            if (_elements.All(e => e.Kind == PatternElementKind.Literal))
                Literal = string.Concat(_elements.Select(e => e.Character));
        }

        internal string? Literal { get; }

        internal ReadOnlySpan<PatternElement> Elements => _elements;

        internal int Length => _elements.Length;

        internal string LiteralPrefix =>
            Literal ?? string.Concat(_elements.TakeWhile(e => e.Kind == PatternElementKind.Literal).Select(e => e.Character));

        internal bool IsAt(scoped ReadOnlySpan<char> text, int at, bool isShape)
        {
            if (Literal is not null)
                return text[at..].StartsWith(Literal, StringComparison.Ordinal);
            for (int i = 0; i < _elements.Length; i++)
            {
                var element = _elements[i];
                bool takes = element.Kind switch
                {
                    PatternElementKind.Literal => text[at + i] == element.Character,
                    PatternElementKind.Class => element.Class!.Contains(text[at + i]) && !(isShape && TargetShape.IsHole(text[at + i])),
                    _ => !(isShape && TargetShape.IsHole(text[at + i])),
                };
                if (!takes)
                    return false;
            }
            return true;
        }

        internal int IndexIn(scoped ReadOnlySpan<char> text, bool isShape)
        {
            if (Literal is not null)
                return text.IndexOf(Literal, StringComparison.Ordinal);
            for (int at = 0; at <= text.Length - Length; at++)
            {
                if (IsAt(text, at, isShape))
                    return at;
            }
            return -1;
        }
    }
}
