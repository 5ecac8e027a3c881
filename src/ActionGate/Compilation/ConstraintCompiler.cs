using ActionGate.Matching;
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
        code.AllowedFilePaths is { } paths ? [.. paths.SelectMany(p => sets.Entries(p, ActionKind.FileRead.Name)).SelectMany(p => PathsOf(p, patterns))] : null);

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

    /// <summary>A folder, or an entry that ends in a separator, covers all beneath. What is literal may be a folder: nobody asks the disk.</summary>
    private static IEnumerable<PathPattern> PathsOf(Marked<string> path, PatternCompiler patterns)
    {
        var rules = patterns.PathRules;
        int end = path.Value.Length;
        while (end > 1 && rules.IsSeparator(path.Value[end - 1]))
            end--;
        bool endsInSeparator = end < path.Value.Length;
        // The root of a drive is written with its separator.
        if (endsInSeparator && rules.IsWindows && path.Value[end - 1] == ':')
            end++;
        var itself = path with { Value = path.Value[..end] };
        var exact = patterns.CompilePath(itself, ActionKind.FileRead.Name, isRefusal: false).Cast<PathPattern>().ToList();
        if (!endsInSeparator && exact.Any(p => !p.IsLiteral))
            return exact;
        var beneath = itself with { Value = end > 0 && rules.IsSeparator(itself.Value[^1]) ? itself.Value + "**" : itself.Value + "/**" };
        return exact.Concat(patterns.CompilePath(beneath, ActionKind.FileRead.Name, isRefusal: false).Cast<PathPattern>());
    }
}
