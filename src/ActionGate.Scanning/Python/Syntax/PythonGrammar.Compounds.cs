namespace ActionGate.Scanning.Python.Syntax;

/// <content>Compound statements.</content>
internal ref partial struct PythonGrammar
{
    private PythonStatement? ParseCompoundStatement()
    {
        int start = Start;
        switch (_kind)
        {
            case TokenKind.If:
                return ParseIf(start);
            case TokenKind.For:
                return ParseFor(start, isAsync: false);
            case TokenKind.While:
                return ParseWhile(start);
            case TokenKind.Try:
                return ParseTry(start);
            case TokenKind.With:
                return ParseWith(start, isAsync: false);
            case TokenKind.Def:
                return ParseFunction(start, [], isAsync: false);
            case TokenKind.Class:
                return ParseClass(start, []);
            case TokenKind.At:
                return ParseDecorated();
            case TokenKind.Async:
                return ParseAsync(start, []);
            case TokenKind.Indent:
                Fail("unexpected indent");
                return null;
            case TokenKind.Name when IsMatch():
                return ParseMatch(start);
            default:
                return null;
        }
    }

    private PythonStatement[] ParseBlock()
    {
        Expect(TokenKind.Colon);
        if (!Eat(TokenKind.NewLine))
        {
            int mark = _statements.Count;
            ParseSimpleStatements();
            return _statements.Take<PythonStatement>(mark);
        }
        Expect(TokenKind.Indent);
        Enter();
        var body = ParseStatements();
        Leave();
        Expect(TokenKind.Dedent);
        return body;
    }

    private PythonStatement[] ParseElse() => Eat(TokenKind.Else) ? ParseBlock() : [];

    /// <summary>The branches in a row, then the tree from its end: <c>elif</c> chains are long, and no reason to recurse.</summary>
    private If ParseIf(int start)
    {
        Advance();
        var test = ParseNamedExpression();
        var body = ParseBlock();
        if (_kind != TokenKind.Elif)
        {
            var otherwise = ParseElse();
            return new If(start, End, test, body, otherwise);
        }
        var branches = new List<(int Start, PythonExpression Test, PythonStatement[] Body)> { (start, test, body) };
        while (_kind == TokenKind.Elif)
        {
            int branchStart = Start;
            Advance();
            test = ParseNamedExpression();
            branches.Add((branchStart, test, ParseBlock()));
            if (branches.Count > _maxDepth)
                Fail(TooDeep);
        }
        var orElse = ParseElse();
        int end = End;
        for (int i = branches.Count - 1; i > 0; i--)
            orElse = [new If(branches[i].Start, end, branches[i].Test, branches[i].Body, orElse)];
        return new If(start, end, branches[0].Test, branches[0].Body, orElse);
    }

    private While ParseWhile(int start)
    {
        Advance();
        var test = ParseNamedExpression();
        var body = ParseBlock();
        var orElse = ParseElse();
        return new While(start, End, test, body, orElse);
    }

    private PythonStatement ParseFor(int start, bool isAsync)
    {
        Expect(TokenKind.For);
        var target = ParseTargets();
        Expect(TokenKind.In);
        var iter = ParseStarExpressions();
        var body = ParseBlock();
        var orElse = ParseElse();
        return isAsync ? new AsyncFor(start, End, target, iter, body, orElse) : new For(start, End, target, iter, body, orElse);
    }

    private PythonStatement ParseAsync(int start, PythonExpression[] decorators)
    {
        Advance();
        switch (_kind)
        {
            case TokenKind.Def:
                return ParseFunction(start, decorators, isAsync: true);
            case TokenKind.For when decorators.Length == 0:
                return ParseFor(start, isAsync: true);
            case TokenKind.With when decorators.Length == 0:
                return ParseWith(start, isAsync: true);
            default:
                Expect(TokenKind.Def);
                return new Pass(start, start);
        }
    }

    private PythonStatement ParseDecorated()
    {
        int mark = _expressions.Count;
        while (Eat(TokenKind.At))
        {
            _expressions.Push(ParseNamedExpression());
            Expect(TokenKind.NewLine);
        }
        var decorators = _expressions.Take<PythonExpression>(mark);
        int start = Start;
        return _kind switch
        {
            TokenKind.Class => ParseClass(start, decorators),
            TokenKind.Async => ParseAsync(start, decorators),
            _ => ParseFunction(start, decorators, isAsync: false),
        };
    }

    private PythonStatement ParseFunction(int start, PythonExpression[] decorators, bool isAsync)
    {
        Expect(TokenKind.Def);
        string name = ExpectName();
        var typeParameters = ParseTypeParameters();
        Expect(TokenKind.LeftParen);
        var parameters = ParseParameters(TokenKind.RightParen);
        Expect(TokenKind.RightParen);
        var returns = Eat(TokenKind.Arrow) ? ParseExpression() : null;
        bool isOuterGenerator = _isGenerator;
        _isGenerator = false;
        var body = ParseBlock();
        bool isGenerator = _isGenerator;
        _isGenerator = isOuterGenerator;
        return isAsync
            ? new AsyncFunctionDef(start, End, name, parameters, body, decorators, returns, typeParameters)
            : new FunctionDef(start, End, name, parameters, body, decorators, returns, typeParameters) { IsGenerator = isGenerator };
    }

    private ClassDef ParseClass(int start, PythonExpression[] decorators)
    {
        Advance();
        string? outer = _privateTo;
        string? inner = _isMangled && _kind == TokenKind.Name ? PrefixOf(TextOf(_tokens[_at])) : null;
        string name = ExpectName();
        var typeParameters = ParseTypeParameters();
        PythonExpression[] bases = [];
        Keyword[] keywords = [];
        if (_kind == TokenKind.LeftParen)
            bases = ParseArguments(takesGenerator: false, out keywords);
        _privateTo = inner;
        var body = ParseBlock();
        _privateTo = outer;
        return new ClassDef(start, End, name, bases, keywords, body, decorators, typeParameters);
    }

    private PythonStatement ParseWith(int start, bool isAsync)
    {
        Expect(TokenKind.With);
        if (_kind != TokenKind.LeftParen || !TryParenthesisedItems(out var items))
        {
            int mark = _nodes.Count;
            do
            {
                _nodes.Push(ParseWithItem());
            }
            while (Eat(TokenKind.Comma));
            items = _nodes.Take<WithItem>(mark);
        }
        var body = ParseBlock();
        return isAsync ? new AsyncWith(start, End, items, body) : new With(start, End, items, body);
    }

    /// <summary>
    /// Items in parentheses, if they are that and not the beginning of an expression, which only shows behind the last parenthesis. Nothing
    /// within can hold another such statement: it is read twice at most.
    /// </summary>
    private bool TryParenthesisedItems(out WithItem[] items)
    {
        int at = _at, mark = _nodes.Count, expressions = _expressions.Count;
        Advance();
        do
        {
            _nodes.Push(ParseWithItem());
        }
        while (Eat(TokenKind.Comma) && _kind != TokenKind.RightParen);
        if (_problem is null && Eat(TokenKind.RightParen) && _kind == TokenKind.Colon)
        {
            items = _nodes.Take<WithItem>(mark);
            return true;
        }
        _problem = null;
        _at = at;
        _kind = _tokens[at].Kind;
        _nodes.Count = mark;
        _expressions.Count = expressions;
        DropLiteral();
        items = [];
        return false;
    }

    private WithItem ParseWithItem()
    {
        int start = Start;
        var context = ParseExpression();
        var variables = Eat(TokenKind.As) ? ParseTarget() : null;
        return new WithItem(start, End, context, variables);
    }

    private PythonStatement ParseTry(int start)
    {
        Advance();
        var body = ParseBlock();
        int mark = _nodes.Count;
        bool isStar = _kind == TokenKind.Except && Next == TokenKind.Star;
        while (_kind == TokenKind.Except)
            _nodes.Push(ParseHandler(isStar));
        var handlers = _nodes.Take<ExceptHandler>(mark);
        var orElse = handlers.Length > 0 ? ParseElse() : [];
        PythonStatement[] final = [];
        if (Eat(TokenKind.Finally))
            final = ParseBlock();
        else if (handlers.Length == 0)
            Fail("expected 'except' or 'finally'");
        return isStar ? new TryStar(start, End, body, handlers, orElse, final) : new Try(start, End, body, handlers, orElse, final);
    }

    private ExceptHandler ParseHandler(bool isStar)
    {
        int start = Start;
        Advance();
        if (isStar != Eat(TokenKind.Star))
            Fail("'except' and 'except*' on the same 'try'");
        PythonExpression? type = null;
        string? name = null;
        if (isStar || _kind != TokenKind.Colon)
        {
            int typeStart = Start;
            type = ParseExpression();
            if (_kind == TokenKind.Comma)
                type = ParseTuple(typeStart, type);
            else if (Eat(TokenKind.As))
                name = ExpectName();
        }
        var body = ParseBlock();
        return new ExceptHandler(start, End, type, name, body);
    }
}
