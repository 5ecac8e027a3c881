namespace ActionGate.Scanning.Catalogs;

/// <summary>What a catalogue says about one thing and its other names.</summary>
internal sealed class CatalogBlock
{
    /// <summary>A line indented as deep as this continues the one before it.</summary>
    private const int Continuation = 8;

    private readonly string _text;
    private readonly Range _body;

    internal CatalogBlock(string source, string text, string[] names, int line, Range body)
    {
        Source = source;
        _text = text;
        Names = names;
        Line = line;
        _body = body;
    }

    internal string Source { get; }

    /// <summary>The first one is its own name, the others mean the same.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>The line of its names, from 1.</summary>
    internal int Line { get; }

    /// <exception cref="CatalogException">A line has no key.</exception>
    internal List<CatalogLine> ReadLines()
    {
        var lines = new List<CatalogLine>();
        var cursor = new CatalogCursor(_text, _body, Line + 1);
        while (cursor.MoveNext())
        {
            string content = _text[cursor.Content];
            if (cursor.Indent >= Continuation)
            {
                if (lines.Count == 0)
                    throw new CatalogException(Source, cursor.Number, "nothing stands before this continuation");
                lines[^1] = lines[^1] with { Items = [.. lines[^1].Items, .. Words(content)] };
                continue;
            }
            int colon = content.EndsWith(':') ? content.IndexOf(": ", StringComparison.Ordinal) is var inner and >= 0 ? inner : content.Length - 1
                : content.IndexOf(": ", StringComparison.Ordinal);
            if (colon <= 0)
                throw new CatalogException(Source, cursor.Number, "expected 'key: items'");
            lines.Add(ReadLine(Words(content[..colon]), Words(content[(colon + 1)..]), cursor.Number));
        }
        return lines;
    }

    private CatalogLine ReadLine(string[] key, string[] items, int number)
    {
        int at = 1;
        string[] conditions = Condition("if");
        string[] exceptions = Condition("unless");
        if (at < key.Length)
            throw new CatalogException(Source, number, $"expected 'if' or 'unless', found '{key[at]}'");
        return new CatalogLine(key[0], conditions, exceptions, items, number);

        string[] Condition(string word)
        {
            if (at >= key.Length || key[at] != word)
                return [];
            int start = ++at;
            while (at < key.Length && key[at] is not ("if" or "unless"))
                at++;
            return at > start ? key[start..at] : throw new CatalogException(Source, number, $"nothing stands behind '{word}'");
        }
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
