namespace ActionGate.Scanning.Shell.Syntax;

// '[[ … ]]'. Its grammar is regular but for the parentheses, which are counted.
internal sealed partial class ShellParser
{
    private Pile<ConditionalWord> _conditions;

    private Conditional ParseConditional(int start)
    {
        int mark = _conditions.Count;
        int open = 0;
        bool isErrorInPosix = false;
        do
        {
            ParseTest(ref open, ref isErrorInPosix, isFirst: _conditions.Count == mark);
            SkipNewlines();
            while (open > 0 && Current == ')')
            {
                open--;
                AddOperator(")");
                Advance();
                SkipNewlines();
            }
        }
        while (!Failed && EatJointOfTests());

        if (open > 0 || !EatKeyword(Keyword.CloseTest))
        {
            if (Pos >= _end)
                Fail("'[[' has no ']]'", start);
            FailUnexpected();
        }

        int end = Pos;
        return new Conditional(At(start), At(end), _conditions.Take(mark), ParseRedirections());
    }

    private bool EatJointOfTests()
    {
        if (!AtJoint())
            return false;
        AddOperator(Current == '&' ? "&&" : "||");
        Advance();
        Advance();
        return true;
    }

    private void AddOperator(string text)
    {
        CountNode();
        _conditions.Add(new ConditionalWord(text, null));
    }

    private void AddOperand(Word word)
    {
        CountNode();
        _conditions.Add(new ConditionalWord(null, word));
    }

    /// <summary>Negations and parentheses, and then one test.</summary>
    private void ParseTest(ref int open, ref bool isErrorInPosix, bool isFirst)
    {
        bool isBehindJoint = !isFirst;
        bool isOr = isBehindJoint && _conditions[_conditions.Count - 1].Operator == "||";
        while (true)
        {
            SkipBlanks();
            if (Current == '\n' && !isBehindJoint && !isErrorInPosix)
                Refuse(ShellDialect.Posix, "a line feed in '[[', behind which a POSIX shell reads another command", Pos);
            SkipNewlines();
            if (isBehindJoint && !isErrorInPosix)
                CheckJoint(isOr);
            isErrorInPosix |= Current == '(' && isFirst;
            isBehindJoint = false;
            if (Current == '(')
            {
                open++;
                AddOperator("(");
                Advance();
            }
            else if (PeekKeyword(out int behind) == Keyword.Not)
            {
                AddOperator("!");
                Pos = behind;
            }
            else
            {
                break;
            }
        }

        Word word = ParseOperand(Stop.Word);
        string? text = LiteralOf(word);
        SkipBlanks();
        if (text is { Length: 2 } && text[0] == '-' && IsUnary(text[1]))
        {
            AddOperator(text);
            AddOperand(ParseOperand(Stop.Word));
            return;
        }

        AddOperand(word);
        if (Current is ')' || AtJoint() || PeekKeyword(out _) == Keyword.CloseTest)
            return;

        if (Current is '<' or '>')
        {
            if (!isErrorInPosix)
                Refuse(ShellDialect.Posix, $"'{Current}' in '[[', which is a redirection to a POSIX shell", Pos);
            AddOperator(Current == '<' ? "<" : ">");
            if (Peek() is '<' or '>' or '&' or '(' or '|')
                FailUnexpected();
            Advance();
            SkipBlanks();
            AddOperand(ParseOperand(Stop.Word));
            return;
        }

        int operatorAt = Pos;
        string? binary = ParseWord() is { } between ? LiteralOf(between) : null;
        if (!IsBinary(binary))
        {
            Fail("expected an operator in '[['", operatorAt);
            return;
        }

        AddOperator(binary!);
        SkipBlanks();
        Word operand = ParseOperand(binary == "=~" ? Stop.Regex : Stop.Word);
        if (binary == "=~" && !isErrorInPosix)
            CheckRegex(operand, ref isErrorInPosix);
        AddOperand(operand);
    }

    private Word ParseOperand(Stop stop)
    {
        if (Current != '&' && AtRedirection(out int operatorAt) && operatorAt > Pos)
            Fail("a descriptor in '[['", Pos);
        else if (PeekKeyword(out _) != Keyword.CloseTest && ParseWord(stop) is { } word)
            return word;
        FailUnexpected();
        return NoWord;
    }

    private static bool IsUnary(char c) => "abcdefghknoprstuvwxzGLNORS".Contains(c, StringComparison.Ordinal);

    private static bool IsBinary(string? text) => text is "=" or "==" or "!=" or "=~" or "-eq" or "-ne" or "-lt" or "-le" or "-gt" or "-ge"
        or "-nt" or "-ot" or "-ef";
}
