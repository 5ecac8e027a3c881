namespace ActionGate.Scanning.Catalogs;

/// <summary>Goes through the lines of a catalogue that say something: no empty ones, and none that begin with <c>#</c>.</summary>
internal struct CatalogCursor
{
    private readonly string _text;
    private readonly int _end;

    internal CatalogCursor(string text)
        : this(text, 0..text.Length, 1)
    {
    }

    /// <param name="text">The catalogue's text.</param>
    /// <param name="part">The part to go through, of whole lines.</param>
    /// <param name="line">The number of its first line.</param>
    internal CatalogCursor(string text, Range part, int line)
    {
        _text = text;
        NextStart = part.Start.Value;
        _end = part.End.Value;
        Number = line - 1;
    }

    /// <summary>The current line without the blanks at its ends.</summary>
    internal Range Content { get; private set; }

    /// <summary>How many blanks it begins with.</summary>
    internal int Indent { get; private set; }

    internal readonly bool IsIndented => Indent > 0;

    /// <summary>The current line's number, from 1.</summary>
    internal int Number { get; private set; }

    /// <summary>Where the line behind the current one begins.</summary>
    internal int NextStart { get; private set; }

    internal bool MoveNext()
    {
        while (NextStart < _end)
        {
            int start = NextStart;
            int length = _text.AsSpan(start, _end - start).IndexOf('\n');
            int stop = length < 0 ? _end : start + length;
            NextStart = Math.Min(stop + 1, _end);
            Number++;
            var line = _text.AsSpan(start, stop - start);
            Indent = line.Length - line.TrimStart(' ').Length;
            line = line[Indent..].TrimEnd();
            if (line.IsEmpty || line[0] == '#')
                continue;
            Content = new Range(start + Indent, start + Indent + line.Length);
            return true;
        }
        return false;
    }
}
