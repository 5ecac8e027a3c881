namespace ActionGate.Scanning.Python.Syntax;

/// <summary>The parameters of a function.</summary>
internal sealed class Arguments : PythonNode
{
    internal Arguments(
        int start, int end, Arg[] posOnlyArgs, Arg[] args, Arg? varArg, Arg[] kwOnlyArgs,
        PythonExpression?[] kwDefaults, Arg? kwArg, PythonExpression[] defaults) : base(NodeKind.Arguments, start, end)
    {
        PosOnlyArgs = posOnlyArgs;
        Args = args;
        VarArg = varArg;
        KwOnlyArgs = kwOnlyArgs;
        KwDefaults = kwDefaults;
        KwArg = kwArg;
        Defaults = defaults;
        Above(posOnlyArgs);
        Above(args);
        Above(varArg);
        Above(kwOnlyArgs);
        Above(kwDefaults);
        Above(kwArg);
        Above(defaults);
    }

    /// <summary>Before <c>/</c>.</summary>
    internal Arg[] PosOnlyArgs { get; }

    internal Arg[] Args { get; }

    internal Arg? VarArg { get; }

    internal Arg[] KwOnlyArgs { get; }

    /// <summary>As many as <see cref="KwOnlyArgs"/>; <see langword="null"/> for one that must be given.</summary>
    internal PythonExpression?[] KwDefaults { get; }

    internal Arg? KwArg { get; }

    /// <summary>Of the last parameters of <see cref="PosOnlyArgs"/> and <see cref="Args"/> together.</summary>
    internal PythonExpression[] Defaults { get; }
}

/// <summary>A parameter.</summary>
internal sealed class Arg : PythonNode
{
    internal Arg(int start, int end, string name, PythonExpression? annotation) : base(NodeKind.Arg, start, end)
    {
        Name = name;
        Annotation = annotation;
        Above(annotation);
    }

    internal string Name { get; }

    internal PythonExpression? Annotation { get; }
}
