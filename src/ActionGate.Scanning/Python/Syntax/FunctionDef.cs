namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>def</c></summary>
internal sealed class FunctionDef : PythonStatement
{
    internal FunctionDef(
        int start, int end, string name, Arguments args, PythonStatement[] body, PythonExpression[] decoratorList,
        PythonExpression? returns, PythonTypeParameter[] typeParams) : base(NodeKind.FunctionDef, start, end)
    {
        Name = name;
        Args = args;
        Body = body;
        DecoratorList = decoratorList;
        Returns = returns;
        TypeParams = typeParams;
        Above(args);
        Above(body);
        Above(decoratorList);
        Above(returns);
        Above(typeParams);
    }

    internal string Name { get; }

    internal Arguments Args { get; }

    internal PythonStatement[] Body { get; }

    internal PythonExpression[] DecoratorList { get; }

    internal PythonExpression? Returns { get; }

    /// <summary>It yields somewhere, be it where nobody gets.</summary>
    internal bool IsGenerator { get; init; }

    internal PythonTypeParameter[] TypeParams { get; }
}

/// <summary><c>async def</c></summary>
internal sealed class AsyncFunctionDef : PythonStatement
{
    internal AsyncFunctionDef(
        int start, int end, string name, Arguments args, PythonStatement[] body, PythonExpression[] decoratorList,
        PythonExpression? returns, PythonTypeParameter[] typeParams) : base(NodeKind.AsyncFunctionDef, start, end)
    {
        Name = name;
        Args = args;
        Body = body;
        DecoratorList = decoratorList;
        Returns = returns;
        TypeParams = typeParams;
        Above(args);
        Above(body);
        Above(decoratorList);
        Above(returns);
        Above(typeParams);
    }

    internal string Name { get; }

    internal Arguments Args { get; }

    internal PythonStatement[] Body { get; }

    internal PythonExpression[] DecoratorList { get; }

    internal PythonExpression? Returns { get; }

    internal PythonTypeParameter[] TypeParams { get; }
}

/// <summary><c>class</c></summary>
internal sealed class ClassDef : PythonStatement
{
    internal ClassDef(
        int start, int end, string name, PythonExpression[] bases, Keyword[] keywords, PythonStatement[] body,
        PythonExpression[] decoratorList, PythonTypeParameter[] typeParams) : base(NodeKind.ClassDef, start, end)
    {
        Name = name;
        Bases = bases;
        Keywords = keywords;
        Body = body;
        DecoratorList = decoratorList;
        TypeParams = typeParams;
        Above(bases);
        Above(keywords);
        Above(body);
        Above(decoratorList);
        Above(typeParams);
    }

    internal string Name { get; }

    internal PythonExpression[] Bases { get; }

    internal Keyword[] Keywords { get; }

    internal PythonStatement[] Body { get; }

    internal PythonExpression[] DecoratorList { get; }

    internal PythonTypeParameter[] TypeParams { get; }
}
