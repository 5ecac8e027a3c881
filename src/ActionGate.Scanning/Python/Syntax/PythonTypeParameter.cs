namespace ActionGate.Scanning.Python.Syntax;

/// <summary>A type parameter of a function, class or alias.</summary>
internal abstract class PythonTypeParameter(NodeKind kind, int start, int end, string name) : PythonNode(kind, start, end)
{
    internal string Name { get; } = name;
}

/// <summary><c>T: bound = default</c></summary>
internal sealed class TypeVar : PythonTypeParameter
{
    internal TypeVar(
        int start, int end, string name, PythonExpression? bound, PythonExpression? @default) : base(NodeKind.TypeVar, start, end, name)
    {
        Bound = bound;
        Default = @default;
        Above(bound);
        Above(@default);
    }

    internal PythonExpression? Bound { get; }

    internal PythonExpression? Default { get; }
}

/// <summary><c>**P = default</c></summary>
internal sealed class ParamSpec : PythonTypeParameter
{
    internal ParamSpec(int start, int end, string name, PythonExpression? @default) : base(NodeKind.ParamSpec, start, end, name)
    {
        Default = @default;
        Above(@default);
    }

    internal PythonExpression? Default { get; }
}

/// <summary><c>*Ts = default</c></summary>
internal sealed class TypeVarTuple : PythonTypeParameter
{
    internal TypeVarTuple(int start, int end, string name, PythonExpression? @default) : base(NodeKind.TypeVarTuple, start, end, name)
    {
        Default = @default;
        Above(@default);
    }

    internal PythonExpression? Default { get; }
}
