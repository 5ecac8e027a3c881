namespace ActionGate.Scanning.Shell.Syntax;

// Simple commands, assignments and functions.
internal sealed partial class ShellParser
{
    private Pile<Word> _words;
    private Pile<Assignment> _assignments;
    private Pile<ArrayElement> _elements;

    private Command ParseCommand(bool isBehindPipe)
    {
        SkipBlanks();
        int start = Pos;
        if (Current == '(')
            return Peek() == '(' ? ParseDoubleParenthesis() : ParseSubshell();

        Keyword keyword = PeekKeyword(out int behind);
        switch (keyword)
        {
            case Keyword.None:
            case Keyword.Time when isBehindPipe || IsTimeCommand(behind):
                return ParseSimpleCommand();
            case Keyword.Function:
                Pos = behind;
                return ParseFunctionKeyword(start);
            case Keyword.Coproc:
                Pos = behind;
                return ParseCoprocess(start);
            default:
                return ParseCompound(keyword, behind);
        }
    }

    private Command ParseSimpleCommand()
    {
        int start = Pos, end = Pos;
        int words = _words.Count, assignments = _assignments.Count, redirections = _redirections.Count;
        bool isDeclaration = false, isDetached = false;
        while (true)
        {
            SkipBlanks();
            if (AtRedirection(out int operatorAt))
            {
                isDetached |= Current == '&';
                // Behind a redirection bash no longer reads 'name=(…)' as one word.
                isDeclaration = false;
                _redirections.Add(ParseRedirection(operatorAt));
            }
            else if (!AtWord())
            {
                break;
            }
            else if (isDetached && IsPosix())
            {
                Fail("words behind '&>', which is a command of their own to a POSIX shell", Pos);
                break;
            }
            else if (_words.Count == words && TryParseAssignment(isBehindRedirection: _redirections.Count > redirections) is { } assignment)
            {
                _assignments.Add(assignment);
            }
            else
            {
                bool isFirst = _words.Count == words;
                Word? word = isDeclaration ? ParseDeclarationWord() : ParseWord();
                if (word is null)
                    break;
                CheckWord(word, isFirst);
                _words.Add(word);
                if (isFirst && _redirections.Count == redirections)
                    isDeclaration = IsDeclaration(LiteralOf(word));
                // Behind a process substitution it doesn't either.
                isDeclaration &= word.Parts is not [ProcessSubstitution, ..];
            }

            end = Pos;
            if (Failed)
                break;
        }

        if (Current == '(' && _words.Count == words + 1 && _assignments.Count == assignments && _redirections.Count == redirections)
        {
            Word name = _words[words];
            _words.Take(words);
            return ParseFunctionParentheses(start, name);
        }

        if (_words.Count == words && _assignments.Count == assignments && _redirections.Count == redirections || Current == '(')
            FailUnexpected();
        CountNode();
        return new SimpleCommand(
            At(start), At(end), _assignments.Take(assignments), _words.Take(words), _redirections.Take(redirections));
    }

    private bool AtWord() => Pos < _end && (!IsBreak(_text[Pos]) || AtProcessSubstitution());

    private bool AtProcessSubstitution() => Current is '<' or '>' && Peek() == '(';

    /// <summary>A word's text where it is nothing but bare text, as reserved words and the names of operators are.</summary>
    private static string? LiteralOf(Word word) => word.Parts is [BareText text] ? text.Text : null;

    /// <summary>
    /// Behind these commands <c>name=(…)</c> is one word. bash reads it so behind <c>eval</c> and <c>alias</c> as well, to whom it is text;
    /// there it is a problem.
    /// </summary>
    private static bool IsDeclaration(string? name) => name is "declare" or "export" or "local" or "readonly" or "typeset" or "let";

    /// <summary>An assignment at the cursor; <see langword="null"/> where there is none, with the cursor where it was.</summary>
    private Assignment? TryParseAssignment(bool isBehindRedirection)
    {
        int start = Pos;
        int nameEnd = AfterName(start);
        char c = CharAt(nameEnd);
        if (nameEnd == start || c is not ('=' or '+' or '['))
            return null;
        // There bash reads brackets and parentheses as part of a word, or not, by what is before the redirection.
        if (isBehindRedirection && (c != '=' || CharAt(After(nameEnd)) == '('))
            Fail("brackets or parentheses of an assignment behind a redirection", start);

        Word? subscript = null;
        if (c == '[')
        {
            Pos = nameEnd;
            subscript = ParseSubscript();
            if (!AtAssignmentOperator())
            {
                // bash takes what is in the brackets into the word, blanks and all; it must have read no more than a word.
                int bracketEnd = Pos;
                GoBack(start);
                int wordEnd = EndOfPlainWord(start);
                if (wordEnd < bracketEnd)
                    Fail("blanks or operators in the brackets of a command's name", start);
                return null;
            }
        }
        else
        {
            Pos = nameEnd;
            if (!AtAssignmentOperator())
            {
                Pos = start;
                return null;
            }
        }

        bool isAppended = Eat('+');
        Advance();
        return ParseAssigned(start, Slice(start, nameEnd), subscript, isAppended);
    }

    private bool AtAssignmentOperator() => Current == '=' || (Current == '+' && Peek() == '=');

    /// <summary>What is assigned, with the cursor behind the sign.</summary>
    private Assignment ParseAssigned(int start, string name, Word? subscript, bool isAppended)
    {
        CountNode();
        if (Current == '(')
        {
            ArrayElement[] elements = ParseArray();
            return new Assignment(At(start), At(Pos), name, subscript, isAppended, null, elements);
        }

        if (Current == '=')
            Refuse(ShellDialect.Zsh, "'=' before a value, which zsh expands", Pos);
        int valueAt = Pos;
        Word value = ParseWord() ?? new Word(At(valueAt), At(valueAt), []);
        CheckValue(value);
        if (subscript is not null || isAppended)
            CheckNamelike(subscript, value, start);
        return new Assignment(At(start), At(Pos), name, subscript, isAppended, value, null);
    }

    /// <summary><c>(…)</c> behind the sign of an assignment.</summary>
    private ArrayElement[] ParseArray()
    {
        int start = Pos, mark = _elements.Count;
        if (!Enter(start))
            return [];
        Advance();
        while (true)
        {
            SkipBlanks();
            if (Current == '\n')
            {
                if (_pending.Count > _pendingFloor)
                    Fail("an array over several lines in the line of a here-document", Pos);
                Advance();
            }
            else if (Current == ')')
            {
                break;
            }
            else if (ParseArrayElement() is { } element)
            {
                CountNode();
                _elements.Add(element);
            }
            else
            {
                if (Pos >= _end)
                    Fail("unterminated array", start);
                FailUnexpected();
                break;
            }
        }

        Leave();
        Advance();
        if (Pos < _end && !IsBreak(_text[Pos]))
            Fail("text directly behind an array", Pos);
        return _elements.Take(mark);
    }

    private ArrayElement? ParseArrayElement()
    {
        int start = Pos;
        if (Current == '[')
        {
            Word subscript = ParseSubscript();
            if (AtAssignmentOperator())
            {
                Eat('+');
                Advance();
                int valueAt = Pos;
                return new ArrayElement(subscript, ParseWord() ?? new Word(At(valueAt), At(valueAt), []));
            }

            int bracketEnd = Pos;
            GoBack(start);
            if (EndOfPlainWord(start) < bracketEnd)
                Fail("blanks or operators in brackets", start);
        }

        if (ParseWord() is not { } word)
            return null;
        CheckWord(word, isFirst: false);
        return new ArrayElement(null, word);
    }

    /// <summary>Where the word at a place ends if brackets mean nothing.</summary>
    private int EndOfPlainWord(int place)
    {
        int mark = _parts.Count;
        Pos = place;
        ParseParts(Stop.Word, Quoting.Bare);
        _parts.Take(mark);
        int end = Pos;
        GoBack(place);
        return end;
    }

    /// <summary>An argument of <c>declare</c> and its like: a word that may hold an array, kept as text and parts.</summary>
    private Word? ParseDeclarationWord()
    {
        int start = Pos, behind = AfterName(start);
        if (behind == start)
            return ParseWord();
        if (CharAt(behind) == '+')
            behind = After(behind);
        if (CharAt(behind) != '=' || CharAt(After(behind)) != '(')
            return ParseWord();

        Pos = After(behind);
        string head = Slice(start, Pos);
        ArrayElement[] elements = ParseArray();
        var parts = new List<WordPart>(2 + 4 * elements.Length) { new BareText(At(start), At(start), head + "(") };
        for (int i = 0; i < elements.Length; i++)
        {
            (Word? subscript, Word value) = elements[i];
            string gap = i > 0 ? " " : "";
            if (subscript is not null)
            {
                parts.Add(new BareText(subscript.Start, subscript.Start, gap + "["));
                parts.AddRange(subscript.Parts);
                gap = "]=";
            }

            if (gap.Length > 0)
                parts.Add(new BareText(value.Start, value.Start, gap));
            parts.AddRange(value.Parts);
        }

        parts.Add(new BareText(At(Pos), At(Pos), ")"));
        return new Word(At(start), At(Pos), [.. parts]);
    }

    /// <summary><c>NAME ( )</c>, with the cursor at the parenthesis.</summary>
    private Command ParseFunctionParentheses(int start, Word name)
    {
        int open = Pos;
        Advance();
        SkipBlanks();
        if (Current != ')')
        {
            Fail("unexpected '('", open);
            return NoCommand;
        }

        Advance();
        return ParseFunctionBody(start, name);
    }

    private Command ParseFunctionKeyword(int start)
    {
        SkipBlanks();
        Word? name = ParseWord();
        if (name is null)
        {
            FailUnexpected();
            return NoCommand;
        }

        SkipBlanks();
        bool isError = Current == '(';
        if (isError)
        {
            int open = Pos;
            Advance();
            SkipBlanks();
            // Otherwise the parenthesis opens a subshell that is the body.
            if (!Eat(')'))
                Pos = open;
        }

        int bodyAt = Pos;
        if (!isError)
        {
            SkipNewlines();
            CheckInnerGroup("function");
        }

        FunctionDefinition definition = ParseFunctionBody(start, name);
        // To a POSIX shell it is no reserved word: it runs the lines of the body, and then complains of the brace.
        bool isRunInPosix = !isError && !Failed && _text.AsSpan(bodyAt, Pos - bodyAt).Contains('\n') && IsPosix();
        return isRunInPosix ? new FunctionDefinition(definition.Start, definition.End, definition.Name, definition.Body) { IsRunWhereItStands = true } : definition;
    }

    private FunctionDefinition ParseFunctionBody(int start, Word name)
    {
        string? text = LiteralOf(name);
        if (text is null)
            Fail("the name of a function is not plain text", start);
        SkipNewlines();
        Command body = ParseFunctionBodyCommand();
        CountNode();
        return new FunctionDefinition(At(start), body.End, text ?? "", body);
    }

    private Command ParseFunctionBodyCommand()
    {
        if (Current == '(')
            return Peek() == '(' ? ParseDoubleParenthesis() : ParseSubshell();
        Keyword keyword = PeekKeyword(out int behind);
        if (IsCompound(keyword))
            return ParseCompound(keyword, behind);
        FailUnexpected();
        return NoCommand;
    }
}
