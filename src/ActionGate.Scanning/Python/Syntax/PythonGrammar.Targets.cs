namespace ActionGate.Scanning.Python.Syntax;

/// <content>What can be assigned to and deleted.</content>
internal ref partial struct PythonGrammar
{
    /// <summary><c>star_targets</c>: what stands between <c>for</c> and <c>in</c>.</summary>
    private PythonExpression ParseTargets()
    {
        int start = Start;
        var first = ParseTarget();
        if (_kind != TokenKind.Comma)
            return first;
        int mark = _expressions.Count;
        _expressions.Push(first);
        while (Eat(TokenKind.Comma) && IsAtExpression)
            _expressions.Push(ParseTarget());
        return new Tuple(start, End, _expressions.Take<PythonExpression>(mark), ExpressionContext.Store);
    }

    /// <summary><c>star_target</c></summary>
    private PythonExpression ParseTarget()
    {
        int start = Start;
        if (!Eat(TokenKind.Star))
        {
            var target = ParsePrimary();
            SetTarget(target, ExpressionContext.Store);
            return target;
        }
        var value = ParsePrimary();
        SetTarget(value, ExpressionContext.Store);
        return new Starred(start, End, value, ExpressionContext.Store);
    }

    /// <summary>Makes a target of what was read as a value, where it can be one.</summary>
    private void SetTarget(PythonExpression expression, ExpressionContext context)
    {
        switch (expression)
        {
            case Tuple tuple:
                tuple.Context = context;
                SetTargets(tuple.Elts, context);
                break;
            case List list:
                list.Context = context;
                SetTargets(list.Elts, context);
                break;
            case Starred { Value.Kind: not NodeKind.Starred } starred when context == ExpressionContext.Store:
                starred.Context = context;
                SetTarget(starred.Value, context);
                break;
            default:
                SetSingleTarget(expression, context);
                break;
        }
    }

    private void SetTargets(PythonExpression[] expressions, ExpressionContext context)
    {
        foreach (var expression in expressions)
            SetTarget(expression, context);
    }

    /// <summary>The same for targets that are one place: of annotations and of <c>+=</c>.</summary>
    private void SetSingleTarget(PythonExpression expression, ExpressionContext context = ExpressionContext.Store)
    {
        switch (expression)
        {
            case Name name:
                name.Context = context;
                break;
            case Attribute attribute:
                attribute.Context = context;
                break;
            case Subscript subscript:
                subscript.Context = context;
                break;
            default:
                if (_problem is null)
                    Fail("not a target", expression.Start);
                break;
        }
    }

    /// <summary>
    /// The same before an annotation. CPython reads a target in parentheses there as the whole target, so that nothing can follow them:
    /// <c>(a).b: int</c> is refused, <c>(a + b).c: int</c> is not.
    /// </summary>
    private void SetAnnotatedTarget(int start, PythonExpression target)
    {
        SetSingleTarget(target);
        PythonExpression? head = target;
        while (head is not null && head.Start == start)
        {
            head = head switch
            {
                Attribute attribute => attribute.Value,
                Subscript subscript => subscript.Value,
                Call call => call.Func,
                _ => null,
            };
        }
        if (head != target && head is Name or Attribute or Subscript)
            Fail("not a target", start);
    }
}
