namespace ActionGate.Scanning.Python.Syntax;

/// <content>Atoms, what follows them, and what stands in brackets.</content>
internal ref partial struct PythonGrammar
{
    private PythonExpression ParsePrimary()
    {
        int start = Start;
        var left = ParseAtom();
        while (true)
        {
            switch (_kind)
            {
                case TokenKind.Dot:
                    Advance();
                    string name = ExpectName();
                    left = new Attribute(start, End, left, name, ExpressionContext.Load);
                    break;
                case TokenKind.LeftParen:
                    var args = ParseArguments(takesGenerator: true, out var keywords);
                    left = new Call(start, End, left, args, keywords);
                    break;
                case TokenKind.LeftBracket:
                    var slice = ParseSubscript();
                    left = new Subscript(start, End, left, slice, ExpressionContext.Load);
                    break;
                default:
                    return left;
            }
            CheckHeight(left);
        }
    }

    private PythonExpression ParseAtom()
    {
        int start = Start;
        switch (_kind)
        {
            case TokenKind.Name:
                string name = ExpectName();
                return new Name(start, End, name, ExpressionContext.Load);
            case TokenKind.Number:
                return ParseNumber();
            case TokenKind.String or TokenKind.FStringStart or TokenKind.TStringStart:
                return ParseStrings();
            case TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace:
                Enter();
                var bracketed = _kind switch
                {
                    TokenKind.LeftParen => ParseParentheses(),
                    TokenKind.LeftBracket => ParseList(),
                    TokenKind.LeftBrace => ParseBraces(),
                    _ => Nothing,
                };
                Leave();
                return bracketed;
            case TokenKind.None:
                return ParseWord(ConstantKind.None);
            case TokenKind.True:
                return ParseWord(ConstantKind.True);
            case TokenKind.False:
                return ParseWord(ConstantKind.False);
            case TokenKind.Ellipsis:
                return ParseWord(ConstantKind.Ellipsis);
            default:
                Fail("invalid syntax");
                return Nothing;
        }
    }

    private Constant ParseWord(ConstantKind kind)
    {
        var token = _tokens[_at];
        Advance();
        return new Constant(token.Start, token.End, kind);
    }

    private PythonExpression ParseNumber()
    {
        var token = _tokens[_at];
        var number = NumberLiteral.Read(TextOf(token), token.Start, token.End);
        if (number is null)
            Fail("integer with too many digits");
        Advance();
        return number ?? Nothing;
    }

    /// <summary>A group, a tuple or a generator.</summary>
    private PythonExpression ParseParentheses()
    {
        int start = Start;
        Advance();
        if (Eat(TokenKind.RightParen))
            return new Tuple(start, End, [], ExpressionContext.Load);
        if (_kind == TokenKind.Yield)
        {
            var yield = ParseYield();
            Expect(TokenKind.RightParen);
            return yield;
        }
        var first = ParseStarNamedExpression();
        if (_kind == TokenKind.Comma)
        {
            var items = ParseItems(first, TokenKind.RightParen);
            return new Tuple(start, End, items, ExpressionContext.Load);
        }
        if (first.Kind == NodeKind.Starred)
            Fail("a starred expression here");
        if (_kind is not (TokenKind.For or TokenKind.Async))
        {
            Expect(TokenKind.RightParen);
            return first;
        }
        var generators = ParseGenerators();
        Expect(TokenKind.RightParen);
        return new GeneratorExp(start, End, first, generators);
    }

    /// <summary>The items behind the first one, and the closing bracket.</summary>
    private PythonExpression[] ParseItems(PythonExpression first, TokenKind closing)
    {
        int mark = _expressions.Count;
        _expressions.Push(first);
        while (Eat(TokenKind.Comma) && _kind != closing)
            _expressions.Push(ParseStarNamedExpression());
        Expect(closing);
        return _expressions.Take<PythonExpression>(mark);
    }

    private PythonExpression ParseList()
    {
        int start = Start;
        Advance();
        if (Eat(TokenKind.RightBracket))
            return new List(start, End, [], ExpressionContext.Load);
        var first = ParseStarNamedExpression();
        if (_kind is not (TokenKind.For or TokenKind.Async))
        {
            var items = ParseItems(first, TokenKind.RightBracket);
            return new List(start, End, items, ExpressionContext.Load);
        }
        if (first.Kind == NodeKind.Starred)
            Fail("a starred expression here");
        var generators = ParseGenerators();
        Expect(TokenKind.RightBracket);
        return new ListComp(start, End, first, generators);
    }

    /// <summary>A dictionary, a set, or a comprehension of one.</summary>
    private PythonExpression ParseBraces()
    {
        int start = Start;
        Advance();
        if (Eat(TokenKind.RightBrace))
            return new Dict(start, End, [], []);
        if (_kind == TokenKind.DoubleStar)
            return ParseDictionary(start, null, null);
        int firstStart = Start;
        var first = ParseStarNamedExpression();
        if (_kind == TokenKind.Colon)
        {
            if (first.Kind == NodeKind.Starred || (first.Kind == NodeKind.NamedExpr && first.Start == firstStart))
                Fail("invalid key");
            Advance();
            var value = ParseExpression();
            if (_kind is not (TokenKind.For or TokenKind.Async))
                return ParseDictionary(start, first, value);
            var clauses = ParseGenerators();
            Expect(TokenKind.RightBrace);
            return new DictComp(start, End, first, value, clauses);
        }
        if (_kind is not (TokenKind.For or TokenKind.Async))
        {
            var items = ParseItems(first, TokenKind.RightBrace);
            return new Set(start, End, items);
        }
        if (first.Kind == NodeKind.Starred)
            Fail("a starred expression here");
        var generators = ParseGenerators();
        Expect(TokenKind.RightBrace);
        return new SetComp(start, End, first, generators);
    }

    /// <param name="start">Where the brace is.</param>
    /// <param name="key">Of the first item, which is read already.</param>
    /// <param name="value">Its value; <see langword="null"/> where nothing is read yet.</param>
    private Dict ParseDictionary(int start, PythonExpression? key, PythonExpression? value)
    {
        int mark = _expressions.Count;
        bool hasMore = true;
        if (value is not null)
        {
            _expressions.Push(key);
            _expressions.Push(value);
            hasMore = Eat(TokenKind.Comma);
        }
        while (hasMore && _kind != TokenKind.RightBrace)
        {
            if (Eat(TokenKind.DoubleStar))
            {
                var spread = ParseBinary(BitwiseOr);
                _expressions.Push(null);
                _expressions.Push(spread);
            }
            else
            {
                var next = ParseExpression();
                Expect(TokenKind.Colon);
                var nextValue = ParseExpression();
                _expressions.Push(next);
                _expressions.Push(nextValue);
            }
            hasMore = Eat(TokenKind.Comma);
        }
        Expect(TokenKind.RightBrace);
        int count = (_expressions.Count - mark) / 2;
        var keys = new PythonExpression?[count];
        var values = new PythonExpression[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = _expressions[mark + (2 * i)];
            values[i] = _expressions[mark + (2 * i) + 1]!;
        }
        _expressions.Count = mark;
        return new Dict(start, End, keys, values);
    }

    private Comprehension[] ParseGenerators()
    {
        int mark = _nodes.Count;
        while (_kind is TokenKind.For or TokenKind.Async)
        {
            int start = Start;
            bool isAsync = Eat(TokenKind.Async);
            Expect(TokenKind.For);
            var target = ParseTargets();
            Expect(TokenKind.In);
            var iter = ParseDisjunction();
            int conditions = _expressions.Count;
            while (Eat(TokenKind.If))
                _expressions.Push(ParseDisjunction());
            _nodes.Push(new Comprehension(start, End, target, iter, _expressions.Take<PythonExpression>(conditions), isAsync));
        }
        return _nodes.Take<Comprehension>(mark);
    }

    /// <summary>Arguments in parentheses.</summary>
    /// <param name="takesGenerator">A generator may be the only argument, without parentheses of its own.</param>
    /// <param name="keywords">Those with a name, and <c>**</c>.</param>
    private PythonExpression[] ParseArguments(bool takesGenerator, out Keyword[] keywords)
    {
        int open = Start, mark = _expressions.Count, keywordMark = _nodes.Count;
        bool hasKeyword = false, hasSpread = false, isClosed = false;
        Advance();
        Enter();
        while (_kind != TokenKind.RightParen)
        {
            int start = Start;
            if (_kind == TokenKind.DoubleStar || (_kind == TokenKind.Name && Next == TokenKind.Equal))
            {
                hasSpread |= _kind == TokenKind.DoubleStar;
                hasKeyword = true;
                string? name = _kind == TokenKind.Name ? ExpectKeyword() : null;
                Advance();
                var value = ParseExpression();
                _nodes.Push(new Keyword(start, End, name, value));
            }
            else if (Eat(TokenKind.Star))
            {
                if (hasSpread)
                    Fail("'*' follows '**'");
                var value = ParseExpression();
                _expressions.Push(new Starred(start, End, value, ExpressionContext.Load));
            }
            else
            {
                if (hasKeyword)
                    Fail("positional argument follows keyword argument");
                var value = ParseNamedExpression();
                if (_kind is TokenKind.For or TokenKind.Async)
                {
                    if (!takesGenerator || _expressions.Count > mark)
                        Fail("generator without parentheses");
                    var generators = ParseGenerators();
                    Expect(TokenKind.RightParen);
                    isClosed = true;
                    _expressions.Push(new GeneratorExp(open, End, value, generators));
                    break;
                }
                _expressions.Push(value);
            }
            if (!Eat(TokenKind.Comma))
                break;
        }
        Leave();
        if (!isClosed)
            Expect(TokenKind.RightParen);
        keywords = _nodes.Take<Keyword>(keywordMark);
        return _expressions.Take<PythonExpression>(mark);
    }

    private PythonExpression ParseSubscript()
    {
        Advance();
        Enter();
        int start = Start;
        var slice = ParseSlice();
        if (_kind == TokenKind.Comma || slice.Kind == NodeKind.Starred)
        {
            int mark = _expressions.Count;
            _expressions.Push(slice);
            while (Eat(TokenKind.Comma) && _kind != TokenKind.RightBracket)
                _expressions.Push(ParseSlice());
            slice = new Tuple(start, End, _expressions.Take<PythonExpression>(mark), ExpressionContext.Load);
        }
        Leave();
        Expect(TokenKind.RightBracket);
        return slice;
    }

    private PythonExpression ParseSlice()
    {
        int start = Start;
        if (Eat(TokenKind.Star))
        {
            var starred = ParseExpression();
            return new Starred(start, End, starred, ExpressionContext.Load);
        }
        PythonExpression? lower = null;
        if (_kind != TokenKind.Colon)
        {
            lower = ParseNamedExpression();
            if (_kind != TokenKind.Colon)
                return lower;
            if (lower.Kind == NodeKind.NamedExpr && lower.Start == start)
                Fail("invalid slice");
        }
        Advance();
        var upper = IsAtSliceEnd ? null : ParseExpression();
        var step = Eat(TokenKind.Colon) && !IsAtSliceEnd ? ParseExpression() : null;
        return new Slice(start, End, lower, upper, step);
    }

    private readonly bool IsAtSliceEnd => _kind is TokenKind.Colon or TokenKind.Comma or TokenKind.RightBracket;
}
