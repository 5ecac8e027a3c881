namespace ActionGate.Scanning.Python.Syntax;

/// <content>Numbers.</content>
internal ref partial struct Lexer
{
    private readonly char Current => _at < _text.Length ? _text[_at] : '\0';

    private void ReadNumber()
    {
        int start = _at;
        bool isZero = Current == '0';
        char marker = isZero && _at + 1 < _text.Length ? (char)(_text[_at + 1] | 0x20) : '\0';
        bool isRead = marker switch
        {
            'x' => ReadDigits(16),
            'o' => ReadDigits(8),
            'b' => ReadDigits(2),
            _ => ReadDecimal(isZero),
        };
        if (isRead && IsEndOfNumber())
            _tokens.Add(start, _at, TokenKind.Number);
        else
            Fail("invalid number", start);
    }

    /// <summary>The digits behind <c>0x</c>, <c>0o</c> and <c>0b</c>: groups, each of which may begin with an underscore.</summary>
    private bool ReadDigits(int radix)
    {
        _at += 2;
        do
        {
            if (Current == '_')
                _at++;
            if (!IsDigit(Current, radix))
                return false;
            while (IsDigit(Current, radix))
                _at++;
        }
        while (Current == '_');
        return !char.IsAsciiDigit(Current);
    }

    private static bool IsDigit(char c, int radix) => radix == 16 ? char.IsAsciiHexDigit(c) : c >= '0' && c < '0' + radix;

    private bool ReadDecimal(bool isZero)
    {
        bool isFloat = false;
        int start = _at;
        if (Current != '.' && !ReadDecimals())
            return false;
        // Digits behind a zero are octal in Python 2, an error in Python 3, and fine in a float.
        bool isOctal = isZero && _text[start.._at].IndexOfAnyExcept('0', '_') >= 0;
        if (Current == '.')
        {
            isFloat = true;
            _at++;
            if (char.IsAsciiDigit(Current) && !ReadDecimals())
                return false;
        }
        if (Current is 'e' or 'E')
        {
            int e = _at++;
            bool isSigned = Current is '+' or '-';
            if (isSigned)
                _at++;
            if (char.IsAsciiDigit(Current))
            {
                isFloat = true;
                if (!ReadDecimals())
                    return false;
            }
            else if (isSigned)
            {
                return false;
            }
            else
            {
                // Perhaps the first letter of "else".
                _at = e;
                return !isOctal || isFloat;
            }
        }
        if (Current is 'j' or 'J')
        {
            isFloat = true;
            _at++;
        }
        return !isOctal || isFloat;
    }

    private bool ReadDecimals()
    {
        while (true)
        {
            while (char.IsAsciiDigit(Current))
                _at++;
            if (Current != '_')
                return true;
            _at++;
            if (!char.IsAsciiDigit(Current))
                return false;
        }
    }

    /// <summary>No letter may follow, but for the beginning of the keywords that can stand behind a number: <c>1if x else 2</c>.</summary>
    private readonly bool IsEndOfNumber()
    {
        char c = Current;
        if (c >= 128 || !IsNamePart(c))
            return true;
        var rest = _text[_at..];
        return c switch
        {
            'a' => rest.StartsWith("and"),
            'e' => rest.StartsWith("else"),
            'f' => rest.StartsWith("for"),
            'i' => rest.Length > 1 && rest[1] is 'f' or 'n' or 's',
            'n' => rest.StartsWith("not"),
            'o' => rest.StartsWith("or"),
            _ => false,
        };
    }
}
