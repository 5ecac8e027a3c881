namespace ActionGate.Scanning.Python.Syntax;

/// <content>Names, keywords and the prefixes of strings.</content>
internal ref partial struct Lexer
{
    // Whether an ASCII character may stand in a name.
    private static ReadOnlySpan<bool> NameCharacters =>
    [
        false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
        false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
        false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
        true, true, true, true, true, true, true, true, true, true, false, false, false, false, false, false,
        false, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
        true, true, true, true, true, true, true, true, true, true, true, false, false, false, false, true,
        false, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true,
        true, true, true, true, true, true, true, true, true, true, true, false, false, false, false, false,
    ];

    /// <summary>Each character beyond ASCII is taken for a part of a name; whether it may be one is asked of the whole name.</summary>
    private static bool IsNameStart(char c) => IsNamePart(c) && !char.IsAsciiDigit(c);

    private static bool IsNamePart(char c) => c >= 128 || NameCharacters[c];

    private void ReadName()
    {
        int start = _at;
        int at = start;
        int all = 0;
        for (; at < _text.Length && IsNamePart(_text[at]); at++)
            all |= _text[at];
        _at = at;
        var name = _text[start..at];
        if (at < _text.Length && name.Length <= 2 && _text[at] is '"' or '\'' && PrefixOf(name, out var traits, out char formatted))
        {
            if (formatted == '\0')
                ReadString(start, traits);
            else
                EnterString(start, traits, formatted);
        }
        else if (all < 128)
        {
            _tokens.Add(start, at, KindOf(name));
        }
        else if (Identifier.IsValid(name))
        {
            _tokens.Add(start, at, TokenKind.Name, TokenTraits.NonAscii);
        }
        else
        {
            Fail("invalid character", start);
        }
    }

    /// <summary>Whether the word before a quote is the prefix of a string. A word that is none may stand there too: <c>x in"ab"</c>.</summary>
    private static bool PrefixOf(ReadOnlySpan<char> word, out TokenTraits traits, out char formatted)
    {
        traits = TokenTraits.None;
        formatted = '\0';
        char kind = (char)(word[0] | 0x20);
        if (word.Length == 2)
        {
            char other = (char)(word[1] | 0x20);
            if ((kind == 'r') == (other == 'r'))
                return false;
            traits = TokenTraits.Raw;
            kind = kind == 'r' ? other : kind;
            if (kind == 'u')
                return false;
        }
        switch (kind)
        {
            case 'r':
                traits |= TokenTraits.Raw;
                return true;
            case 'b':
                traits |= TokenTraits.Bytes;
                return true;
            case 'u':
                traits |= TokenTraits.Unicode;
                return true;
            case 'f' or 't':
                formatted = kind;
                return true;
            default:
                return false;
        }
    }

    private static TokenKind KindOf(ReadOnlySpan<char> name) => name switch
    {
        "False" => TokenKind.False,
        "None" => TokenKind.None,
        "True" => TokenKind.True,
        "and" => TokenKind.And,
        "as" => TokenKind.As,
        "assert" => TokenKind.Assert,
        "async" => TokenKind.Async,
        "await" => TokenKind.Await,
        "break" => TokenKind.Break,
        "class" => TokenKind.Class,
        "continue" => TokenKind.Continue,
        "def" => TokenKind.Def,
        "del" => TokenKind.Del,
        "elif" => TokenKind.Elif,
        "else" => TokenKind.Else,
        "except" => TokenKind.Except,
        "finally" => TokenKind.Finally,
        "for" => TokenKind.For,
        "from" => TokenKind.From,
        "global" => TokenKind.Global,
        "if" => TokenKind.If,
        "import" => TokenKind.Import,
        "in" => TokenKind.In,
        "is" => TokenKind.Is,
        "lambda" => TokenKind.Lambda,
        "nonlocal" => TokenKind.Nonlocal,
        "not" => TokenKind.Not,
        "or" => TokenKind.Or,
        "pass" => TokenKind.Pass,
        "raise" => TokenKind.Raise,
        "return" => TokenKind.Return,
        "try" => TokenKind.Try,
        "while" => TokenKind.While,
        "with" => TokenKind.With,
        "yield" => TokenKind.Yield,
        _ => TokenKind.Name,
    };
}
