using System.Buffers;

namespace ActionGate.Scanning.Python.Syntax;

/// <content>Strings, and the text of f-strings and t-strings.</content>
internal ref partial struct Lexer
{
    // CPython's MAX_EXPR_NESTING.
    private const int MostFields = 3;

    private static readonly SearchValues<char> TextStops = SearchValues.Create("\"'{}\\\n\r");

    private static readonly SearchValues<char> LiteralStops = SearchValues.Create("\"'\\\n\r");

    private readonly bool IsTripleAt(int at, char quote) =>
        at + 2 < _text.Length && _text[at] == quote && _text[at + 1] == quote && _text[at + 2] == quote;

    /// <summary>Where the text goes on behind a backslash and what it escapes.</summary>
    private readonly int SkipEscaped(int backslash)
    {
        int at = backslash + 1;
        return at + 1 < _text.Length && _text[at] == '\r' && _text[at + 1] == '\n' ? at + 2 : Math.Min(at + 1, _text.Length);
    }

    /// <param name="start">Where its prefix begins; the quote is here.</param>
    /// <param name="traits">What the prefix says.</param>
    private void ReadString(int start, TokenTraits traits)
    {
        char quote = _text[_at];
        bool isTriple = IsTripleAt(_at, quote);
        if (isTriple)
            traits |= TokenTraits.Triple;
        int at = _at + (isTriple ? 3 : 1);
        while (at < _text.Length)
        {
            int length = _text[at..].IndexOfAny(LiteralStops);
            if (length < 0)
                break;
            at += length;
            char c = _text[at];
            if (c == '\\')
            {
                at = SkipEscaped(at);
            }
            else if (c == quote && (!isTriple || IsTripleAt(at, quote)))
            {
                _at = at + (isTriple ? 3 : 1);
                _tokens.Add(start, _at, TokenKind.String, traits);
                return;
            }
            else if (c is '\n' or '\r' && !isTriple)
            {
                break;
            }
            else
            {
                at++;
            }
        }
        Fail("unterminated string", start);
    }

    private void EnterString(int start, TokenTraits traits, char formatted)
    {
        if (_stringCount + 1 >= MostStrings)
        {
            Fail("too many nested strings", start);
            return;
        }
        char quote = _text[_at];
        bool isTriple = IsTripleAt(_at, quote);
        if (isTriple)
            traits |= TokenTraits.Triple;
        _at += isTriple ? 3 : 1;
        if (_stringCount == _strings.Length)
            Array.Resize(ref _strings, Math.Max(4, _stringCount * 2));
        _strings[_stringCount++] = new FormattedString(start, quote, traits);
        _tokens.Add(start, _at, formatted == 'f' ? TokenKind.FStringStart : TokenKind.TStringStart, traits);
    }

    /// <summary>Text up to a doubled brace, a field, the end of a field's format, or the end of the string.</summary>
    private void ReadStringText()
    {
        ref var inside = ref _strings[_stringCount - 1];
        bool isTriple = (inside.Traits & TokenTraits.Triple) != 0;
        bool isRaw = (inside.Traits & TokenTraits.Raw) != 0;
        bool isCharacterName = false;
        int start = _at, at = _at;
        while (true)
        {
            int length = _text[at..].IndexOfAny(TextStops);
            if (length < 0)
            {
                _at = _text.Length;
                return;
            }
            at += length;
            char c = _text[at];
            char next = at + 1 < _text.Length ? _text[at + 1] : '\0';
            if (c == '\\')
            {
                if (next is '{' or '}')
                {
                    at++;
                }
                else if (!isRaw && next == 'N' && at + 2 < _text.Length && _text[at + 2] == '{')
                {
                    isCharacterName = true;
                    at += 3;
                }
                else
                {
                    at = SkipEscaped(at);
                }
            }
            else if (c == '{')
            {
                if (next == '{' && !inside.IsFormat)
                    TakeText(start, at + 1, at + 2);
                else
                    EnterField(ref inside, start, at);
                return;
            }
            else if (c == '}')
            {
                if (isCharacterName)
                {
                    TakeText(start, at + 1, at + 1);
                }
                else if (next == '}' && !inside.IsFormat && inside.Depth == 0)
                {
                    TakeText(start, at + 1, at + 2);
                }
                else
                {
                    inside.IsText = false;
                    TakeText(start, at, at);
                }
                return;
            }
            else if (c == inside.Quote && (!isTriple || IsTripleAt(at, c)))
            {
                int end = at + (isTriple ? 3 : 1);
                TakeText(start, at, end);
                _tokens.Add(at, end, TokenKind.FStringEnd);
                _stringCount--;
                return;
            }
            else if (c is '\n' or '\r' && !isTriple)
            {
                Fail("unterminated string", inside.Start);
                return;
            }
            else
            {
                at++;
            }
        }
    }

    private void TakeText(int start, int end, int next)
    {
        if (end > start)
            _tokens.Add(start, end, TokenKind.FStringMiddle, _strings[_stringCount - 1].Traits);
        _at = next;
    }

    private void EnterField(ref FormattedString inside, int start, int at)
    {
        if (++inside.Fields >= MostFields)
        {
            Fail("fields of a string nested too deeply", at);
            return;
        }
        inside.IsText = false;
        TakeText(start, at, at);
    }

    /// <summary>Whether the character is the colon before a field's format, which is text again.</summary>
    private bool LeaveForFormat(char c)
    {
        ref var inside = ref _strings[_stringCount - 1];
        if (c != ':' || inside.Depth - 1 != inside.Fields)
            return false;
        inside.IsText = true;
        inside.IsFormat = true;
        Take(TokenKind.Colon, 1);
        return true;
    }

    /// <summary>A bracket closes within a field, and perhaps the field.</summary>
    private readonly void LeaveField(char c)
    {
        ref var inside = ref _strings[_stringCount - 1];
        inside.Depth--;
        if (c != '}' || inside.Depth != inside.Fields)
            return;
        // CPython too forgets that the field may stand in the format of another one: what follows it there may double its braces.
        inside.Fields--;
        inside.IsText = true;
        inside.IsFormat = false;
    }

    /// <summary>An f-string or t-string that is being read.</summary>
    private struct FormattedString(int start, char quote, TokenTraits traits)
    {
        internal readonly int Start = start;
        internal readonly char Quote = quote;
        internal readonly TokenTraits Traits = traits;

        /// <summary>Its text is read, not the code of a field.</summary>
        internal bool IsText = true;

        /// <summary>The text is that of a field's format.</summary>
        internal bool IsFormat;

        /// <summary>Open brackets within it, those of fields included.</summary>
        internal int Depth;

        /// <summary>Open fields less one.</summary>
        internal int Fields = -1;
    }
}
