using ActionGate.Scanning.Python;

namespace ActionGate.Scanning.Tests.Python;

/// <summary>What the scanner gets wrong in one snippet.</summary>
internal sealed record LabelledCorpusVerdict(LabelledCorpus Snippet, ScanResult Found)
{
    internal IReadOnlyList<ExpectedOperation> Silent { get; } =
        Found.IsOpaque ? [] : [.. Snippet.Operations.Where(o => !Found.Operations.Any(o.IsCoveredBy))];

    internal IReadOnlyList<ExpectedOperation> Inexact { get; } =
        [.. Snippet.Operations.Where(o => o.IsStatic && !Found.Operations.Any(o.IsExactly))];

    internal bool IsFlagged { get; } = Snippet.IsHarmless && (Found.IsOpaque || Found.Operations.Count > 0);

    internal bool LacksOpaque { get; } = Snippet.IsOpaque && !Found.IsOpaque;

    internal bool IsNeedlesslyOpaque { get; } = Found.IsOpaque && !Snippet.MayBeOpaque;

    internal bool HasWrongImports { get; } = Snippet.Imports.Except(Found.Imports).Any() || Found.Imports.Except(Snippet.Imports).Except(Snippet.PossibleImports).Any();

    internal bool IsWrong => Silent.Count > 0 || Inexact.Count > 0 || IsFlagged || LacksOpaque || IsNeedlesslyOpaque || HasWrongImports;

    /// <summary>What was found that no label asks for; nobody's failure, but worth reading.</summary>
    internal IReadOnlyList<Operation> Extra { get; } =
        [.. Found.Operations.Where(f => f.Via.Count == 0 && !Snippet.Operations.Any(o => o.IsCoveredBy(f) || (o.Partial.Count > 0 && o.Kind == f.Kind.Name)))];

    internal static LabelledCorpusVerdict On(LabelledCorpus snippet) => new(snippet, PythonScanner.Scan(snippet.Code));

    public override string ToString()
    {
        var faults = new List<string>();
        faults.AddRange(Silent.Select(o => $"silent: {o}"));
        faults.AddRange(Inexact.Except(Silent).Select(o => $"not exact: {o}"));
        if (IsFlagged)
            faults.Add("harmless, but flagged");
        else if (IsNeedlesslyOpaque)
            faults.Add($"needlessly opaque: {Found.Note}");
        if (LacksOpaque)
            faults.Add("not opaque");
        if (HasWrongImports)
            faults.Add($"imports: {string.Join(' ', Found.Imports)} in place of {string.Join(' ', Snippet.Imports)}");
        string found = string.Join(" | ", Found.Operations.Select(Show).Distinct());
        return $"{Snippet.File}: {Snippet.Name}: {string.Join("; ", faults)}\n    found {found}{(Found.IsOpaque ? " | opaque: " + Found.Note : "")}";
    }

    internal static string Show(Operation operation) =>
        $"{operation.Kind.Name} {(operation.Target ?? (operation.Pattern is { } pattern ? "~" + pattern : "?")).ReplaceLineEndings("\\n")}";
}
