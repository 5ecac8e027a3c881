namespace ActionGate.Matching;

/// <summary>
/// Targets of which only the shape is known: text with holes in it. A pattern takes such a target exactly where a star of it stands for
/// each hole; it may take it where some text of the shape matches. A path that is known and yet holds such a character is read as a shape
/// too, which is the stricter reading.
/// </summary>
internal static class TargetShape
{
    /// <summary>Any run of characters.</summary>
    internal const char Hole = '\0';

    /// <summary>Any run of characters without a <c>/</c> that makes no segment <c>.</c> or <c>..</c>.</summary>
    internal const char NameHole = '\u0001';

    /// <summary>Beyond so many steps the answer is that it may match.</summary>
    private const int MostSteps = 1 << 20;

    private const int StackElements = 256;

    internal static bool IsHole(char c) => c is Hole or NameHole;

    internal static bool IsOne(scoped ReadOnlySpan<char> text) => text.IndexOfAny(Hole, NameHole) >= 0;

    /// <summary>A literal is a text of the shape.</summary>
    internal static bool Meets(scoped ReadOnlySpan<char> literal, scoped ReadOnlySpan<char> shape)
    {
        // The leftmost place of what stands between two holes is as good as any other.
        int hole = shape.IndexOfAny(Hole, NameHole);
        if (hole < 0)
            return literal.SequenceEqual(shape);
        if (!literal.StartsWith(shape[..hole], StringComparison.Ordinal))
            return false;
        literal = literal[hole..];
        shape = shape[(hole + 1)..];
        for (hole = shape.IndexOfAny(Hole, NameHole); hole >= 0; hole = shape.IndexOfAny(Hole, NameHole))
        {
            int at = literal.IndexOf(shape[..hole], StringComparison.Ordinal);
            if (at < 0)
                return false;
            literal = literal[(at + hole)..];
            shape = shape[(hole + 1)..];
        }
        return literal.EndsWith(shape, StringComparison.Ordinal);
    }

    /// <summary>Some text of the shape is one that the elements take.</summary>
    internal static bool Meets(ReadOnlySpan<PatternElement> elements, scoped ReadOnlySpan<char> shape)
    {
        if ((long)(elements.Length + 1) * shape.Length > MostSteps)
            return true;
        // Entry i: the first i elements may have been used up by what was read so far.
        Span<bool> reached = elements.Length < StackElements ? stackalloc bool[StackElements] : new bool[elements.Length + 1];
        reached = reached[..(elements.Length + 1)];
        reached.Clear();
        reached[0] = true;
        Close(elements, reached);
        foreach (char c in shape)
        {
            if (IsHole(c))
                PassHole(elements, reached, mayPassSeparator: c == Hole);
            else
                PassCharacter(elements, reached, c);
            Close(elements, reached);
        }
        return reached[^1];
    }

    private static void PassHole(ReadOnlySpan<PatternElement> elements, Span<bool> reached, bool mayPassSeparator)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            if (reached[i] && (mayPassSeparator || elements[i] is not { Kind: PatternElementKind.Literal, Character: '/' }))
                reached[i + 1] = true;
        }
    }

    private static void PassCharacter(ReadOnlySpan<PatternElement> elements, Span<bool> reached, char c)
    {
        for (int i = elements.Length; i >= 0; i--)
        {
            bool stays = reached[i] && i < elements.Length && elements[i].IsRun;
            bool comes = i > 0 && reached[i - 1] && Takes(elements[i - 1], c);
            reached[i] = stays || comes;
        }
    }

    private static bool Takes(PatternElement element, char c) => element.Kind switch
    {
        PatternElementKind.Literal => element.Character == c,
        PatternElementKind.Class => element.Class!.Contains(c),
        _ => true,
    };

    /// <summary>A run may take nothing.</summary>
    private static void Close(ReadOnlySpan<PatternElement> elements, Span<bool> reached)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            if (reached[i] && elements[i].IsRun)
                reached[i + 1] = true;
        }
    }
}
