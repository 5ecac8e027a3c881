using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActionGate.Policies.Yaml;

/// <summary>Turns the parser's marks into spans that an underline can stand under.</summary>
internal sealed class YamlPlaces(PolicySource source)
{
    /// <summary>The text of a scalar or an alias, without anchor and tag before it; of one with several lines the first.</summary>
    internal SourceSpan Of(Scalar scalar)
    {
        int column = scalar.Anchor.IsEmpty && scalar.Tag.IsEmpty ? (int)scalar.Start.Column : AfterProperties(scalar.Start);
        if (scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded))
            return Clip(scalar.Start.Line, column, scalar.End);
        ReadOnlySpan<char> header = From(scalar.Start.Line, column);
        int end = header.IndexOfAny(' ', '\t');
        return new SourceSpan((int)scalar.Start.Line, column, Math.Max(1, end < 0 ? header.Length : end));
    }

    internal SourceSpan Of(Mark start, Mark end) => Clip(start.Line, (int)start.Column, end);

    /// <summary>Where a collection begins: bracket or dash; <see langword="null"/> for a block map, which begins with its key.</summary>
    internal SourceSpan? OfOpening(NodeEvent opening, char bracket)
    {
        int column = opening.Anchor.IsEmpty && opening.Tag.IsEmpty ? (int)opening.Start.Column : AfterProperties(opening.Start);
        long line = opening.Start.Line;
        if (From(line, column) is [var first, ..] && first == bracket)
            return new SourceSpan((int)line, column, 1);
        // Its anchor stood on a line of its own; the mark's end is where the content begins.
        (line, column) = (opening.End.Line, (int)opening.End.Column);
        return From(line, column) is [var next, ..] && next == bracket ? new SourceSpan((int)line, column, 1) : null;
    }

    /// <summary>From a bracket to the one that closes it, whose event marks its start and not its end; the first line of it.</summary>
    internal SourceSpan Through(SourceSpan opening, Mark closing)
    {
        int length = closing.Line == opening.Line
            ? (int)closing.Column + 1 - opening.Column
            : From(opening.Line, opening.Column).TrimEnd(" \t").Length;
        return opening with { Length = Math.Max(1, length) };
    }

    /// <summary>Where a value was left out in a list: the dash before it, else the place itself.</summary>
    internal SourceSpan OfNothing(SourceSpan place)
    {
        ReadOnlySpan<char> line = source.LineSpan(place.Line);
        return place.Column >= 2 && place.Column - 2 < line.Length && line[place.Column - 2] == '-'
            ? place with { Column = place.Column - 1 }
            : InsideText(place);
    }

    /// <summary>The nearest place at or before this one that has text.</summary>
    internal SourceSpan InsideText(SourceSpan place)
    {
        int line = Math.Clamp(place.Line, 1, source.LineCount);
        int length = source.LineSpan(line).Length;
        if (line == place.Line && place.Column <= length)
            return place with { Length = Math.Clamp(place.Length, 1, length - place.Column + 1) };
        while (line > 1 && source.LineSpan(line).Trim(" \t").IsEmpty)
            line--;
        return new SourceSpan(line, Math.Max(1, source.LineSpan(line).TrimEnd(" \t").Length), 1);
    }

    /// <summary>From the last backslash before a place to that place: where reading an escape ended.</summary>
    internal SourceSpan OfEscape(SourceSpan end)
    {
        ReadOnlySpan<char> line = source.LineSpan(end.Line);
        int backslash = line[..Math.Min(end.Column, line.Length)].LastIndexOf('\\');
        return backslash < 0 ? end : new SourceSpan(end.Line, backslash + 1, Math.Max(1, end.Column - backslash));
    }

    /// <summary>The tag before a node, or where the node begins.</summary>
    internal SourceSpan OfTag(NodeEvent node)
    {
        int column = (int)node.Start.Column;
        var place = new SourceSpan((int)node.Start.Line, column, 1);
        ReadOnlySpan<char> word = WordAt(place);
        while (word is ['&', ..])
        {
            column += word.Length;
            column += From(place.Line, column).IndexOfAnyExcept(' ', '\t') is > 0 and var blanks ? blanks : 0;
            place = place with { Column = column };
            word = WordAt(place);
        }
        return word is ['!', ..] ? place with { Length = word.Length } : place;
    }

    /// <summary>What stands at a place, up to the next blank.</summary>
    internal ReadOnlySpan<char> WordAt(SourceSpan place)
    {
        ReadOnlySpan<char> rest = From(place.Line, place.Column);
        int end = rest.IndexOfAny(' ', '\t');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The first tab that indents, at or after a line: the parser reports such a tab at places of its own choice.</summary>
    internal SourceSpan? FindIndentingTab(int line)
    {
        for (; line <= source.LineCount; line++)
        {
            ReadOnlySpan<char> text = source.LineSpan(line);
            int at = text.IndexOf('\t');
            if (at >= 0 && text[..at].TrimStart(" -").IsEmpty && !text[at..].Trim(" \t").IsEmpty)
                return new SourceSpan(line, at + 1, 1);
        }
        return null;
    }

    private SourceSpan Clip(long line, int column, Mark end)
    {
        int last = end.Line == line ? (int)end.Column : source.LineSpan((int)line).Length + 1;
        ReadOnlySpan<char> text = From(line, column);
        text = text[..Math.Clamp(last - column, 0, text.Length)].TrimEnd(" \t");
        return new SourceSpan((int)line, column, Math.Max(1, text.Length));
    }

    /// <summary>The column after <c>&amp;anchor</c> and <c>!tag</c>; the properties' own where nothing follows them on the line.</summary>
    private int AfterProperties(Mark start)
    {
        ReadOnlySpan<char> line = source.LineSpan((int)start.Line);
        int at = (int)start.Column - 1;
        while (at < line.Length && line[at] is '&' or '!')
        {
            // Up to the comma at most: without it a line of a million anchors would be read a million times.
            while (at < line.Length && line[at] is not (' ' or '\t' or ','))
                at++;
            while (at < line.Length && line[at] is ' ' or '\t')
                at++;
        }
        return at < line.Length && line[at] != '#' ? at + 1 : (int)start.Column;
    }

    private ReadOnlySpan<char> From(long line, int column)
    {
        ReadOnlySpan<char> text = source.LineSpan((int)line);
        return text[Math.Clamp(column - 1, 0, text.Length)..];
    }
}
