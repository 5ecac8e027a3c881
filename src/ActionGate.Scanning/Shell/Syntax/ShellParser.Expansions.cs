namespace ActionGate.Scanning.Shell.Syntax;

// What begins with a dollar sign.
internal sealed partial class ShellParser
{
    /// <summary>The dollar sign at the cursor begins an expansion; otherwise it is a character.</summary>
    private bool AtExpansion(Quoting quoting)
    {
        char c = Peek();
        if (c == '[')
            return !IsPosix();
        if (IsNamePart(c) || c is '(' or '{' or '@' or '*' or '#' or '?' or '-' or '$' or '!')
            return true;
        if (c is '\'' or '"')
            return quoting is not (Quoting.Double or Quoting.Here);
        if (c is '+' or '^' or '~' or '=' or ':')
            Refuse(ShellDialect.Zsh, "a dollar sign that zsh may read as an expansion", Pos);
        return false;
    }

    private WordPart ParseExpansion(Quoting quoting)
    {
        int start = Pos;
        Advance();
        char c = Current;
        switch (c)
        {
            case '(':
                return Peek() == '(' ? ParseDoubleParenthesisExpansion(start) : ParseCommandSubstitution(start);
            case '{':
                return ParseBraceExpansion(start, quoting);
            case '[':
                return ParseBracketExpansion(start);
            case '\'':
            case '"':
                return ParseDollarQuotes(start, quoting);
            default:
                int end = IsNameStart(c) ? AfterName(Pos) : After(Pos);
                string name = Slice(Pos, end);
                Pos = end;
                CheckSuffix(name);
                return new ParameterExpansion(At(start), At(end), name, null, isIndirect: false, isLength: false, "", []);
        }
    }

    private WordPart ParseDollarQuotes(int start, Quoting quoting)
    {
        if (_dialect == ShellDialect.Zsh && Current == '"')
            Fail("a dollar sign before quotes, which other shells take for a character", start);
        // Within an operand bash puts the decoded text back, and expands it.
        if (quoting is not (Quoting.Bare or Quoting.BareInside))
            Fail("'$' before quotes within quotes", start);
        if (Failed)
            return NoPart;
        if (IsPosix())
            return ParseDollarSign(start);
        if (Current == '"')
            return ParseDoubleQuoted(start, isTranslated: true);

        int from = Pos + 1, end = from;
        while (end < _end && _text[end] != '\'')
            end += _text[end] == '\\' ? 2 : 1;
        if (end >= _end)
        {
            Fail("unterminated single quote", start);
            return NoPart;
        }

        CheckEscapes(from, end);
        string? text = AnsiText.Decode(_text.AsSpan(from, end - from), out string? problem, out int problemAt);
        if (text is null)
            Fail(problem!, from + problemAt);
        else
            Pos = After(end);
        return new QuotedText(At(start), At(end + 1), text ?? "");
    }

    /// <summary>A dollar sign that is a character, and with it the single quotes behind it; double quotes are a part of their own.</summary>
    private QuotedText ParseDollarSign(int start)
    {
        if (Current == '"')
            return new QuotedText(At(start), At(Pos), "$");
        int from = Pos + 1, length = _text.AsSpan(from, _end - from).IndexOf('\'');
        if (length < 0)
            Fail("unterminated single quote", start);
        else if (length > 0 && _text[from + length - 1] == '\\')
            Fail("an escaped quote behind a dollar sign, which POSIX shells take for the end", start);
        else
            Pos = After(from + length);
        return new QuotedText(At(start), At(Pos), Failed ? "" : "$" + _text.Substring(from, length));
    }

    /// <summary><c>${…}</c>, with the cursor at the brace.</summary>
    private WordPart ParseBraceExpansion(int start, Quoting quoting)
    {
        if (!Enter(start))
            return NoPart;
        Advance();
        WordPart part = Current is ' ' or '\t' or '\n' or '|' ? ParseBraceSubstitution(start) : ParseParameter(start, quoting);
        Leave();
        return part;
    }

    private ParameterExpansion ParseParameter(int start, Quoting quoting)
    {
        bool isLength = AtLengthSign(), isIndirect = !isLength && AtIndirection();
        if (isLength || isIndirect)
            Advance();
        string name = ParseParameterName();
        int operatorAt = Pos;
        Word? subscript = Current == '[' && name.Length > 0 && IsNameStart(name[0]) ? ParseSubscript(Close.BracketInBrace) : null;

        string operation = "";
        int mark = _words.Count;
        if (Current != '}')
        {
            if (isLength)
                FailSubstitution(start);
            operation = ParseParameterOperator(start, isIndirect);
            ParseParameterOperands(operation, quoting);
        }

        if (isIndirect || subscript is not null || !IsPosix(operation))
            CheckExtension(start, operatorAt);
        if (!Eat('}'))
            Fail("'${' is not closed", start);
        if (Current == '[')
            CheckSuffix(name);
        return new ParameterExpansion(At(start), At(Pos), name, subscript, isIndirect, isLength, operation, _words.Take(mark));
    }

    private void FailSubstitution(int start) =>
        Fail(Pos >= _end ? "'${' is not closed" : $"bad substitution: unexpected '{Shown()}'", Pos >= _end ? start : Pos);

    /// <summary><c>#</c> asks for a length, and is not itself the parameter.</summary>
    private bool AtLengthSign()
    {
        if (Current != '#')
            return false;
        char c = Peek();
        return IsNamePart(c) || (c is '@' or '*' or '?' or '-' or '$' or '!' or '#' && CharAt(After(After(Pos))) == '}');
    }

    /// <summary><c>!</c> asks for the parameter that another one names, and is not itself the parameter.</summary>
    private bool AtIndirection()
    {
        if (Current != '!')
            return false;
        char c = Peek();
        if (IsNamePart(c))
            return true;
        if (c is not ('#' or '?' or '@' or '*'))
            return false;
        if (CharAt(After(After(Pos))) == '}')
            return true;
        if (c is '@' or '*')
            Fail("bad substitution", Pos);
        return false;
    }

    private string ParseParameterName()
    {
        char c = Current;
        int end = IsNameStart(c) ? AfterName(Pos)
            : IsDigit(c) ? AfterDigits(Pos)
            : c is '@' or '*' or '#' or '?' or '-' or '$' or '!' ? After(Pos)
            : Pos;
        if (end == Pos)
            FailSubstitution(Pos);
        string name = Slice(Pos, Math.Max(Pos, end));
        Pos = end;
        return name;
    }

    private string ParseParameterOperator(int start, bool isIndirect)
    {
        char c = Current, next = Peek();
        switch (c)
        {
            case ':' when next is '-' or '=' or '?' or '+':
                Advance();
                Advance();
                return next switch { '-' => ":-", '=' => ":=", '?' => ":?", _ => ":+" };
            case ':':
                Advance();
                CheckModifier();
                return ":";
            case '/' when next is '/' or '#' or '%':
                Advance();
                Advance();
                return next switch { '/' => "//", '#' => "/#", _ => "/%" };
            case '#' or '%' or '^' or ',' or '~' when next == c:
                Advance();
                Advance();
                return c switch { '#' => "##", '%' => "%%", '^' => "^^", ',' => ",,", _ => "~~" };
            case '@' or '*' when isIndirect && next == '}':
                Advance();
                return c == '@' ? "@" : "*";
            case '@' when next is 'U' or 'u' or 'L' or 'Q' or 'E' or 'P' or 'A' or 'K' or 'a' or 'k':
                Advance();
                Advance();
                return "@" + next;
            case '-' or '=' or '?' or '+' or '#' or '%' or '/' or '^' or ',' or '~':
                Advance();
                return c switch
                {
                    '-' => "-",
                    '=' => "=",
                    '?' => "?",
                    '+' => "+",
                    '#' => "#",
                    '%' => "%",
                    '/' => "/",
                    '^' => "^",
                    ',' => ",",
                    _ => "~",
                };
            default:
                FailSubstitution(start);
                return "";
        }
    }

    private static bool IsPosix(string operation) =>
        operation is "" or "-" or "=" or "?" or "+" or ":-" or ":=" or ":?" or ":+" or "#" or "##" or "%" or "%%";

    private void ParseParameterOperands(string operation, Quoting quoting)
    {
        switch (operation)
        {
            case "" or "@" or "*":
                break;
            case ":":
                int start = Pos;
                _words.Add(ParseArithmetic(Close.BraceOrColon, start));
                if (Eat(':'))
                    _words.Add(ParseArithmetic(Close.Brace, start));
                break;
            case "-" or "=" or "?" or "+" or ":-" or ":=" or ":?" or ":+":
                _words.Add(quoting switch
                {
                    Quoting.Bare or Quoting.BareInside => ParseBareOperand(Stop.Brace, quoting),
                    Quoting.Here or Quoting.HereOperand => ParseQuotedOperand(Quoting.HereOperand),
                    _ => ParseQuotedOperand(Quoting.Operand),
                });
                break;
            case "/" or "//" or "/#" or "/%":
                _words.Add(ParsePatternOperand(Stop.Slash, quoting));
                if (Eat('/'))
                    _words.Add(ParsePatternOperand(Stop.Brace, quoting));
                break;
            default:
                if (operation[0] != '@')
                    _words.Add(ParsePatternOperand(Stop.Brace, quoting));
                break;
        }
    }

    private Word ParseBareOperand(Stop stop, Quoting quoting)
    {
        int start = Pos, mark = _parts.Count;
        ParseParts(stop, quoting);
        CountNode();
        return new Word(At(start), At(Pos), _parts.Take(mark));
    }

    private Word ParseQuotedOperand(Quoting quoting)
    {
        int start = Pos, mark = _parts.Count;
        ParseQuotedParts(quoting, start);
        CountNode();
        return new Word(At(start), At(Pos), _parts.Take(mark));
    }

    /// <summary>A pattern or a replacement. Quotes in it work as if there were none around.</summary>
    private Word ParsePatternOperand(Stop stop, Quoting quoting)
    {
        int start = Pos;
        Word word = ParseBareOperand(stop, quoting == Quoting.Bare ? Quoting.Bare : Quoting.BareInside);
        bool isUncertain = quoting is Quoting.Here or Quoting.HereOperand or Quoting.Arithmetic
            || (quoting != Quoting.Bare && _dialect == ShellDialect.Zsh);
        if (isUncertain && !Failed && _text.AsSpan(start, Pos - start).ContainsAny('\'', '"'))
        {
            Fail("quotes in a pattern that shells read in different ways", start);
        }

        return word;
    }
}
