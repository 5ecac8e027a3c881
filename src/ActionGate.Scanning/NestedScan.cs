using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python;
using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Facts;
using ActionGate.Scanning.Shell.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning;

/// <summary>
/// Scans a text and then, one after the other, the texts in other languages that were found in it. All of them share one budget; what
/// lies beyond it makes the answer opaque.
/// </summary>
/// <param name="budget">What may be spent on all of them.</param>
/// <param name="python">What the functions of Python's libraries do; <see langword="null"/>: the shipped facts.</param>
internal sealed class NestedScan(ScanBudget budget, ApiCatalog? python)
{
    private const string BeyondBudget = "there is more code in code than is read";

    private readonly Queue<NestedText> _waiting = new();
    private readonly HashSet<(string Language, string Text, TextPosition At)> _known = [];
    private readonly List<Operation> _operations = [];
    private readonly NameList _imports = new();
    private readonly NameList _unknownImports = new();
    private string? _note;
    private bool _isOpaque;

    /// <summary>The outermost text is none that its language refuses.</summary>
    internal bool MayRun { get; private set; } = true;

    /// <summary>Scans a text in a language for which there is a scanner.</summary>
    /// <param name="code">The text.</param>
    /// <param name="language">Its canonical language.</param>
    /// <param name="earlier">Texts in this language that ran before it among the same names.</param>
    internal ScanResult Scan(string code, string language, IReadOnlyList<string> earlier)
    {
        var whole = new NestedText(language, code, default, [], 0);
        ShellFacts? shell = null;
        bool isParsed = language == CodeLanguage.Python ? ReadPython(whole, earlier) : ReadShell(whole, out shell);
        while (_waiting.TryDequeue(out var text))
        {
            if (text.Language == CodeLanguage.Python)
                ReadPython(text, []);
            else
                ReadShell(text, out _);
        }
        return new ScanResult(language, isParsed, _isOpaque, _imports.Names, _unknownImports.Names, _operations, shell, _note);
    }

    private bool ReadPython(NestedText text, IReadOnlyList<string> earlier)
    {
        if (!TakeText(text.Text, earlier))
        {
            Hide(budget.Shell.Problem);
            Add(text, new Operation(ActionKind.DynamicCode, null, Certainty.Unknown, "", new TextPosition(1, 1)));
            return false;
        }
        var reading = PythonScanner.Read(text.Text, budget.PythonSteps, earlier, python);
        budget.PythonSteps = reading.StepsLeft;
        if (text.IsWhole)
            MayRun = reading.MayRun;
        foreach (string name in reading.Imports)
            _imports.Add(name);
        foreach (string name in reading.UnknownImports)
            _unknownImports.Add(name);
        if (reading.IsOpaque)
            Hide(reading.Note);
        foreach (var operation in reading.Operations)
            Add(text, operation);
        foreach (var code in reading.Embedded)
        {
            if (!code.Text.IsUnknown)
                Await(text, code.Language, code.Text.Text, code.At, code.Via, code.HasLines, code.Folder);
        }
        return reading.IsParsed;
    }

    private bool TakeText(string text, IReadOnlyList<string> earlier)
    {
        bool isTaken = budget.Shell.TakeText(text.Length);
        foreach (string block in earlier)
            isTaken = isTaken && budget.Shell.TakeText(block.Length);
        return isTaken;
    }

    private bool ReadShell(NestedText text, out ShellFacts? facts)
    {
        var dialect = text.Language == CodeLanguage.Sh ? ShellDialect.Posix : ShellDialect.Bash;
        bool hasHoles = text.Text.Contains(TextValue.Hole, StringComparison.Ordinal);
        var reading = hasHoles && !text.IsWhole ? HoleyShellText.Read(text.Text, dialect, budget.Shell) : dialect == ShellDialect.Posix ? ShellScanner.ReadForAny(text.Text, isNamed: true, budget.Shell)
            : ShellScanner.Read(text.Text, dialect, budget.Shell);
        var report = ShellReport.Of(reading, text.Text, text.Language);
        if (reading.Gaps.Count > 0)
            Hide(report.Note);
        for (int i = 0; i < report.Operations.Count; i++)
        {
            var operation = report.Operations[i];
            // Commands come first in a report, then effects, each in the order of the reading.
            int effect = i - reading.Commands.Count;
            if (effect >= 0 && effect < reading.Effects.Count && !text.IsWhole)
                operation = NestedPlaces.In(text.Folder, reading.Effects[effect].Place, operation);
            if (text.IsWhole || !IsSaid(text, operation, hasHoles))
                Add(text, operation);
        }
        if (hasHoles && !text.IsWhole && reading.Commands.Exists(static c => c.Words[0].Text.AsSpan().IndexOfAnyExcept(ShellWord.Hole) < 0))
        {
            Hide("the name of a command is not known");
            Add(text, new Operation(ActionKind.DynamicCode, null, Certainty.Unknown));
        }
        AwaitCode(text, reading);
        facts = report.Shell;
        return report.Parsed;
    }

    /// <summary>
    /// The text itself stands among the operations of whoever runs it. So a command that is all of it, and a file of which nothing is known
    /// but that a hole in the text names it, say nothing new.
    /// </summary>
    private static bool IsSaid(NestedText text, Operation operation, bool hasHoles)
    {
        if (operation.Kind == ActionKind.ShellExec)
        {
            // A pattern is told without the quotes around words that are known in part.
            return operation.Pattern is { } pattern
                ? string.Equals(pattern, text.Text.Replace(TextValue.Hole, '*').Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal)
                : string.Equals(operation.Target, text.Text, StringComparison.Ordinal);
        }
        return hasHoles && operation.Certainty == Certainty.Unknown && operation.Kind != ActionKind.DynamicCode && operation.Kind != ActionKind.ScriptExec;
    }

    /// <summary>What commands run in other languages.</summary>
    private void AwaitCode(NestedText text, ShellReading reading)
    {
        ShellText? lines = null;
        foreach (var effect in reading.Effects)
        {
            if (effect.Cause != EffectCause.Code)
                continue;
            if (!effect.Target.IsStatic)
                Hide("the code in an argument is not known");
            else if (effect.Language != CodeLanguage.Python)
                Hide(effect.Language is null ? "the language of code in an argument is not known" : NoScanner(effect.Language));
            else
                Await(text, effect.Language, effect.Target.Text, (lines ??= new ShellText(text.Text)).PositionOf(effect.Place.At), effect.Place.Via);
        }
    }

    internal static string NoScanner(string language) => $"there is no scanner for {language} in this version";

    private void Await(NestedText outer, string language, string text, TextPosition at, IReadOnlyList<string> via, bool hasLines = false, TextValue? folder = null)
    {
        var place = outer.IsWhole ? at : PlaceOf(outer, at);
        if (!_known.Add((language, text, place)))
            return;
        string[] all = outer.IsWhole ? [outer.Language, .. via, language] : [.. outer.Via, .. via, language];
        if (budget.TakeText(outer.Depth + 1))
            _waiting.Enqueue(new NestedText(language, text, place, all, outer.Depth + 1, hasLines && outer.IsWhole, folder));
        else
            Hide(BeyondBudget);
    }

    private void Add(NestedText text, Operation operation)
    {
        if (operation.Certainty == Certainty.Unknown)
            Hide("a target is not known");
        _operations.Add(text.IsWhole
            ? operation
            : new Operation(operation.Kind, operation.Target, operation.Certainty, operation.Api, PlaceOf(text, operation.At), operation.Pattern, [.. text.Via, .. operation.Via]));
    }

    private static TextPosition PlaceOf(NestedText text, TextPosition inner) =>
        text.HasLines && inner.Line > 0 ? new TextPosition(text.At.Line + inner.Line - 1, inner.Column) : text.At;

    private void Hide(string? note)
    {
        _isOpaque = true;
        _note ??= note;
    }

    /// <summary>A text to read.</summary>
    /// <param name="Language">Its language.</param>
    /// <param name="Text">The text; a hole for what is not known of it.</param>
    /// <param name="At">Where it stands in the outermost text.</param>
    /// <param name="Via">The languages through which it came, its own at the end; none for the outermost text.</param>
    /// <param name="Depth">How many texts lie around it.</param>
    /// <param name="HasLines">Its lines are lines of the outermost text.</param>
    /// <param name="Folder">Where it runs; <see langword="null"/> for where the outermost text runs.</param>
    private sealed record NestedText(string Language, string Text, TextPosition At, IReadOnlyList<string> Via, int Depth, bool HasLines = false, TextValue? Folder = null)
    {
        internal bool IsWhole => Depth == 0;
    }

    /// <summary>Names in the order in which they came, each once.</summary>
    private sealed class NameList
    {
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);

        internal List<string> Names { get; } = [];

        internal void Add(string name)
        {
            if (_known.Add(name))
                Names.Add(name);
        }
    }
}
