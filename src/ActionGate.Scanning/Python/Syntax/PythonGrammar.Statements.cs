namespace ActionGate.Scanning.Python.Syntax;

/// <content>Simple statements.</content>
internal ref partial struct PythonGrammar
{
    private static readonly string[] FutureFeatures =
    [
        "nested_scopes", "generators", "division", "absolute_import", "with_statement", "print_function", "unicode_literals",
        "barry_as_FLUFL", "generator_stop", "annotations",
    ];

    /// <param name="encoding">For <see cref="Module.Encoding"/>.</param>
    internal Module ParseModule(string? encoding)
    {
        var body = ParseStatements();
        if (_kind != TokenKind.EndMarker)
            Fail("invalid syntax");
        CheckFutureImports(body);
        return new Module(0, _text.Length, body, encoding);
    }

    /// <summary>What <c>eval</c> takes: one expression.</summary>
    internal Module ParseExpressionText()
    {
        var value = ParseExpressions();
        while (Eat(TokenKind.NewLine))
        {
        }
        if (_kind != TokenKind.EndMarker)
            Fail("invalid syntax");
        CheckHeight(value);
        return new Module(0, _text.Length, [new Expr(value.Start, value.End, value)], null);
    }

    private PythonStatement[] ParseStatements()
    {
        int mark = _statements.Count;
        while (_kind is not (TokenKind.EndMarker or TokenKind.Dedent))
        {
            int before = _statements.Count;
            if (ParseCompoundStatement() is { } statement)
                _statements.Push(statement);
            else
                ParseSimpleStatements();
            for (; before < _statements.Count; before++)
                CheckHeight(_statements[before]!);
        }
        return _statements.Take<PythonStatement>(mark);
    }

    private void ParseSimpleStatements()
    {
        do
        {
            _statements.Push(ParseSimpleStatement());
        }
        while (Eat(TokenKind.Semicolon) && _kind != TokenKind.NewLine);
        Expect(TokenKind.NewLine);
    }

    private PythonStatement ParseSimpleStatement()
    {
        int start = Start;
        switch (_kind)
        {
            case TokenKind.Pass:
                Advance();
                return new Pass(start, End);
            case TokenKind.Break:
                Advance();
                return new Break(start, End);
            case TokenKind.Continue:
                Advance();
                return new Continue(start, End);
            case TokenKind.Return:
                return ParseReturn(start);
            case TokenKind.Raise:
                return ParseRaise(start);
            case TokenKind.Global:
                string[] globals = ParseNames();
                return new Global(start, End, globals);
            case TokenKind.Nonlocal:
                string[] nonlocals = ParseNames();
                return new Nonlocal(start, End, nonlocals);
            case TokenKind.Del:
                return ParseDelete(start);
            case TokenKind.Assert:
                return ParseAssert(start);
            case TokenKind.Import:
                return ParseImport(start);
            case TokenKind.From:
                return ParseImportFrom(start);
            case TokenKind.Yield:
                var yield = ParseYield();
                return new Expr(start, yield.End, yield);
            case TokenKind.Name when Next == TokenKind.Name && IsWord("type"):
                return ParseTypeAlias(start);
            default:
                return ParseExpressionStatement(start);
        }
    }

    /// <summary>An expression alone, or an assignment of any kind: which one shows behind the first expression.</summary>
    private PythonStatement ParseExpressionStatement(int start)
    {
        var first = ParseStarExpressions();
        switch (_kind)
        {
            case TokenKind.Equal:
                return ParseAssignment(start, first);
            case TokenKind.Colon:
                Advance();
                bool isSimple = first.Kind == NodeKind.Name && first.Start == start;
                SetAnnotatedTarget(start, first);
                var annotation = ParseExpression();
                var value = Eat(TokenKind.Equal) ? ParseAssigned() : null;
                return new AnnAssign(start, End, first, annotation, value, isSimple);
            case >= TokenKind.PlusEqual and <= TokenKind.DoubleSlashEqual:
                var op = (BinaryOperator)(_kind - TokenKind.PlusEqual);
                Advance();
                SetSingleTarget(first);
                var operand = ParseAssigned();
                return new AugAssign(start, End, first, op, operand);
            default:
                return new Expr(start, End, first);
        }
    }

    private Assign ParseAssignment(int start, PythonExpression value)
    {
        int mark = _expressions.Count;
        while (Eat(TokenKind.Equal))
        {
            SetTarget(value, ExpressionContext.Store);
            _expressions.Push(value);
            value = ParseAssigned();
        }
        var targets = _expressions.Take<PythonExpression>(mark);
        return new Assign(start, End, targets, value);
    }

    private PythonExpression ParseAssigned() => _kind == TokenKind.Yield ? ParseYield() : ParseStarExpressions();

    private Return ParseReturn(int start)
    {
        Advance();
        var value = _kind is TokenKind.NewLine or TokenKind.Semicolon ? null : ParseStarExpressions();
        return new Return(start, End, value);
    }

    private Raise ParseRaise(int start)
    {
        Advance();
        if (_kind is TokenKind.NewLine or TokenKind.Semicolon)
            return new Raise(start, End, null, null);
        var exception = ParseExpression();
        var cause = Eat(TokenKind.From) ? ParseExpression() : null;
        return new Raise(start, End, exception, cause);
    }

    private Assert ParseAssert(int start)
    {
        Advance();
        var test = ParseExpression();
        var message = Eat(TokenKind.Comma) ? ParseExpression() : null;
        return new Assert(start, End, test, message);
    }

    private string[] ParseNames()
    {
        Advance();
        var names = new List<string>();
        do
        {
            names.Add(ExpectName());
        }
        while (Eat(TokenKind.Comma));
        return [.. names];
    }

    private Delete ParseDelete(int start)
    {
        Advance();
        int mark = _expressions.Count;
        do
        {
            var target = ParsePrimary();
            SetTarget(target, ExpressionContext.Del);
            _expressions.Push(target);
        }
        while (Eat(TokenKind.Comma) && _kind is not (TokenKind.NewLine or TokenKind.Semicolon));
        int end = End;
        return new Delete(start, end, _expressions.Take<PythonExpression>(mark));
    }

    private TypeAlias ParseTypeAlias(int start)
    {
        Advance();
        int nameStart = Start;
        string name = ExpectName();
        var target = new Name(nameStart, End, name, ExpressionContext.Store);
        var parameters = ParseTypeParameters();
        Expect(TokenKind.Equal);
        var value = ParseExpression();
        return new TypeAlias(start, End, target, parameters, value);
    }

    private Import ParseImport(int start)
    {
        Advance();
        int mark = _nodes.Count;
        do
        {
            int nameStart = Start;
            string name = ParseDottedName();
            string? asName = Eat(TokenKind.As) ? ExpectName() : null;
            _nodes.Push(new Alias(nameStart, End, name, asName));
        }
        while (Eat(TokenKind.Comma));
        return new Import(start, End, _nodes.Take<Alias>(mark));
    }

    private ImportFrom ParseImportFrom(int start)
    {
        Advance();
        int level = 0;
        for (; _kind is TokenKind.Dot or TokenKind.Ellipsis; Advance())
            level += _kind == TokenKind.Dot ? 1 : 3;
        string? module = level == 0 || _kind != TokenKind.Import ? ParseDottedName() : null;
        Expect(TokenKind.Import);
        int mark = _nodes.Count;
        if (_kind == TokenKind.Star)
        {
            int starStart = Start;
            Advance();
            _nodes.Push(new Alias(starStart, End, "*", null));
        }
        else
        {
            ParseImportedNames();
        }
        var names = _nodes.Take<Alias>(mark);
        if (module == "__future__" && Array.Exists(names, n => n.Name == "barry_as_FLUFL"))
            _isFlufl = true;
        return new ImportFrom(start, End, module, names, level);
    }

    private void ParseImportedNames()
    {
        bool isParenthesised = Eat(TokenKind.LeftParen);
        do
        {
            int nameStart = Start;
            string name = ExpectName();
            string? asName = Eat(TokenKind.As) ? ExpectName() : null;
            _nodes.Push(new Alias(nameStart, End, name, asName));
        }
        while (Eat(TokenKind.Comma) && !(isParenthesised && _kind == TokenKind.RightParen));
        if (isParenthesised)
            Expect(TokenKind.RightParen);
    }

    private string ParseDottedName()
    {
        string name = ExpectName();
        if (_kind != TokenKind.Dot)
            return name;
        var parts = new List<string> { name };
        while (Eat(TokenKind.Dot))
            parts.Add(ExpectName());
        return string.Join('.', parts);
    }

    /// <summary>Unknown features are refused where such imports count: at the beginning, behind a docstring at most.</summary>
    private void CheckFutureImports(PythonStatement[] body)
    {
        int first = body is [Expr { Value: Constant { Value: ConstantKind.String } }, ..] ? 1 : 0;
        for (int i = first; i < body.Length && body[i] is ImportFrom { Module: "__future__", Level: 0 } import; i++)
        {
            foreach (var alias in import.Names)
            {
                if (!FutureFeatures.AsSpan().Contains(alias.Name))
                    Fail("unknown future feature", alias.Start);
            }
        }
    }
}
