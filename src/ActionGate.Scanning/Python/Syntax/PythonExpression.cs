namespace ActionGate.Scanning.Python.Syntax;

/// <summary>An expression (<c>expr</c>).</summary>
internal abstract class PythonExpression(NodeKind kind, int start, int end) : PythonNode(kind, start, end);

/// <summary>A name.</summary>
internal sealed class Name(int start, int end, string id, ExpressionContext context) : PythonExpression(NodeKind.Name, start, end)
{
    internal string Id { get; } = id;

    internal ExpressionContext Context { get; set; } = context;
}

/// <summary><c>value.attr</c></summary>
internal sealed class Attribute : PythonExpression
{
    internal Attribute(
        int start, int end, PythonExpression value, string attr, ExpressionContext context) : base(NodeKind.Attribute, start, end)
    {
        Value = value;
        Attr = attr;
        Context = context;
        Above(value);
    }

    internal PythonExpression Value { get; }

    internal string Attr { get; }

    internal ExpressionContext Context { get; set; }
}

/// <summary><c>value[slice]</c></summary>
internal sealed class Subscript : PythonExpression
{
    internal Subscript(
        int start, int end, PythonExpression value, PythonExpression slice,
        ExpressionContext context) : base(NodeKind.Subscript, start, end)
    {
        Value = value;
        Slice = slice;
        Context = context;
        Above(value);
        Above(slice);
    }

    internal PythonExpression Value { get; }

    /// <summary>A <see cref="Tuple"/> for several; each may be a <see cref="Syntax.Slice"/>.</summary>
    internal PythonExpression Slice { get; }

    internal ExpressionContext Context { get; set; }
}

/// <summary><c>a:b:c</c> in a subscript.</summary>
internal sealed class Slice : PythonExpression
{
    internal Slice(
        int start, int end, PythonExpression? lower, PythonExpression? upper, PythonExpression? step) : base(NodeKind.Slice, start, end)
    {
        Lower = lower;
        Upper = upper;
        Step = step;
        Above(lower);
        Above(upper);
        Above(step);
    }

    internal PythonExpression? Lower { get; }

    internal PythonExpression? Upper { get; }

    internal PythonExpression? Step { get; }
}

/// <summary>A call.</summary>
internal sealed class Call : PythonExpression
{
    internal Call(int start, int end, PythonExpression func, PythonExpression[] args, Keyword[] keywords) : base(NodeKind.Call, start, end)
    {
        Func = func;
        Args = args;
        Keywords = keywords;
        Above(func);
        Above(args);
        Above(keywords);
    }

    internal PythonExpression Func { get; }

    /// <summary>Positional arguments; a <see cref="Starred"/> spreads, also one that stands behind a keyword.</summary>
    internal PythonExpression[] Args { get; }

    internal Keyword[] Keywords { get; }
}

/// <summary>An argument with a name.</summary>
internal sealed class Keyword : PythonNode
{
    internal Keyword(int start, int end, string? arg, PythonExpression value) : base(NodeKind.Keyword, start, end)
    {
        Arg = arg;
        Value = value;
        Above(value);
    }

    /// <summary><see langword="null"/> for <c>**value</c>.</summary>
    internal string? Arg { get; }

    internal PythonExpression Value { get; }
}

/// <summary><c>*value</c></summary>
internal sealed class Starred : PythonExpression
{
    internal Starred(int start, int end, PythonExpression value, ExpressionContext context) : base(NodeKind.Starred, start, end)
    {
        Value = value;
        Context = context;
        Above(value);
    }

    internal PythonExpression Value { get; }

    internal ExpressionContext Context { get; set; }
}

/// <summary><c>lambda</c></summary>
internal sealed class Lambda : PythonExpression
{
    internal Lambda(int start, int end, Arguments args, PythonExpression body) : base(NodeKind.Lambda, start, end)
    {
        Args = args;
        Body = body;
        Above(args);
        Above(body);
    }

    internal Arguments Args { get; }

    internal PythonExpression Body { get; }
}

/// <summary><c>await</c></summary>
internal sealed class Await : PythonExpression
{
    internal Await(int start, int end, PythonExpression value) : base(NodeKind.Await, start, end)
    {
        Value = value;
        Above(value);
    }

    internal PythonExpression Value { get; }
}

/// <summary><c>yield</c></summary>
internal sealed class Yield : PythonExpression
{
    internal Yield(int start, int end, PythonExpression? value) : base(NodeKind.Yield, start, end)
    {
        Value = value;
        Above(value);
    }

    internal PythonExpression? Value { get; }
}

/// <summary><c>yield from</c></summary>
internal sealed class YieldFrom : PythonExpression
{
    internal YieldFrom(int start, int end, PythonExpression value) : base(NodeKind.YieldFrom, start, end)
    {
        Value = value;
        Above(value);
    }

    internal PythonExpression Value { get; }
}

/// <summary><c>(a := value)</c></summary>
internal sealed class NamedExpr : PythonExpression
{
    internal NamedExpr(int start, int end, Name target, PythonExpression value) : base(NodeKind.NamedExpr, start, end)
    {
        Target = target;
        Value = value;
        Above(target);
        Above(value);
    }

    internal Name Target { get; }

    internal PythonExpression Value { get; }
}
