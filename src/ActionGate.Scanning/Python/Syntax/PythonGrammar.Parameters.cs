namespace ActionGate.Scanning.Python.Syntax;

/// <content>Parameters of functions and types.</content>
internal ref partial struct PythonGrammar
{
    /// <param name="closing">What follows; before <c>)</c> parameters may have annotations, before a lambda's <c>:</c> not.</param>
    private Arguments ParseParameters(TokenKind closing)
    {
        int start = Start, mark = _nodes.Count, defaultsMark = _expressions.Count;
        bool takesAnnotations = closing == TokenKind.RightParen;
        Arg[] positionalOnly = [];
        bool hasMore = true, hasSlash = false;
        while (hasMore && _kind is TokenKind.Name or TokenKind.Slash)
        {
            if (_kind == TokenKind.Slash)
            {
                if (hasSlash || _nodes.Count == mark)
                    Fail("unexpected '/'");
                Advance();
                hasSlash = true;
                positionalOnly = _nodes.Take<Arg>(mark);
            }
            else
            {
                _nodes.Push(ParseParameter(takesAnnotations, takesStar: false));
                if (Eat(TokenKind.Equal))
                    _expressions.Push(ParseExpression());
                else if (_expressions.Count > defaultsMark)
                    Fail("parameter without a default follows parameter with a default");
            }
            hasMore = Eat(TokenKind.Comma);
        }
        var args = _nodes.Take<Arg>(mark);
        var defaults = _expressions.Take<PythonExpression>(defaultsMark);

        Arg? variable = null;
        if (hasMore && Eat(TokenKind.Star))
        {
            if (_kind == TokenKind.Comma)
            {
                if (Next != TokenKind.Name)
                    Fail("named parameters must follow bare '*'");
            }
            else
            {
                variable = ParseParameter(takesAnnotations, takesStar: true);
            }
            hasMore = Eat(TokenKind.Comma);
            for (; hasMore && _kind == TokenKind.Name; hasMore = Eat(TokenKind.Comma))
            {
                _nodes.Push(ParseParameter(takesAnnotations, takesStar: false));
                _expressions.Push(Eat(TokenKind.Equal) ? ParseExpression() : null);
            }
        }
        var keywordOnly = _nodes.Take<Arg>(mark);
        var keywordDefaults = _expressions.Take<PythonExpression?>(defaultsMark);

        Arg? keywords = null;
        if (hasMore && Eat(TokenKind.DoubleStar))
        {
            keywords = ParseParameter(takesAnnotations, takesStar: false);
            Eat(TokenKind.Comma);
        }
        return new Arguments(start, Math.Max(start, End), positionalOnly, args, variable, keywordOnly, keywordDefaults, keywords, defaults);
    }

    private Arg ParseParameter(bool takesAnnotations, bool takesStar)
    {
        int start = Start;
        string name = ExpectName();
        PythonExpression? annotation = null;
        if (takesAnnotations && Eat(TokenKind.Colon))
            annotation = takesStar ? ParseStarExpression() : ParseExpression();
        return new Arg(start, End, name, annotation);
    }

    private Lambda ParseLambda()
    {
        int start = Start;
        Advance();
        Enter();
        var parameters = ParseParameters(TokenKind.Colon);
        Expect(TokenKind.Colon);
        var body = ParseExpression();
        Leave();
        return new Lambda(start, End, parameters, body);
    }

    private PythonTypeParameter[] ParseTypeParameters()
    {
        if (!Eat(TokenKind.LeftBracket))
            return [];
        int mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseTypeParameter());
        }
        while (Eat(TokenKind.Comma) && _kind != TokenKind.RightBracket);
        Expect(TokenKind.RightBracket);
        return _nodes.Take<PythonTypeParameter>(mark);
    }

    private PythonTypeParameter ParseTypeParameter()
    {
        int start = Start;
        if (Eat(TokenKind.Star))
        {
            string tuple = ExpectName();
            var unpacked = Eat(TokenKind.Equal) ? ParseStarExpression() : null;
            return new TypeVarTuple(start, End, tuple, unpacked);
        }
        if (Eat(TokenKind.DoubleStar))
        {
            string specification = ExpectName();
            var listed = Eat(TokenKind.Equal) ? ParseExpression() : null;
            return new ParamSpec(start, End, specification, listed);
        }
        string name = ExpectName();
        var bound = Eat(TokenKind.Colon) ? ParseExpression() : null;
        var fallback = Eat(TokenKind.Equal) ? ParseExpression() : null;
        return new TypeVar(start, End, name, bound, fallback);
    }
}
