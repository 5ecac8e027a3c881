namespace ActionGate.Audit.Redaction;

/// <summary>A command as a shell reads it: words without their quotes, whatever pieces they are written in.</summary>
/// <remarks>
/// A text need not be a command, and an apostrophe in a comment or a here-document is no quote. So the text is looked at as it stands as well,
/// a quote without its counterpart is passed over, and where there are several lines each is also read by itself. A word that is one quoted
/// text with blanks stays as it is: that is looked at already, and may be a sentence. What is quoted within it is a command in a command.
/// </remarks>
internal static class ShellView
{
    private const int Deepest = 3;
    private const int OnStack = 2048;

    internal static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, bool isCut) => AddTo(ref found, text, default, isCut, 0);

    internal static bool IsSeparator(char c) => c is ' ' or ';' or '|' or '&' or '<' or '>' or '(' or ')' || char.IsWhiteSpace(c);

    private static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, ReadOnlySpan<TextRange> origins, bool isCut, int depth)
    {
        if (IsPlain(text))
            return;
        AddTo(ref found, text, origins, isCut, depth, byLine: false);
        if (text.Contains('\n'))
            AddTo(ref found, text, origins, isCut, depth, byLine: true);
    }

    private static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, ReadOnlySpan<TextRange> origins, bool isCut, int depth, bool byLine)
    {
        Span<char> view = text.Length <= OnStack ? stackalloc char[text.Length] : new char[text.Length];
        Span<TextRange> places = text.Length <= OnStack ? stackalloc TextRange[text.Length] : new TextRange[text.Length];
        var reader = new Reader(text, origins, isCut, view, places);
        bool isOther = false;
        while (reader.At < text.Length)
        {
            if (IsSeparator(text[reader.At]))
            {
                reader.PutSource();
                continue;
            }
            int source = reader.At;
            int start = reader.Length;
            int lineEnd = byLine ? text[source..].IndexOf('\n') : -1;
            reader.ReadWord(lineEnd < 0 ? text.Length : source + lineEnd, out int pieces, out bool isBare);
            if (pieces == 0)
                continue;
            var value = view[start..reader.Length];
            if (depth < Deepest && IsCommand(value))
                AddNested(ref found, value, places[start..reader.Length], isCut, depth + 1);
            if (pieces == 1 && !isBare && (value.IsEmpty || IsSentence(value)))
                reader.Restore(start, source);
            else
                isOther = true;
        }
        if (isOther)
            SecretRanges.AddView(ref found, view[..reader.Length], places[..reader.Length], isCut);
    }

    /// <summary>All its quotes are around sentences, as in <c>-m 'a message'</c>: the text shows all that a shell reads.</summary>
    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        while (true)
        {
            int open = text.IndexOfAny('"', '\'', '\\');
            if (open < 0)
                return true;
            char quote = text[open];
            if (quote == '\\' || open > 0 && !IsSeparator(text[open - 1]))
                return false;
            text = text[(open + 1)..];
            int close = text.IndexOf(quote);
            if (close < 0 || !text[..close].Contains(' ') || text[..close].IndexOfAny('"', '\'', '\\') >= 0 || close + 1 < text.Length && !IsSeparator(text[close + 1]))
                return false;
            text = text[(close + 1)..];
        }
    }

    /// <summary>The value of a word, read as a text of its own.</summary>
    private static void AddNested(ref List<TextRange>? found, ReadOnlySpan<char> value, ReadOnlySpan<TextRange> places, bool isCut, int depth)
    {
        Span<char> text = value.Length <= OnStack ? stackalloc char[value.Length] : new char[value.Length];
        for (int i = 0; i < value.Length; i++)
            text[i] = QuotedCharacter.Plain(value[i]);
        SecretRanges.AddView(ref found, text, places, isCut);
        AddTo(ref found, text, places, isCut, depth);
    }

    private static bool IsSentence(ReadOnlySpan<char> value)
    {
        foreach (char c in value)
        {
            if (QuotedCharacter.Is(c) || char.IsWhiteSpace(c))
                return true;
        }
        return false;
    }

    private static bool IsCommand(ReadOnlySpan<char> value) =>
        value.IndexOfAny(QuotedCharacter.Blank, QuotedCharacter.Tab, '\n') >= 0 && value.IndexOfAny(QuotedCharacter.DoubleQuote, QuotedCharacter.SingleQuote, '\\') >= 0;

    /// <summary>Reads words (POSIX, "Quoting"; bash, "ANSI-C Quoting"), and writes what they say.</summary>
    private ref struct Reader(ReadOnlySpan<char> text, ReadOnlySpan<TextRange> origins, bool isCut, Span<char> view, Span<TextRange> places)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private readonly ReadOnlySpan<TextRange> _origins = origins;
        private readonly Span<char> _view = view;
        private readonly Span<TextRange> _places = places;
        private readonly bool _isCut = isCut;

        internal int At { get; private set; }

        internal int Length { get; private set; }

        /// <summary>A character as it stands.</summary>
        internal void PutSource()
        {
            Put(_text[At], At, At + 1);
            At++;
        }

        /// <summary>What was written since stands there as in the text.</summary>
        internal void Restore(int length, int source)
        {
            int end = At;
            Length = length;
            At = source;
            while (At < end)
                PutSource();
        }

        /// <param name="limit">Where quotes end that are not closed before.</param>
        /// <param name="pieces">How many quoted pieces and escapes it has.</param>
        /// <param name="isBare">Something of it stands outside them.</param>
        internal void ReadWord(int limit, out int pieces, out bool isBare)
        {
            pieces = 0;
            isBare = false;
            bool endsEmpty = false;
            while (At < limit && !IsSeparator(_text[At]))
            {
                char c = _text[At];
                int before = Length;
                if (c == '\'' || c == '"' || c == '$' && At + 1 < limit && _text[At + 1] is '\'' or '"')
                {
                    pieces++;
                    if (ReadQuoted(limit))
                        pieces++;
                    endsEmpty = Length == before;
                    if (At < limit && IsWordCharacter(_text[At]) && EndsInVariable(before))
                        Put(QuotedCharacter.Nothing, At - 1, At);
                }
                else if (c == '\\')
                {
                    pieces += 2;
                    ReadEscape(limit);
                    endsEmpty = false;
                }
                else
                {
                    isBare = true;
                    PutSource();
                    endsEmpty = false;
                }
            }
            // Behind NAME="" no other word may be taken for the value.
            if (endsEmpty && isBare)
                Put(QuotedCharacter.Blank, At - 1, At);
        }

        private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

        /// <summary>Of <c>"$A"b</c> the variable is not <c>$Ab</c>.</summary>
        private readonly bool EndsInVariable(int start)
        {
            int sign = _view[start..Length].LastIndexOf('$');
            return sign >= 0 && !_view[(start + sign + 1)..Length].ContainsAnyExcept(SecretCharacters.Word);
        }

        private void ReadEscape(int limit)
        {
            if (At + 1 >= limit)
            {
                At = limit;
                return;
            }
            char next = _text[At + 1];
            if (next != '\n')
                Put(next == '$' ? QuotedCharacter.Dollar : QuotedCharacter.Of(next), At, At + 2);
            At += 2;
        }

        /// <returns>It says something else than what stands in it.</returns>
        private bool ReadQuoted(int limit)
        {
            bool isAnsi = _text[At] == '$' && _text[At + 1] == '\'';
            int open = _text[At] == '$' ? At + 1 : At;
            char quote = _text[open];
            int close = CloseOf(open, limit, quote == '"' || isAnsi);
            if (close < 0 && (!_isCut || limit < _text.Length))
            {
                At = open + 1;
                return true;
            }
            int end = close < 0 ? limit : close;
            At = open + 1;
            while (At < end)
            {
                if (isAnsi && _text[At] == '\\' && At + 1 < end)
                    ReadAnsiEscape(end);
                else if (quote == '"')
                    ReadDouble(end);
                else
                    ReadSingle();
            }
            At = close < 0 ? limit : close + 1;
            return isAnsi && _text[open..end].Contains('\\');
        }

        private void ReadSingle()
        {
            char c = _text[At];
            // Of a template's ${{…}} and a nested command's $(…) it is not known who reads it.
            bool isDollar = c == '$' && At + 1 < _text.Length && _text[At + 1] is not ('{' or '(');
            Put(isDollar ? QuotedCharacter.Dollar : QuotedCharacter.Of(c), At, At + 1);
            At++;
        }

        private void ReadDouble(int end)
        {
            char c = _text[At];
            char next = c == '\\' && At + 1 < end ? _text[At + 1] : '\0';
            if (next is '"' or '\\' or '$' or '`')
                Put(next == '$' ? QuotedCharacter.Dollar : QuotedCharacter.Of(next), At, At + 2);
            else if (next != '\n')
                Put(QuotedCharacter.Of(c), At, At + 1);
            At += next is '"' or '\\' or '$' or '`' or '\n' ? 2 : 1;
        }

        private void ReadAnsiEscape(int end)
        {
            int start = At;
            char kind = _text[At + 1];
            At += 2;
            int value = kind switch
            {
                'x' => Number(end, 2, 16),
                'u' => Number(end, 4, 16),
                'U' => Number(end, 8, 16),
                >= '0' and <= '7' => Number(end, 3, 8, At - 1),
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'c' when At < end => _text[At++] & 0x1F,
                _ => kind,
            };
            if (value is >= 0 and <= char.MaxValue)
                Put(QuotedCharacter.Of((char)value), start, At);
        }

        /// <returns>-1: it is too large.</returns>
        private int Number(int end, int most, int radix, int from = -1)
        {
            if (from >= 0)
                At = from;
            long value = 0;
            for (int digits = 0; digits < most && At < end; digits++, At++)
            {
                int digit = HexadecimalValue(_text[At]);
                if (digit >= radix)
                    break;
                value = value * radix + digit;
            }
            return value > char.MaxValue ? -1 : (int)value;
        }

        private static int HexadecimalValue(char c) =>
            char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10 : int.MaxValue;

        private readonly int CloseOf(int open, int limit, bool hasEscapes)
        {
            char quote = _text[open];
            for (int i = open + 1; i < limit; i++)
            {
                if (_text[i] == quote)
                    return i;
                if (hasEscapes && _text[i] == '\\')
                    i++;
            }
            return -1;
        }

        private void Put(char c, int start, int end)
        {
            _view[Length] = c;
            _places[Length] = _origins.IsEmpty ? new TextRange(start, end) : new TextRange(_origins[start].Start, _origins[end - 1].End);
            Length++;
        }
    }
}
