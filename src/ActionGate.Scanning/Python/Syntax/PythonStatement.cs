namespace ActionGate.Scanning.Python.Syntax;

/// <summary>A statement (<c>stmt</c>).</summary>
internal abstract class PythonStatement(NodeKind kind, int start, int end) : PythonNode(kind, start, end);

/// <summary>An expression that stands alone.</summary>
internal sealed class Expr : PythonStatement
{
    internal Expr(int start, int end, PythonExpression value) : base(NodeKind.Expr, start, end)
    {
        Value = value;
        Above(value);
    }

    internal PythonExpression Value { get; }
}

/// <summary><c>a = b = value</c></summary>
internal sealed class Assign : PythonStatement
{
    internal Assign(int start, int end, PythonExpression[] targets, PythonExpression value) : base(NodeKind.Assign, start, end)
    {
        Targets = targets;
        Value = value;
        Above(targets);
        Above(value);
    }

    internal PythonExpression[] Targets { get; }

    internal PythonExpression Value { get; }
}

/// <summary><c>a: annotation = value</c></summary>
internal sealed class AnnAssign : PythonStatement
{
    internal AnnAssign(
        int start, int end, PythonExpression target, PythonExpression annotation, PythonExpression? value,
        bool isSimple) : base(NodeKind.AnnAssign, start, end)
    {
        Target = target;
        Annotation = annotation;
        Value = value;
        IsSimple = isSimple;
        Above(target);
        Above(annotation);
        Above(value);
    }

    internal PythonExpression Target { get; }

    internal PythonExpression Annotation { get; }

    internal PythonExpression? Value { get; }

    /// <summary>The target is a name without parentheses.</summary>
    internal bool IsSimple { get; }
}

/// <summary><c>a += value</c></summary>
internal sealed class AugAssign : PythonStatement
{
    internal AugAssign(
        int start, int end, PythonExpression target, BinaryOperator op, PythonExpression value) : base(NodeKind.AugAssign, start, end)
    {
        Target = target;
        Operator = op;
        Value = value;
        Above(target);
        Above(value);
    }

    internal PythonExpression Target { get; }

    internal BinaryOperator Operator { get; }

    internal PythonExpression Value { get; }
}

/// <summary><c>type X = value</c></summary>
internal sealed class TypeAlias : PythonStatement
{
    internal TypeAlias(
        int start, int end, Name name, PythonTypeParameter[] typeParams, PythonExpression value) : base(NodeKind.TypeAlias, start, end)
    {
        Name = name;
        TypeParams = typeParams;
        Value = value;
        Above(name);
        Above(typeParams);
        Above(value);
    }

    internal Name Name { get; }

    internal PythonTypeParameter[] TypeParams { get; }

    internal PythonExpression Value { get; }
}

/// <summary><c>return</c></summary>
internal sealed class Return : PythonStatement
{
    internal Return(int start, int end, PythonExpression? value) : base(NodeKind.Return, start, end)
    {
        Value = value;
        Above(value);
    }

    internal PythonExpression? Value { get; }
}

/// <summary><c>del</c></summary>
internal sealed class Delete : PythonStatement
{
    internal Delete(int start, int end, PythonExpression[] targets) : base(NodeKind.Delete, start, end)
    {
        Targets = targets;
        Above(targets);
    }

    internal PythonExpression[] Targets { get; }
}

/// <summary><c>raise</c></summary>
internal sealed class Raise : PythonStatement
{
    internal Raise(int start, int end, PythonExpression? exc, PythonExpression? cause) : base(NodeKind.Raise, start, end)
    {
        Exc = exc;
        Cause = cause;
        Above(exc);
        Above(cause);
    }

    internal PythonExpression? Exc { get; }

    internal PythonExpression? Cause { get; }
}

/// <summary><c>assert</c></summary>
internal sealed class Assert : PythonStatement
{
    internal Assert(int start, int end, PythonExpression test, PythonExpression? msg) : base(NodeKind.Assert, start, end)
    {
        Test = test;
        Msg = msg;
        Above(test);
        Above(msg);
    }

    internal PythonExpression Test { get; }

    internal PythonExpression? Msg { get; }
}

/// <summary><c>global</c></summary>
internal sealed class Global(int start, int end, string[] names) : PythonStatement(NodeKind.Global, start, end)
{
    internal string[] Names { get; } = names;
}

/// <summary><c>nonlocal</c></summary>
internal sealed class Nonlocal(int start, int end, string[] names) : PythonStatement(NodeKind.Nonlocal, start, end)
{
    internal string[] Names { get; } = names;
}

/// <summary><c>pass</c></summary>
internal sealed class Pass(int start, int end) : PythonStatement(NodeKind.Pass, start, end);

/// <summary><c>break</c></summary>
internal sealed class Break(int start, int end) : PythonStatement(NodeKind.Break, start, end);

/// <summary><c>continue</c></summary>
internal sealed class Continue(int start, int end) : PythonStatement(NodeKind.Continue, start, end);
