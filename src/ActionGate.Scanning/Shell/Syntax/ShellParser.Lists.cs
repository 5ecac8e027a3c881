namespace ActionGate.Scanning.Shell.Syntax;

// Lists, statements and pipelines.
internal sealed partial class ShellParser
{
    private Pile<Statement> _statements;
    private Pile<Pipeline> _pipelines;
    private Pile<Command> _commands;
    private Pile<bool> _joints;

    /// <summary>Reads statements up to what no statement begins with; whoever asked says whether the list may end there.</summary>
    private CommandList ParseList()
    {
        if (!Enter(Pos))
            return NoCommands;
        SkipNewlines();
        int start = Pos, mark = _statements.Count;
        while (!AtListEnd())
        {
            Statement statement = ParseStatement();
            if (Failed)
                break;
            _statements.Add(statement);
            if (!EatSeparator(statement.IsBackground))
                break;
        }

        Leave();
        Statement[] statements = _statements.Take(mark);
        return new CommandList(At(start), statements.Length > 0 ? statements[^1].End : At(start), statements);
    }

    /// <summary>A list that must hold a command, as all must but those of substitutions and of a clause of <c>case</c>.</summary>
    private CommandList ParseFilledList()
    {
        CommandList list = ParseList();
        if (list.Statements.Length == 0)
            FailUnexpected();
        return list;
    }

    private bool AtListEnd()
    {
        char c = Current;
        if (c is '\0' or ')')
            return true;
        if (c == ';')
            return Peek() is ';' or '&';
        return c is 't' or 'e' or 'f' or 'd' or '}'
            && PeekKeyword(out _) is Keyword.Then or Keyword.Elif or Keyword.Else or Keyword.Fi or Keyword.Do or Keyword.Done or Keyword.Esac
                or Keyword.CloseBrace;
    }

    private bool EatSeparator(bool isBackground)
    {
        if (!isBackground)
        {
            SkipBlanks();
            if (Current == ';' && Peek() is not (';' or '&'))
                Advance();
            else if (Current != '\n')
                return false;
        }

        SkipNewlines();
        return true;
    }

    private Statement ParseStatement()
    {
        int start = Pos;
        bool mayGoOn = _mayGoOn;
        _mayGoOn = false;
        Pipeline first = ParsePipeline();
        Pipeline[] pipelines;
        bool[] isOr = [];
        SkipBlanks();
        if (!AtJoint())
        {
            pipelines = [first];
        }
        else
        {
            int mark = _pipelines.Count, joints = _joints.Count;
            _pipelines.Add(first);
            while (AtJoint())
            {
                _joints.Add(Current == '|');
                _mayGoOn |= Current == '|';
                Advance();
                Advance();
                SkipNewlines();
                _pipelines.Add(ParsePipeline());
                SkipBlanks();
            }

            pipelines = _pipelines.Take(mark);
            isOr = _joints.Take(joints);
        }

        _mayGoOn = mayGoOn;
        int end = pipelines[^1].End;
        bool isBackground = Eat('&');
        CountNode();
        return new Statement(At(start), isBackground ? At(Pos) : end, pipelines, isOr, isBackground);
    }

    private bool AtJoint() => Current is '&' or '|' && Peek() == Current;

    private Pipeline ParsePipeline()
    {
        int start = Pos;
        bool isNegated = false, isTimed = false;
        while (true)
        {
            Keyword keyword = PeekKeyword(out int behind);
            if (keyword == Keyword.Not)
            {
                if (CharAt(behind) == '(')
                    ExpectNoExtendedPatterns();
                isNegated = !isNegated;
                _mayGoOn = true;
                Pos = behind;
            }
            else if (keyword == Keyword.Time && !IsTimeCommand(behind))
            {
                isTimed = true;
                bool isUncertain = Pos == _substitutionStart;
                Pos = behind;
                SkipBlanks();
                EatTimeOption("-p");
                SkipBlanks();
                EatTimeOption("--");
                if (isUncertain)
                    CheckTimedInSubstitution();
                CheckInnerGroup("time");
            }
            else
            {
                break;
            }

            SkipBlanks();
            if (Failed || Current is not ('\0' or '\n' or ';'))
                continue;
            // '!' and 'time' alone are commands.
            return new Pipeline(At(start), At(Pos), [new SimpleCommand(At(Pos), At(Pos), [], [], [])], [], isNegated, isTimed);
        }

        Command first = ParseCommand(isBehindPipe: false);
        Command[] commands;
        bool[] pipesErrors = [];
        SkipBlanks();
        if (!AtPipe())
        {
            commands = [first];
        }
        else
        {
            int mark = _commands.Count, joints = _joints.Count;
            _commands.Add(first);
            while (AtPipe())
            {
                Advance();
                _joints.Add(Eat('&'));
                SkipNewlines();
                _commands.Add(ParseCommand(isBehindPipe: true));
                SkipBlanks();
            }

            commands = _commands.Take(mark);
            pipesErrors = _joints.Take(joints);
        }

        CountNode();
        return new Pipeline(At(start), commands[^1].End, commands, pipesErrors, isNegated, isTimed);
    }

    private bool AtPipe() => Current == '|' && Peek() != '|';

    private void EatTimeOption(string option)
    {
        int second = After(Pos);
        if (Current != option[0] || CharAt(second) != option[1])
            return;
        int behind = After(second);
        if (behind >= _end || IsBreak(_text[behind]))
            Pos = behind;
    }

    /// <summary>The reserved word at the cursor, and where it ends.</summary>
    private Keyword PeekKeyword(out int behind)
    {
        behind = Pos;
        if (!(Current is >= 'c' and <= 'w' or '{' or '}' or '!' or '[' or ']'))
            return Keyword.None;
        if (_closesWithBrace && Current == '}')
        {
            // What closes '${ …; }' may have anything behind it.
            behind = After(Pos);
            return Keyword.CloseBrace;
        }

        Span<char> word = stackalloc char[9];
        int length = 0;
        char c = Current;
        while (length < word.Length && c is >= 'a' and <= 'z' or '{' or '}' or '!' or '[' or ']')
        {
            word[length++] = c;
            behind = After(behind);
            c = CharAt(behind);
        }

        // 'if<(a)' is one word.
        if (behind < _end && (!IsBreak(c) || (c is '<' or '>' && CharAt(After(behind)) == '(')))
            return Keyword.None;
        return word[..length] switch
        {
            "if" => Keyword.If,
            "then" => Keyword.Then,
            "elif" => Keyword.Elif,
            "else" => Keyword.Else,
            "fi" => Keyword.Fi,
            "for" => Keyword.For,
            "select" => Keyword.Select,
            "while" => Keyword.While,
            "until" => Keyword.Until,
            "do" => Keyword.Do,
            "done" => Keyword.Done,
            "case" => Keyword.Case,
            "esac" => Keyword.Esac,
            "in" => Keyword.In,
            "function" => Keyword.Function,
            "time" => Keyword.Time,
            "coproc" => Keyword.Coproc,
            "!" => Keyword.Not,
            "{" => Keyword.OpenBrace,
            "}" => Keyword.CloseBrace,
            "[[" => Keyword.OpenTest,
            "]]" => Keyword.CloseTest,
            _ => Keyword.None,
        };
    }

    private bool EatKeyword(Keyword keyword)
    {
        SkipBlanks();
        if (PeekKeyword(out int behind) != keyword)
            return false;
        Pos = behind;
        return true;
    }

    private void ExpectKeyword(Keyword keyword, string text, string opener, int openedAt)
    {
        if (Failed || EatKeyword(keyword))
            return;
        if (Pos >= _end)
            Fail($"'{opener}' has no '{text}'", openedAt);
        else
            Fail($"expected '{text}', found '{(Current == '\n' ? "end of the line" : Shown())}'", Pos);
    }
}
