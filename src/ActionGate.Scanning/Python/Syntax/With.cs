namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>with</c></summary>
internal sealed class With : PythonStatement
{
    internal With(int start, int end, WithItem[] items, PythonStatement[] body) : base(NodeKind.With, start, end)
    {
        Items = items;
        Body = body;
        Above(items);
        Above(body);
    }

    internal WithItem[] Items { get; }

    internal PythonStatement[] Body { get; }
}

/// <summary><c>async with</c></summary>
internal sealed class AsyncWith : PythonStatement
{
    internal AsyncWith(int start, int end, WithItem[] items, PythonStatement[] body) : base(NodeKind.AsyncWith, start, end)
    {
        Items = items;
        Body = body;
        Above(items);
        Above(body);
    }

    internal WithItem[] Items { get; }

    internal PythonStatement[] Body { get; }
}

/// <summary>One context manager of a <see cref="With"/>.</summary>
internal sealed class WithItem : PythonNode
{
    internal WithItem(
        int start, int end, PythonExpression contextExpr, PythonExpression? optionalVars) : base(NodeKind.WithItem, start, end)
    {
        ContextExpr = contextExpr;
        OptionalVars = optionalVars;
        Above(contextExpr);
        Above(optionalVars);
    }

    internal PythonExpression ContextExpr { get; }

    internal PythonExpression? OptionalVars { get; }
}
