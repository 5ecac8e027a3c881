namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>try</c> with <c>except</c> or <c>finally</c></summary>
internal sealed class Try : PythonStatement
{
    internal Try(
        int start, int end, PythonStatement[] body, ExceptHandler[] handlers, PythonStatement[] orElse,
        PythonStatement[] finalBody) : base(NodeKind.Try, start, end)
    {
        Body = body;
        Handlers = handlers;
        OrElse = orElse;
        FinalBody = finalBody;
        Above(body);
        Above(handlers);
        Above(orElse);
        Above(finalBody);
    }

    internal PythonStatement[] Body { get; }

    internal ExceptHandler[] Handlers { get; }

    internal PythonStatement[] OrElse { get; }

    internal PythonStatement[] FinalBody { get; }
}

/// <summary><c>try</c> with <c>except*</c></summary>
internal sealed class TryStar : PythonStatement
{
    internal TryStar(
        int start, int end, PythonStatement[] body, ExceptHandler[] handlers, PythonStatement[] orElse,
        PythonStatement[] finalBody) : base(NodeKind.TryStar, start, end)
    {
        Body = body;
        Handlers = handlers;
        OrElse = orElse;
        FinalBody = finalBody;
        Above(body);
        Above(handlers);
        Above(orElse);
        Above(finalBody);
    }

    internal PythonStatement[] Body { get; }

    internal ExceptHandler[] Handlers { get; }

    internal PythonStatement[] OrElse { get; }

    internal PythonStatement[] FinalBody { get; }
}

/// <summary><c>except</c> of a <see cref="Try"/> or <see cref="TryStar"/>.</summary>
internal sealed class ExceptHandler : PythonNode
{
    internal ExceptHandler(
        int start, int end, PythonExpression? type, string? name, PythonStatement[] body) : base(NodeKind.ExceptHandler, start, end)
    {
        Type = type;
        Name = name;
        Body = body;
        Above(type);
        Above(body);
    }

    internal PythonExpression? Type { get; }

    internal string? Name { get; }

    internal PythonStatement[] Body { get; }
}
