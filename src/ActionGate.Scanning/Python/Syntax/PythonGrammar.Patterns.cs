namespace ActionGate.Scanning.Python.Syntax;

/// <content><c>match</c> and its patterns.</content>
internal ref partial struct PythonGrammar
{
    /// <summary>
    /// Whether the name <c>match</c>, at the beginning of a line, begins a statement of its own: exactly if the line ends with a colon,
    /// as no expression or assignment does.
    /// </summary>
    private readonly bool IsMatch()
    {
        if (!IsWord("match") || Next is TokenKind.Equal or TokenKind.Dot or TokenKind.Comma or TokenKind.NewLine)
            return false;
        int at = _at;
        while (_tokens[at].Kind is not (TokenKind.NewLine or TokenKind.EndMarker))
            at++;
        return _tokens[at - 1].Kind == TokenKind.Colon;
    }

    private Match ParseMatch(int start)
    {
        Advance();
        int subjectStart = Start;
        var subject = ParseStarNamedExpression();
        if (_kind == TokenKind.Comma)
            subject = ParseSubjects(subjectStart, subject);
        else if (subject.Kind == NodeKind.Starred)
            Fail("a starred expression here");
        Expect(TokenKind.Colon);
        Expect(TokenKind.NewLine);
        Expect(TokenKind.Indent);
        Enter();
        int mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseCase());
        }
        while (_kind is not (TokenKind.Dedent or TokenKind.EndMarker));
        Leave();
        Expect(TokenKind.Dedent);
        return new Match(start, End, subject, _nodes.Take<MatchCase>(mark));
    }

    private Tuple ParseSubjects(int start, PythonExpression first)
    {
        int mark = _expressions.Count;
        _expressions.Push(first);
        while (Eat(TokenKind.Comma) && IsAtExpression)
            _expressions.Push(ParseStarNamedExpression());
        return new Tuple(start, End, _expressions.Take<PythonExpression>(mark), ExpressionContext.Load);
    }

    private MatchCase ParseCase()
    {
        int start = Start;
        if (!IsWord("case"))
            Fail("expected 'case'");
        Advance();
        var pattern = ParsePatterns();
        var guard = Eat(TokenKind.If) ? ParseNamedExpression() : null;
        var body = ParseBlock();
        return new MatchCase(start, End, pattern, guard, body);
    }

    private PythonPattern ParsePatterns()
    {
        int start = Start;
        var first = ParseStarPattern();
        if (_kind == TokenKind.Comma)
        {
            int mark = _nodes.Count;
            _nodes.Push(first);
            while (Eat(TokenKind.Comma) && _kind is not (TokenKind.Colon or TokenKind.If))
                _nodes.Push(ParseStarPattern());
            return new MatchSequence(start, End, _nodes.Take<PythonPattern>(mark));
        }
        if (first.Kind == NodeKind.MatchStar)
            Fail("a starred pattern here");
        return first;
    }

    private PythonPattern ParseStarPattern()
    {
        int start = Start;
        if (!Eat(TokenKind.Star))
            return ParsePattern();
        if (IsWord("_"))
        {
            Advance();
            return new MatchStar(start, End, null);
        }
        string name = ParseCapture();
        return new MatchStar(start, End, name);
    }

    private PythonPattern ParsePattern()
    {
        int start = Start;
        Enter();
        var pattern = ParseClosedPattern();
        if (_kind == TokenKind.VerticalBar)
        {
            int mark = _nodes.Count;
            _nodes.Push(pattern);
            while (Eat(TokenKind.VerticalBar))
                _nodes.Push(ParseClosedPattern());
            pattern = new MatchOr(start, End, _nodes.Take<PythonPattern>(mark));
        }
        Leave();
        if (!Eat(TokenKind.As))
            return pattern;
        string name = ParseCapture();
        return new MatchAs(start, End, pattern, name);
    }

    /// <summary>A name that captures; <c>_</c> doesn't.</summary>
    private string ParseCapture()
    {
        if (IsWord("_") || Next is TokenKind.Dot or TokenKind.LeftParen or TokenKind.Equal)
            Fail("expected a name that captures");
        return ExpectName();
    }

    private PythonPattern ParseClosedPattern()
    {
        int start = Start;
        switch (_kind)
        {
            case TokenKind.None or TokenKind.True or TokenKind.False:
                var constant = ParseLiteralWord();
                return new MatchSingleton(start, End, constant.Value);
            case TokenKind.Number or TokenKind.Minus or TokenKind.String or TokenKind.FStringStart or TokenKind.TStringStart:
                var literal = ParseLiteral();
                return new MatchValue(start, End, literal);
            case TokenKind.Name:
                return ParseNamePattern(start);
            case TokenKind.LeftParen:
                return ParseSequencePattern(start, TokenKind.RightParen);
            case TokenKind.LeftBracket:
                return ParseSequencePattern(start, TokenKind.RightBracket);
            case TokenKind.LeftBrace:
                return ParseMappingPattern(start);
            default:
                Fail("expected a pattern");
                return new MatchStar(start, start, null);
        }
    }

    private Constant ParseLiteralWord() =>
        ParseWord(_kind == TokenKind.None ? ConstantKind.None : _kind == TokenKind.True ? ConstantKind.True : ConstantKind.False);

    /// <summary>A number with its sign, a complex number in two parts, or strings.</summary>
    private PythonExpression ParseLiteral()
    {
        if (_kind is TokenKind.String or TokenKind.FStringStart or TokenKind.TStringStart)
            return ParseStrings();
        int start = Start;
        bool isNegative = Eat(TokenKind.Minus);
        var number = ParsePatternNumber(out bool isImaginary);
        if (isNegative)
            number = new UnaryOp(start, End, UnaryOperator.USub, number);
        if (_kind is not (TokenKind.Plus or TokenKind.Minus))
            return number;
        var op = _kind == TokenKind.Plus ? BinaryOperator.Add : BinaryOperator.Sub;
        Advance();
        var imaginary = ParsePatternNumber(out bool isSecondImaginary);
        if (isImaginary || !isSecondImaginary)
            Fail("expected a real and an imaginary number");
        return new BinOp(start, End, number, op, imaginary);
    }

    private PythonExpression ParsePatternNumber(out bool isImaginary)
    {
        isImaginary = false;
        if (_kind != TokenKind.Number)
        {
            Fail("expected a number");
            return Nothing;
        }
        var number = ParseNumber();
        isImaginary = number is Constant { Value: ConstantKind.Imaginary };
        return number;
    }

    /// <summary>A name that captures, <c>_</c>, a dotted name whose value is compared, or a class.</summary>
    private PythonPattern ParseNamePattern(int start)
    {
        if (IsWord("_"))
        {
            Advance();
            return new MatchAs(start, End, null, null);
        }
        var name = ParseNameOrAttribute();
        if (_kind == TokenKind.LeftParen)
            return ParseClassPattern(start, name);
        if (_kind == TokenKind.Equal)
            Fail("invalid syntax");
        return name is Name { Id: var id } ? new MatchAs(start, End, null, id) : new MatchValue(start, End, name);
    }

    private PythonExpression ParseNameOrAttribute()
    {
        int start = Start;
        string id = ExpectName();
        PythonExpression name = new Name(start, End, id, ExpressionContext.Load);
        while (Eat(TokenKind.Dot))
        {
            string attribute = ExpectName();
            name = new Attribute(start, End, name, attribute, ExpressionContext.Load);
            CheckHeight(name);
        }
        return name;
    }

    /// <summary>A sequence in brackets, or a group in parentheses.</summary>
    private PythonPattern ParseSequencePattern(int start, TokenKind closing)
    {
        Advance();
        int mark = _nodes.Count;
        bool isGroup = closing == TokenKind.RightParen;
        while (_kind != closing)
        {
            _nodes.Push(ParseStarPattern());
            if (!Eat(TokenKind.Comma))
                break;
            isGroup = false;
        }
        Expect(closing);
        var patterns = _nodes.Take<PythonPattern>(mark);
        if (!isGroup || patterns.Length == 0)
            return new MatchSequence(start, End, patterns);
        if (patterns[0].Kind == NodeKind.MatchStar)
            Fail("a starred pattern here", start);
        return patterns[0];
    }

    private MatchMapping ParseMappingPattern(int start)
    {
        Advance();
        int keyMark = _expressions.Count, mark = _nodes.Count;
        string? rest = null;
        while (_kind != TokenKind.RightBrace)
        {
            if (Eat(TokenKind.DoubleStar))
            {
                rest = ParseCapture();
                Eat(TokenKind.Comma);
                break;
            }
            _expressions.Push(ParseMappingKey());
            Expect(TokenKind.Colon);
            _nodes.Push(ParsePattern());
            if (!Eat(TokenKind.Comma))
                break;
        }
        Expect(TokenKind.RightBrace);
        return new MatchMapping(start, End, _expressions.Take<PythonExpression>(keyMark), _nodes.Take<PythonPattern>(mark), rest);
    }

    private PythonExpression ParseMappingKey()
    {
        switch (_kind)
        {
            case TokenKind.None or TokenKind.True or TokenKind.False:
                return ParseLiteralWord();
            case TokenKind.Name:
                var key = ParseNameOrAttribute();
                if (key.Kind == NodeKind.Name)
                    Fail("expected a literal or a dotted name");
                return key;
            default:
                return ParseLiteral();
        }
    }

    private MatchClass ParseClassPattern(int start, PythonExpression type)
    {
        Advance();
        int mark = _nodes.Count;
        PythonPattern[] positional = [];
        var names = new List<string>();
        while (_kind != TokenKind.RightParen)
        {
            if (_kind == TokenKind.Name && Next == TokenKind.Equal)
            {
                // CPython takes this one for a pattern, and then stumbles on the sign.
                if (names.Count == 0 && _nodes.Count > mark && IsWord("_"))
                    Fail("'_' as the first keyword pattern behind a positional one");
                if (names.Count == 0)
                    positional = _nodes.Take<PythonPattern>(mark);
                names.Add(ExpectName());
                Advance();
            }
            else if (names.Count > 0)
            {
                Fail("positional pattern follows keyword pattern");
            }
            _nodes.Push(ParsePattern());
            if (!Eat(TokenKind.Comma))
                break;
        }
        Expect(TokenKind.RightParen);
        var patterns = _nodes.Take<PythonPattern>(mark);
        return names.Count == 0
            ? new MatchClass(start, End, type, patterns, [], [])
            : new MatchClass(start, End, type, positional, [.. names], patterns);
    }
}
