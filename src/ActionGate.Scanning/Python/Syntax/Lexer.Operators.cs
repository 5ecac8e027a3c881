namespace ActionGate.Scanning.Python.Syntax;

/// <content>Operators and brackets.</content>
internal ref partial struct Lexer
{
    private readonly char At(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    private void ReadOperator(char c)
    {
        if (_stringCount > 0 && LeaveForFormat(c))
            return;
        switch (c)
        {
            case '(' or '[' or '{':
                Open(c);
                break;
            case ')' or ']' or '}':
                Close(c);
                break;
            default:
                var kind = KindOf(c, out int length);
                if (kind == TokenKind.EndMarker)
                    Fail("invalid character", _at);
                else
                    Take(kind, length);
                break;
        }
    }

    private readonly TokenKind KindOf(char c, out int length)
    {
        char next = At(1);
        bool isAssigned = next == '=';
        length = isAssigned ? 2 : 1;
        switch (c)
        {
            case ':':
                return isAssigned ? TokenKind.ColonEqual : TokenKind.Colon;
            case '=':
                return isAssigned ? TokenKind.EqualEqual : TokenKind.Equal;
            case '+':
                return isAssigned ? TokenKind.PlusEqual : TokenKind.Plus;
            case '%':
                return isAssigned ? TokenKind.PercentEqual : TokenKind.Percent;
            case '@':
                return isAssigned ? TokenKind.AtEqual : TokenKind.At;
            case '|':
                return isAssigned ? TokenKind.VerticalBarEqual : TokenKind.VerticalBar;
            case '^':
                return isAssigned ? TokenKind.CaretEqual : TokenKind.Caret;
            case '&':
                return isAssigned ? TokenKind.AmpersandEqual : TokenKind.Ampersand;
            case '!':
                return isAssigned ? TokenKind.NotEqual : TokenKind.Exclamation;
            case '-' when next == '>':
                length = 2;
                return TokenKind.Arrow;
            case '-':
                return isAssigned ? TokenKind.MinusEqual : TokenKind.Minus;
            case '<' when next == '>':
                length = 2;
                return TokenKind.NotEqual;
            case '<':
                return Doubled(TokenKind.LeftShift, TokenKind.LeftShiftEqual, TokenKind.Less, TokenKind.LessEqual, out length);
            case '>':
                return Doubled(TokenKind.RightShift, TokenKind.RightShiftEqual, TokenKind.Greater, TokenKind.GreaterEqual, out length);
            case '*':
                return Doubled(TokenKind.DoubleStar, TokenKind.DoubleStarEqual, TokenKind.Star, TokenKind.StarEqual, out length);
            case '/':
                return Doubled(TokenKind.DoubleSlash, TokenKind.DoubleSlashEqual, TokenKind.Slash, TokenKind.SlashEqual, out length);
        }
        length = 1;
        switch (c)
        {
            case ',':
                return TokenKind.Comma;
            case ';':
                return TokenKind.Semicolon;
            case '~':
                return TokenKind.Tilde;
            case '.' when next == '.' && At(2) == '.':
                length = 3;
                return TokenKind.Ellipsis;
            case '.':
                return TokenKind.Dot;
            default:
                return TokenKind.EndMarker;
        }
    }

    /// <summary>An operator of one character or of the same one twice, and either with a sign of equality.</summary>
    private readonly TokenKind Doubled(TokenKind doubled, TokenKind doubledEqual, TokenKind single, TokenKind singleEqual, out int length)
    {
        bool isDoubled = At(1) == At(0);
        bool isAssigned = At(isDoubled ? 2 : 1) == '=';
        length = (isDoubled ? 2 : 1) + (isAssigned ? 1 : 0);
        return isDoubled ? (isAssigned ? doubledEqual : doubled) : isAssigned ? singleEqual : single;
    }

    private void Take(TokenKind kind, int length)
    {
        _tokens.Add(_at, _at + length, kind);
        _at += length;
    }

    private void Open(char c)
    {
        if (_depth >= MostBrackets)
        {
            Fail("too many nested brackets", _at);
            return;
        }
        if (_depth == _brackets.Length)
            Array.Resize(ref _brackets, MostBrackets);
        _brackets[_depth++] = c;
        if (_stringCount > 0)
            _strings[_stringCount - 1].Depth++;
        Take(c == '(' ? TokenKind.LeftParen : c == '[' ? TokenKind.LeftBracket : TokenKind.LeftBrace, 1);
    }

    private void Close(char c)
    {
        if (c == '}' && _stringCount > 0 && _strings[_stringCount - 1].Depth == 0)
        {
            Fail("single '}' in a string with fields", _at);
            return;
        }
        if (_depth == 0 || _brackets[_depth - 1] != (c == ')' ? '(' : c == ']' ? '[' : '{'))
        {
            Fail($"unmatched '{c}'", _at);
            return;
        }
        _depth--;
        if (_stringCount > 0)
            LeaveField(c);
        Take(c == ')' ? TokenKind.RightParen : c == ']' ? TokenKind.RightBracket : TokenKind.RightBrace, 1);
    }
}
