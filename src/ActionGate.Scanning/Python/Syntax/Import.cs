namespace ActionGate.Scanning.Python.Syntax;

/// <summary><c>import</c></summary>
internal sealed class Import : PythonStatement
{
    internal Import(int start, int end, Alias[] names) : base(NodeKind.Import, start, end)
    {
        Names = names;
        Above(names);
    }

    internal Alias[] Names { get; }
}

/// <summary><c>from … import …</c></summary>
internal sealed class ImportFrom : PythonStatement
{
    internal ImportFrom(int start, int end, string? module, Alias[] names, int level) : base(NodeKind.ImportFrom, start, end)
    {
        Module = module;
        Names = names;
        Level = level;
        Above(names);
    }

    /// <summary><see langword="null"/> where there are only dots.</summary>
    internal string? Module { get; }

    internal Alias[] Names { get; }

    /// <summary>The number of dots in front.</summary>
    internal int Level { get; }
}

/// <summary>A name of an import.</summary>
internal sealed class Alias(int start, int end, string name, string? asName) : PythonNode(NodeKind.Alias, start, end)
{
    /// <summary>With dots as written; <c>*</c> for all.</summary>
    internal string Name { get; } = name;

    internal string? AsName { get; } = asName;
}
