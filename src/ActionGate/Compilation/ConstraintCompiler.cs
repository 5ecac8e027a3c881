using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>Compiles what an agent's entry says under <c>code_execution</c>.</summary>
internal static class ConstraintCompiler
{
    internal static CodeConstraint Compile(RuleReference reference, string agent, CodeConstraints code, PatternCompiler patterns, RuleCompiler sets) => new(
        reference,
        agent,
        Modules(code.AllowedImports, patterns),
        Modules(code.DisallowedImports, patterns),
        code.AllowedFileOperations,
        code.AllowedFilePaths is { } paths ? PathsOf([.. paths.SelectMany(p => sets.Entries(p, ActionKind.FileRead.Name))], patterns) : null);

    private static ModuleEntries? Modules(IReadOnlyList<Marked<string>>? names, PatternCompiler patterns)
    {
        if (names is null)
            return null;
        var entries = new List<(Wildcard, int)>();
        foreach (var name in names)
        {
            if (patterns.CompileText(name) is { } pattern)
                entries.Add((pattern, name.Value.Length - name.Value.AsSpan().Count('*')));
        }
        return new ModuleEntries(entries);
    }

    private static FilePaths PathsOf(IReadOnlyList<Marked<string>> entries, PatternCompiler patterns)
    {
        return new FilePaths(Compile(ActionKind.FileRead), Compile(ActionKind.FileWrite));

        PathPattern[] Compile(ActionKind kind) => [.. entries.SelectMany(entry => PathsOf(entry, kind, patterns))];
    }

    /// <summary>A folder covers all beneath, and what is literal may be one: nobody asks the disk. An entry that ends in a separator covers what is beneath.</summary>
    private static IEnumerable<PathPattern> PathsOf(Marked<string> entry, ActionKind kind, PatternCompiler patterns)
    {
        var rules = patterns.PathRules;
        string text = entry.Value;
        if (text == "/" && !rules.IsWindows)
            return Compile("*");
        bool endsInSeparator = text.Length > 1 && rules.IsSeparator(text[^1]);
        string folder = endsInSeparator ? text[..^1] : text;
        if (folder == ".")
            return Compile("./**");
        if (endsInSeparator)
            return Compile((IsName(folder, rules) ? "./" : "") + folder + "/**");
        var exact = Compile(text).ToList();
        return exact.TrueForAll(p => p.IsLiteral) ? exact.Concat(Compile(folder + "/**")) : exact;

        IEnumerable<PathPattern> Compile(string pattern) =>
            patterns.CompilePath(entry with { Value = pattern }, kind.Name, isRefusal: false).Cast<PathPattern>();
    }

    /// <summary>It is a name alone, which as a pattern would be one at any depth; a drive and a home are none.</summary>
    private static bool IsName(string folder, PathRules rules) =>
        folder[0] != '~' && !folder.StartsWith("${", StringComparison.Ordinal) && !folder.AsSpan().ContainsAny('/', '\\') && !(rules.IsWindows && folder.Contains(':', StringComparison.Ordinal));
}
