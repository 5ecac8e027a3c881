namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>for target in iter if …</c> within a comprehension.</summary>
internal sealed class Comprehension : PythonNode
{
    internal Comprehension(
        int start, int end, PythonExpression target, PythonExpression iter, PythonExpression[] ifs,
        bool isAsync) : base(NodeKind.Comprehension, start, end)
    {
        Target = target;
        Iter = iter;
        Ifs = ifs;
        IsAsync = isAsync;
        Above(target);
        Above(iter);
        Above(ifs);
    }

    internal PythonExpression Target { get; }

    internal PythonExpression Iter { get; }

    internal PythonExpression[] Ifs { get; }

    internal bool IsAsync { get; }
}

/// <summary><c>[a for b in c]</c></summary>
internal sealed class ListComp : PythonExpression
{
    internal ListComp(int start, int end, PythonExpression elt, Comprehension[] generators) : base(NodeKind.ListComp, start, end)
    {
        Elt = elt;
        Generators = generators;
        Above(elt);
        Above(generators);
    }

    internal PythonExpression Elt { get; }

    internal Comprehension[] Generators { get; }
}

/// <summary><c>{a for b in c}</c></summary>
internal sealed class SetComp : PythonExpression
{
    internal SetComp(int start, int end, PythonExpression elt, Comprehension[] generators) : base(NodeKind.SetComp, start, end)
    {
        Elt = elt;
        Generators = generators;
        Above(elt);
        Above(generators);
    }

    internal PythonExpression Elt { get; }

    internal Comprehension[] Generators { get; }
}

/// <summary><c>{a: b for c in d}</c></summary>
internal sealed class DictComp : PythonExpression
{
    internal DictComp(
        int start, int end, PythonExpression key, PythonExpression value, Comprehension[] generators) : base(NodeKind.DictComp, start, end)
    {
        Key = key;
        Value = value;
        Generators = generators;
        Above(key);
        Above(value);
        Above(generators);
    }

    internal PythonExpression Key { get; }

    internal PythonExpression Value { get; }

    internal Comprehension[] Generators { get; }
}

/// <summary><c>(a for b in c)</c></summary>
internal sealed class GeneratorExp : PythonExpression
{
    internal GeneratorExp(int start, int end, PythonExpression elt, Comprehension[] generators) : base(NodeKind.GeneratorExp, start, end)
    {
        Elt = elt;
        Generators = generators;
        Above(elt);
        Above(generators);
    }

    internal PythonExpression Elt { get; }

    internal Comprehension[] Generators { get; }
}
