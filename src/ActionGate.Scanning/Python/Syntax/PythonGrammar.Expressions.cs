namespace ActionGate.Scanning.Python.Syntax;

/// <content>Expressions down to unary operators.</content>
internal ref partial struct PythonGrammar
{
    // How tightly binary operators bind, in the order of their tokens; 0 for the power, which is no part of the climb.
    private static ReadOnlySpan<byte> Precedences => [5, 5, 6, 6, 6, 6, 0, 4, 4, 1, 2, 3, 6];

    private const int BitwiseOr = 1;

    /// <summary>Whether an expression, or a star before one, may begin with the token at hand.</summary>
    private readonly bool IsAtExpression => _kind switch
    {
        >= TokenKind.Name and <= TokenKind.TStringStart => true,
        TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace or TokenKind.Ellipsis => true,
        TokenKind.Tilde or TokenKind.Plus or TokenKind.Minus or TokenKind.Star => true,
        TokenKind.Not or TokenKind.Await or TokenKind.Lambda => true,
        TokenKind.None or TokenKind.True or TokenKind.False => true,
        _ => false,
    };

    /// <summary><c>star_expressions</c></summary>
    private PythonExpression ParseStarExpressions()
    {
        int start = Start;
        var first = ParseStarExpression();
        return _kind == TokenKind.Comma ? ParseTuple(start, first, takesStars: true) : first;
    }

    /// <summary><c>expressions</c></summary>
    private PythonExpression ParseExpressions()
    {
        int start = Start;
        var first = ParseExpression();
        return _kind == TokenKind.Comma ? ParseTuple(start, first) : first;
    }

    /// <summary>The rest of a tuple without parentheses; a comma is at hand.</summary>
    private Tuple ParseTuple(int start, PythonExpression first, bool takesStars = false)
    {
        int mark = _expressions.Count;
        _expressions.Push(first);
        while (Eat(TokenKind.Comma) && IsAtExpression)
            _expressions.Push(takesStars ? ParseStarExpression() : ParseExpression());
        return new Tuple(start, End, _expressions.Take<PythonExpression>(mark), ExpressionContext.Load);
    }

    private PythonExpression ParseStarExpression() => _kind == TokenKind.Star ? ParseStarred() : ParseExpression();

    private Starred ParseStarred()
    {
        int start = Start;
        Advance();
        var value = ParseBinary(BitwiseOr);
        return new Starred(start, End, value, ExpressionContext.Load);
    }

    /// <summary><c>star_named_expression</c></summary>
    private PythonExpression ParseStarNamedExpression() => _kind == TokenKind.Star ? ParseStarred() : ParseNamedExpression();

    private PythonExpression ParseNamedExpression()
    {
        if (_kind != TokenKind.Name || Next != TokenKind.ColonEqual)
            return ParseExpression();
        int start = Start;
        string name = ExpectName();
        var target = new Name(start, End, name, ExpressionContext.Store);
        Advance();
        var value = ParseExpression();
        return new NamedExpr(start, End, target, value);
    }

    private PythonExpression ParseYield()
    {
        int start = Start;
        _isGenerator = true;
        Advance();
        if (Eat(TokenKind.From))
        {
            var source = ParseExpression();
            return new YieldFrom(start, End, source);
        }
        var value = IsAtExpression ? ParseStarExpressions() : null;
        return new Yield(start, End, value);
    }

    private PythonExpression ParseExpression()
    {
        if (_kind == TokenKind.Lambda)
            return ParseLambda();
        int start = Start;
        var body = ParseDisjunction();
        if (!Eat(TokenKind.If))
            return body;
        var test = ParseDisjunction();
        Expect(TokenKind.Else);
        Enter();
        var orElse = ParseExpression();
        Leave();
        return new IfExp(start, End, test, body, orElse);
    }

    private PythonExpression ParseDisjunction()
    {
        int start = Start;
        var first = ParseConjunction();
        if (_kind != TokenKind.Or)
            return first;
        int mark = _expressions.Count;
        _expressions.Push(first);
        while (Eat(TokenKind.Or))
            _expressions.Push(ParseConjunction());
        return new BoolOp(start, End, isOr: true, _expressions.Take<PythonExpression>(mark));
    }

    private PythonExpression ParseConjunction()
    {
        int start = Start;
        var first = ParseInversion();
        if (_kind != TokenKind.And)
            return first;
        int mark = _expressions.Count;
        _expressions.Push(first);
        while (Eat(TokenKind.And))
            _expressions.Push(ParseInversion());
        return new BoolOp(start, End, isOr: false, _expressions.Take<PythonExpression>(mark));
    }

    private PythonExpression ParseInversion()
    {
        if (_kind != TokenKind.Not)
            return ParseComparison();
        int start = Start;
        Advance();
        Enter();
        var operand = ParseInversion();
        Leave();
        return new UnaryOp(start, End, UnaryOperator.Not, operand);
    }

    private PythonExpression ParseComparison()
    {
        int start = Start;
        var left = ParseBinary(BitwiseOr);
        if (!EatComparison(out var op))
            return left;
        var right = ParseBinary(BitwiseOr);
        if (_kind is < TokenKind.EqualEqual or > TokenKind.Not)
            return new Compare(start, End, left, [op], [right]);
        int mark = _expressions.Count;
        _expressions.Push(right);
        var operators = new List<CompareOperator> { op };
        while (EatComparison(out op))
        {
            operators.Add(op);
            _expressions.Push(ParseBinary(BitwiseOr));
        }
        return new Compare(start, End, left, [.. operators], _expressions.Take<PythonExpression>(mark));
    }

    private bool EatComparison(out CompareOperator op)
    {
        op = CompareOperator.Eq;
        switch (_kind)
        {
            case < TokenKind.EqualEqual or > TokenKind.Not:
                return false;
            case TokenKind.NotEqual:
                op = CompareOperator.NotEq;
                if (_text[Start] == '<' != _isFlufl)
                    Fail("invalid syntax");
                break;
            case TokenKind.Is:
                op = Next == TokenKind.Not ? CompareOperator.IsNot : CompareOperator.Is;
                if (op == CompareOperator.IsNot)
                    Advance();
                break;
            case TokenKind.In:
                op = CompareOperator.In;
                break;
            case TokenKind.Not:
                if (Next != TokenKind.In)
                    return false;
                op = CompareOperator.NotIn;
                Advance();
                break;
            default:
                op = (CompareOperator)(_kind - TokenKind.EqualEqual);
                break;
        }
        Advance();
        return true;
    }

    private PythonExpression ParseBinary(int least)
    {
        int start = Start;
        var left = ParseFactor();
        while (true)
        {
            int index = _kind - TokenKind.Plus;
            if ((uint)index >= (uint)Precedences.Length || Precedences[index] < least)
                return left;
            Advance();
            var right = ParseBinary(Precedences[index] + 1);
            left = new BinOp(start, End, left, (BinaryOperator)index, right);
            CheckHeight(left);
        }
    }

    private PythonExpression ParseFactor()
    {
        int start = Start;
        UnaryOperator op;
        switch (_kind)
        {
            case TokenKind.Plus:
                op = UnaryOperator.UAdd;
                break;
            case TokenKind.Minus:
                op = UnaryOperator.USub;
                break;
            case TokenKind.Tilde:
                op = UnaryOperator.Invert;
                break;
            default:
                return ParsePower(start);
        }
        Advance();
        Enter();
        var operand = ParseFactor();
        Leave();
        return new UnaryOp(start, End, op, operand);
    }

    private PythonExpression ParsePower(int start)
    {
        PythonExpression left;
        if (Eat(TokenKind.Await))
        {
            var awaited = ParsePrimary();
            left = new Await(start, End, awaited);
        }
        else
        {
            left = ParsePrimary();
        }
        if (!Eat(TokenKind.DoubleStar))
            return left;
        Enter();
        var right = ParseFactor();
        Leave();
        return new BinOp(start, End, left, BinaryOperator.Pow, right);
    }
}
