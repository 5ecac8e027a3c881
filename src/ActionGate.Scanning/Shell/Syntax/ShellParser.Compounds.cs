namespace ActionGate.Scanning.Shell.Syntax;

// Commands that hold commands.
internal sealed partial class ShellParser
{
    private Pile<(CommandList Condition, CommandList Body)> _branches;
    private Pile<CaseItem> _items;

    private static bool IsCompound(Keyword keyword) =>
        keyword is Keyword.If or Keyword.For or Keyword.Select or Keyword.While or Keyword.Until or Keyword.Case or Keyword.OpenBrace
            or Keyword.OpenTest;

    private Command ParseCompound(Keyword keyword, int behind)
    {
        int start = Pos;
        if (!IsCompound(keyword))
        {
            FailUnexpected();
            return NoCommand;
        }

        Pos = behind;
        CountNode();
        switch (keyword)
        {
            case Keyword.If:
                return ParseIf(start);
            case Keyword.For:
                SkipBlanks();
                return Current == '(' && Peek() == '(' ? ParseArithmeticFor(start) : ParseFor(start, isSelect: false);
            case Keyword.Select:
                return ParseFor(start, isSelect: true);
            case Keyword.While:
            case Keyword.Until:
                return ParseWhile(start, keyword == Keyword.Until);
            case Keyword.Case:
                return ParseCase(start);
            case Keyword.OpenTest:
                return ParseConditional(start);
            default:
                _groups++;
                CommandList body = ParseFilledList();
                ExpectKeyword(Keyword.CloseBrace, "}", "{", start);
                _groups--;
                return new Group(At(start), At(Pos), body, ParseRedirections());
        }
    }

    private Subshell ParseSubshell()
    {
        int start = Pos;
        CountNode();
        CommandList body = ParseParenthesized(start);
        if (body.Statements.Length == 0)
            Fail("there is no command in the parentheses", start);
        return new Subshell(At(start), At(Pos), body, ParseRedirections());
    }

    /// <summary>A list up to <c>)</c>, with the cursor at what opens it.</summary>
    private CommandList ParseParenthesized(int start)
    {
        bool closesWithBrace = _closesWithBrace;
        _closesWithBrace = false;
        Advance();
        CommandList body = ParseList();
        _closesWithBrace = closesWithBrace;
        if (Eat(')') || Failed)
            return body;
        if (Pos >= _end)
            Fail("'(' is not closed", start);
        FailUnexpected();
        return body;
    }

    /// <summary>The redirections behind a compound command.</summary>
    private Redirection[] ParseRedirections()
    {
        SkipBlanks();
        if (!AtRedirection(out int operatorAt))
            return [];
        int mark = _redirections.Count;
        do
        {
            _redirections.Add(ParseRedirection(operatorAt));
            SkipBlanks();
        }
        while (!Failed && AtRedirection(out operatorAt));

        // Behind a redirection no reserved word is one: 'if { a; } >f then' is an error.
        if (Pos < _end && !IsBreak(_text[Pos]))
            FailUnexpected();
        return _redirections.Take(mark);
    }

    private If ParseIf(int start)
    {
        int mark = _branches.Count;
        CommandList? otherwise = null;
        do
        {
            CommandList condition = ParseFilledList();
            ExpectKeyword(Keyword.Then, "then", "if", start);
            CommandList body = ParseFilledList();
            _branches.Add((condition, body));
        }
        while (!Failed && EatKeyword(Keyword.Elif));

        if (EatKeyword(Keyword.Else))
            otherwise = ParseFilledList();
        ExpectKeyword(Keyword.Fi, "fi", "if", start);
        int end = Pos;
        (CommandList, CommandList)[] branches = _branches.Take(mark);
        return new If(At(start), At(end), branches, otherwise, ParseRedirections());
    }

    private While ParseWhile(int start, bool isUntil)
    {
        CommandList condition = ParseFilledList();
        ExpectKeyword(Keyword.Do, "do", isUntil ? "until" : "while", start);
        CommandList body = ParseFilledList();
        ExpectKeyword(Keyword.Done, "done", "do", start);
        return new While(At(start), At(Pos), condition, body, isUntil, ParseRedirections());
    }

    private For ParseFor(int start, bool isSelect)
    {
        SkipBlanks();
        int nameAt = Pos, nameEnd = AfterName(nameAt);
        if (nameEnd == nameAt || (nameEnd < _end && !IsBreak(_text[nameEnd])))
            Fail("expected the name of a variable", nameAt);
        string name = Failed ? "" : Slice(nameAt, nameEnd);
        Pos = nameEnd;

        Word[]? words = null;
        bool mayBrace = false;
        SkipBlanks();
        if (Current == ';')
        {
            Advance();
            SkipNewlines();
            mayBrace = true;
        }
        else
        {
            mayBrace = Current == '\n';
            SkipNewlines();
            if (EatKeyword(Keyword.In))
            {
                words = ParseWordsOfList();
                mayBrace = true;
            }
        }

        CommandList body = ParseLoopBody(start, mayBrace);
        return new For(At(start), At(Pos), name, words, body, isSelect, ParseRedirections());
    }

    /// <summary>Words up to <c>;</c> or the end of the line, which is taken.</summary>
    private Word[] ParseWordsOfList()
    {
        int mark = _words.Count;
        SkipBlanks();
        while (ParseWord() is { } word)
        {
            CheckWord(word, isFirst: false);
            _words.Add(word);
            SkipBlanks();
        }

        if (Current == ';' && Peek() is not (';' or '&'))
            Advance();
        else if (Current != '\n')
            FailUnexpected();
        SkipNewlines();
        return _words.Take(mark);
    }

    private CommandList ParseLoopBody(int start, bool mayBrace)
    {
        CommandList body;
        if (mayBrace && EatKeyword(Keyword.OpenBrace))
        {
            body = ParseFilledList();
            ExpectKeyword(Keyword.CloseBrace, "}", "{", start);
            return body;
        }

        ExpectKeyword(Keyword.Do, "do", "for", start);
        body = ParseFilledList();
        ExpectKeyword(Keyword.Done, "done", "do", start);
        return body;
    }

    private ArithmeticFor ParseArithmeticFor(int start)
    {
        int open = Pos;
        Advance();
        Advance();
        Word first = ParseArithmetic(Close.Semicolon, open);
        Advance();
        Word second = ParseArithmetic(Close.Semicolon, open);
        Advance();
        int thirdAt = Pos;
        Word third = ParseArithmetic(Close.Parenthesis, open);
        if (!Failed && _text.AsSpan(thirdAt, Pos - thirdAt).Contains(';'))
            Fail("a third ';' in 'for (('", thirdAt);
        if (!Failed && CharAt(Pos + 1) != ')')
            Fail("expected '))'", Pos);
        Advance();
        Advance();
        SkipBlanks();
        if (Current == ';' && Peek() is not (';' or '&'))
            Advance();
        SkipNewlines();
        CommandList body = ParseLoopBody(start, mayBrace: true);
        return new ArithmeticFor(At(start), At(Pos), [first, second, third], body, ParseRedirections());
    }

    private Case ParseCase(int start)
    {
        if (!Enter(start))
            return new Case(At(start), At(start), NoWord, [], []);
        SkipBlanks();
        Word? subject = ParseWord();
        if (subject is null)
            FailUnexpected();
        SkipNewlines();
        ExpectKeyword(Keyword.In, "in", "case", start);
        SkipNewlines();
        int mark = _items.Count;
        while (!Failed && PeekKeyword(out _) != Keyword.Esac)
        {
            if (Pos >= _end)
                break;
            _items.Add(ParseCaseItem());
            if (Current != ';')
                break;
            // ';;', ';&' or ';;&'
            Advance();
            if (Current == ';')
            {
                Advance();
                Eat('&');
            }
            else
            {
                Eat('&');
            }

            SkipNewlines();
        }

        Leave();
        ExpectKeyword(Keyword.Esac, "esac", "case", start);
        int end = Pos;
        CaseItem[] items = _items.Take(mark);
        return new Case(At(start), At(end), subject ?? NoWord, items, ParseRedirections());
    }

    private CaseItem ParseCaseItem()
    {
        int start = Pos, mark = _words.Count;
        CountNode();
        if (Eat('('))
            SkipBlanks();
        do
        {
            SkipBlanks();
            if (ParseWord() is { } pattern)
                _words.Add(pattern);
            else
                FailUnexpected();
            SkipBlanks();
        }
        while (Eat('|'));

        if (!Eat(')'))
            FailUnexpected();
        CommandList body = ParseList();
        return new CaseItem(At(start), At(Pos), _words.Take(mark), body);
    }

    private Command ParseCoprocess(int start)
    {
        SkipBlanks();
        string? name = null;
        Command body;
        if (AtCompound())
        {
            CheckInnerGroup("coproc");
            body = ParseFunctionBodyCommand();
        }
        else if (PeekKeyword(out _) != Keyword.None)
        {
            FailUnexpected();
            body = NoCommand;
        }
        else
        {
            int wordAt = Pos, mark = _parts.Count;
            if (!AtRedirection(out _))
                ParseParts(Stop.Word, Quoting.Bare);
            WordPart[] parts = _parts.Take(mark);
            SkipBlanks();
            if (parts.Length > 0 && AtCompound())
            {
                name = parts is [BareText text] && AfterName(wordAt) > wordAt && !text.Text.Contains('[', StringComparison.Ordinal) ? text.Text : null;
                if (name is null)
                    Fail("the name of a coprocess is not plain text", wordAt);
                CheckInnerGroup("coproc");
                body = ParseFunctionBodyCommand();
            }
            else
            {
                GoBack(wordAt);
                body = ParseSimpleCommand();
                if (body is FunctionDefinition)
                    Fail("a function as a coprocess", start);
                // bash takes the brackets of the second word for a subscript.
                if (body is SimpleCommand { Words: [_, { Parts: [BareText second, ..] }, ..] } && second.Text.Contains('[', StringComparison.Ordinal))
                    Fail("brackets behind 'coproc NAME'", start);
            }
        }

        CountNode();
        return new Coprocess(At(start), body.End, name, body);
    }

    private bool AtCompound() => Current == '(' || IsCompound(PeekKeyword(out _));
}
