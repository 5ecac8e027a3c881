namespace ActionGate.Scanning.Python.Syntax;

/// <summary>An operator between two operands.</summary>
internal sealed class BinOp : PythonExpression
{
    internal BinOp(int start, int end, PythonExpression left, BinaryOperator op, PythonExpression right) : base(NodeKind.BinOp, start, end)
    {
        Left = left;
        Operator = op;
        Right = right;
        Above(left);
        Above(right);
    }

    internal PythonExpression Left { get; }

    internal BinaryOperator Operator { get; }

    internal PythonExpression Right { get; }
}

/// <summary>An operator before its operand.</summary>
internal sealed class UnaryOp : PythonExpression
{
    internal UnaryOp(int start, int end, UnaryOperator op, PythonExpression operand) : base(NodeKind.UnaryOp, start, end)
    {
        Operator = op;
        Operand = operand;
        Above(operand);
    }

    internal UnaryOperator Operator { get; }

    internal PythonExpression Operand { get; }
}

/// <summary><c>and</c> or <c>or</c> between two or more operands.</summary>
internal sealed class BoolOp : PythonExpression
{
    internal BoolOp(int start, int end, bool isOr, PythonExpression[] values) : base(NodeKind.BoolOp, start, end)
    {
        IsOr = isOr;
        Values = values;
        Above(values);
    }

    internal bool IsOr { get; }

    internal PythonExpression[] Values { get; }
}

/// <summary>One comparison or a chain of them.</summary>
internal sealed class Compare : PythonExpression
{
    internal Compare(
        int start, int end, PythonExpression left, CompareOperator[] operators,
        PythonExpression[] comparators) : base(NodeKind.Compare, start, end)
    {
        Left = left;
        Operators = operators;
        Comparators = comparators;
        Above(left);
        Above(comparators);
    }

    internal PythonExpression Left { get; }

    internal CompareOperator[] Operators { get; }

    /// <summary>As many as <see cref="Operators"/>.</summary>
    internal PythonExpression[] Comparators { get; }
}

/// <summary><c>body if test else orelse</c></summary>
internal sealed class IfExp : PythonExpression
{
    internal IfExp(
        int start, int end, PythonExpression test, PythonExpression body, PythonExpression orElse) : base(NodeKind.IfExp, start, end)
    {
        Test = test;
        Body = body;
        OrElse = orElse;
        Above(test);
        Above(body);
        Above(orElse);
    }

    internal PythonExpression Test { get; }

    internal PythonExpression Body { get; }

    internal PythonExpression OrElse { get; }
}
