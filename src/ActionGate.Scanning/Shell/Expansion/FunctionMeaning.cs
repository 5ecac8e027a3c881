using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>A function's definition, and the text that its places refer to.</summary>
internal sealed record DefinedFunction(FunctionDefinition Node, TextFrame Frame);

/// <summary>What a function's name may stand for.</summary>
/// <param name="Definitions">Every definition that may hold.</param>
/// <param name="IsCertain">One of them holds; otherwise the name may be that of another command.</param>
internal sealed record FunctionMeaning(DefinedFunction[] Definitions, bool IsCertain)
{
    private const int MaxDefinitions = 16;

    internal static bool AreSame(FunctionMeaning a, FunctionMeaning b) =>
        ReferenceEquals(a, b) || a.IsCertain == b.IsCertain && a.Definitions.AsSpan().SequenceEqual(b.Definitions);

    internal static FunctionMeaning Join(FunctionMeaning a, FunctionMeaning b)
    {
        if (AreSame(a, b))
            return a;
        var all = new List<DefinedFunction>(a.Definitions);
        foreach (var definition in b.Definitions)
        {
            if (all.Count < MaxDefinitions && !all.Contains(definition))
                all.Add(definition);
        }
        // Beyond the bound a call is one of a command that nobody knows.
        return new([.. all], a.IsCertain && b.IsCertain && all.Count < MaxDefinitions);
    }
}

/// <summary>The text that nodes belong to.</summary>
/// <param name="At">Where all of it stands in the outermost text; -1 for that text itself.</param>
/// <param name="Via">The languages through which it came.</param>
/// <param name="Dialect">Whose grammar it is read by.</param>
internal sealed record TextFrame(int At, IReadOnlyList<string> Via, ShellDialect Dialect);
