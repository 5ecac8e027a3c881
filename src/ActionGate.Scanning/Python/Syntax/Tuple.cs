namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>a, b</c>, with or without parentheses.</summary>
internal sealed class Tuple : PythonExpression
{
    internal Tuple(int start, int end, PythonExpression[] elts, ExpressionContext context) : base(NodeKind.Tuple, start, end)
    {
        Elts = elts;
        Context = context;
        Above(elts);
    }

    internal PythonExpression[] Elts { get; }

    internal ExpressionContext Context { get; set; }
}

/// <summary><c>[a, b]</c></summary>
internal sealed class List : PythonExpression
{
    internal List(int start, int end, PythonExpression[] elts, ExpressionContext context) : base(NodeKind.List, start, end)
    {
        Elts = elts;
        Context = context;
        Above(elts);
    }

    internal PythonExpression[] Elts { get; }

    internal ExpressionContext Context { get; set; }
}

/// <summary><c>{a, b}</c></summary>
internal sealed class Set : PythonExpression
{
    internal Set(int start, int end, PythonExpression[] elts) : base(NodeKind.Set, start, end)
    {
        Elts = elts;
        Above(elts);
    }

    internal PythonExpression[] Elts { get; }
}

/// <summary><c>{a: b, **c}</c></summary>
internal sealed class Dict : PythonExpression
{
    internal Dict(int start, int end, PythonExpression?[] keys, PythonExpression[] values) : base(NodeKind.Dict, start, end)
    {
        Keys = keys;
        Values = values;
        Above(keys);
        Above(values);
    }

    /// <summary>As many as <see cref="Values"/>; <see langword="null"/> for <c>**</c>.</summary>
    internal PythonExpression?[] Keys { get; }

    internal PythonExpression[] Values { get; }
}
