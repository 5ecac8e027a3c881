namespace ActionGate.Scanning.Shell.Syntax;

// Arithmetic, of which only the expansions matter, and subscripts, which are read like it.
internal sealed partial class ShellParser
{
    /// <summary>What ends an expression.</summary>
    private enum Close : byte
    {
        Parenthesis,
        Bracket,

        /// <summary>A bracket within <c>${…}</c>, which ends at the first brace whatever is open.</summary>
        BracketInBrace,
        Brace,
        BraceOrColon,
        Semicolon,
    }

    /// <summary>
    /// Reads an expression up to what closes it, which stays at the cursor. Quotes stay characters of the text: they hide parentheses
    /// from the shell, but not expansions.
    /// </summary>
    private Word ParseArithmetic(Close close, int openedAt)
    {
        int start = Pos, run = Pos, mark = _parts.Count;
        int open = 0, questions = 0;
        char quote = '\0';
        bool isClosed = false;
        while (Pos < _end && !isClosed)
        {
            char c = _text[Pos];
            switch (c)
            {
                case '\\':
                    if (CharAt(Pos + 1) == '\n')
                    {
                        AddQuotedText(run, Pos);
                        Pos += 2;
                        run = Pos;
                        continue;
                    }

                    if (quote == '\'' && CharAt(Pos + 1) == '\'')
                        Fail("quotes that shells read in different ways", Pos);
                    Pos = Math.Min(Pos + 2, _end);
                    continue;
                case '"' or '\'':
                    Refuse(ShellDialect.Posix, "quotes in arithmetic", Pos);
                    if (quote == '\0')
                        quote = c;
                    else if (quote == c)
                        quote = '\0';
                    break;
                case '$' when AtExpansion(Quoting.Arithmetic):
                case '`':
                    AddQuotedText(run, Pos);
                    int at = Pos;
                    AddPart(c == '`' ? ParseBackquoted(Quoting.Arithmetic) : ParseExpansion(Quoting.Arithmetic));
                    if (quote != '\0' && !Failed && _text.AsSpan(at, Pos - at).Contains(quote))
                        Fail("quotes within quotes that shells read in different ways", at);
                    run = Pos;
                    continue;
                default:
                    isClosed = IsClosing(c, close, quote, ref open, ref questions);
                    if (isClosed)
                        continue;
                    break;
            }

            Pos++;
        }

        if (!isClosed)
            Fail(quote != '\0' ? "unterminated quote in an expression" : "an expression is not closed", openedAt);
        if (!Failed)
            AddQuotedText(run, Pos);
        CountNode();
        return new Word(At(start), At(Pos), _parts.Take(mark));
    }

    private bool IsClosing(char c, Close close, char quote, ref int open, ref int questions)
    {
        if (quote != '\0')
        {
            if (c == '}' && close is Close.Brace or Close.BraceOrColon or Close.BracketInBrace)
                Fail("a brace in quotes that shells read in different ways", Pos);
            return false;
        }

        switch (close)
        {
            case Close.Parenthesis:
                return IsClosing(c, '(', ')', ref open);
            case Close.BracketInBrace when c == '}':
                Fail("a brace in the subscript of an expansion", Pos);
                return false;
            case Close.Bracket or Close.BracketInBrace:
                return IsClosing(c, '[', ']', ref open);
            case Close.Semicolon:
                if (IsClosing(c, '(', ')', ref open))
                    Fail("expected ';' in 'for (('", Pos);
                if (c == ';' && open > 0)
                    Fail("';' in parentheses", Pos);
                return c == ';';
            default:
                if (c == '}')
                    return true;
                if (close == Close.Brace)
                    return false;
                IsClosing(c, '(', ')', ref open);
                if (c == '?')
                    questions++;
                return c == ':' && open <= 0 && questions-- <= 0;
        }
    }

    private static bool IsClosing(char c, char opening, char closing, ref int open)
    {
        if (c == opening)
            open++;
        return c == closing && open-- == 0;
    }

    /// <summary><c>[…]</c>, with the cursor at the bracket.</summary>
    private Word ParseSubscript(Close close = Close.Bracket)
    {
        int start = Pos;
        if (!Enter(start))
            return NoWord;
        Advance();
        Word subscript = ParseArithmetic(close, start);
        Leave();
        Advance();
        return subscript;
    }

    /// <summary><c>$[…]</c>, with the cursor at the bracket.</summary>
    private ArithmeticExpansion ParseBracketExpansion(int start)
    {
        Word expression = ParseSubscript();
        return new ArithmeticExpansion(At(start), At(Pos), expression);
    }

    /// <summary><c>((…))</c>, or two subshells, with the cursor at the first parenthesis.</summary>
    /// <remarks>As bash: arithmetic where the second parenthesis's end is followed at once by another.</remarks>
    private Command ParseDoubleParenthesis()
    {
        int start = Pos;
        if (!Enter(start))
            return NoCommand;
        Advance();
        Advance();
        Word expression = ParseArithmetic(Close.Parenthesis, start);
        Leave();
        if (!Failed && CharAt(Pos + 1) != ')')
        {
            if (After(Pos) != Pos + 1)
                Fail("a line is broken between two parentheses", Pos);
            GoBack(start);
            return ParseSubshell();
        }

        CheckArithmeticCommand(expression, start);
        CountNode();
        Advance();
        Advance();
        return new ArithmeticCommand(At(start), At(Pos), expression, ParseRedirections());
    }

    /// <summary><c>$((…))</c>, or a substitution that begins with a subshell, with the cursor at the first parenthesis.</summary>
    private WordPart ParseDoubleParenthesisExpansion(int start)
    {
        if (!Enter(start))
            return NoPart;
        int open = Pos;
        Advance();
        Advance();
        int from = Pos;
        Word expression = ParseArithmetic(Close.Parenthesis, start);
        if (!Failed && CharAt(Pos + 1) != ')')
        {
            // The whole ends where its parentheses are balanced; read as commands it must end there too.
            Advance();
            int mark = _parts.Count;
            ParseArithmetic(Close.Parenthesis, start);
            _parts.Take(mark);
            int end = Pos;
            GoBack(open);
            CommandSubstitution substitution = ParseCommandSubstitution(start);
            if (!Failed && substitution.End != At(After(end)))
                Fail("a substitution whose end shells find in different places", start);
            Leave();
            return substitution;
        }

        // bash counts parentheses once more when it expands, and runs a command where it finds them unbalanced.
        SpendRereading(Pos - from);
        if (!Failed && !IsBalanced(_text.AsSpan(from, Pos - from)))
            Fail("arithmetic with parentheses that shells read in different ways", start);
        Leave();
        Advance();
        Advance();
        return new ArithmeticExpansion(At(start), At(Pos), expression);
    }

    private static bool IsBalanced(ReadOnlySpan<char> text)
    {
        int open = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'')
                i++;
            else if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"')
                quote = c;
            else if (c == '(')
                open++;
            else if (c == ')' && --open < 0)
                return false;
        }

        return open == 0;
    }
}
