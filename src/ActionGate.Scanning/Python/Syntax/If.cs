namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>if</c>; <c>elif</c> is an <see cref="If"/> alone in <see cref="OrElse"/>.</summary>
internal sealed class If : PythonStatement
{
    internal If(int start, int end, PythonExpression test, PythonStatement[] body, PythonStatement[] orElse) : base(NodeKind.If, start, end)
    {
        Test = test;
        Body = body;
        OrElse = orElse;
        Above(test);
        Above(body);
        Above(orElse);
    }

    internal PythonExpression Test { get; }

    internal PythonStatement[] Body { get; }

    internal PythonStatement[] OrElse { get; }
}

/// <summary><c>while</c></summary>
internal sealed class While : PythonStatement
{
    internal While(
        int start, int end, PythonExpression test, PythonStatement[] body, PythonStatement[] orElse) : base(NodeKind.While, start, end)
    {
        Test = test;
        Body = body;
        OrElse = orElse;
        Above(test);
        Above(body);
        Above(orElse);
    }

    internal PythonExpression Test { get; }

    internal PythonStatement[] Body { get; }

    internal PythonStatement[] OrElse { get; }
}

/// <summary><c>for</c></summary>
internal sealed class For : PythonStatement
{
    internal For(
        int start, int end, PythonExpression target, PythonExpression iter, PythonStatement[] body,
        PythonStatement[] orElse) : base(NodeKind.For, start, end)
    {
        Target = target;
        Iter = iter;
        Body = body;
        OrElse = orElse;
        Above(target);
        Above(iter);
        Above(body);
        Above(orElse);
    }

    internal PythonExpression Target { get; }

    internal PythonExpression Iter { get; }

    internal PythonStatement[] Body { get; }

    internal PythonStatement[] OrElse { get; }
}

/// <summary><c>async for</c></summary>
internal sealed class AsyncFor : PythonStatement
{
    internal AsyncFor(
        int start, int end, PythonExpression target, PythonExpression iter, PythonStatement[] body,
        PythonStatement[] orElse) : base(NodeKind.AsyncFor, start, end)
    {
        Target = target;
        Iter = iter;
        Body = body;
        OrElse = orElse;
        Above(target);
        Above(iter);
        Above(body);
        Above(orElse);
    }

    internal PythonExpression Target { get; }

    internal PythonExpression Iter { get; }

    internal PythonStatement[] Body { get; }

    internal PythonStatement[] OrElse { get; }
}
