using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>Turns a target as a policy writes it into compiled patterns, one for each alternative of its braces.</summary>
internal sealed class PatternCompiler(Variables variables, PathPatternCompiler.Anchors anchors, DiagnosticBag diagnostics)
{
    /// <summary>Whose paths the patterns mean.</summary>
    internal PathRules PathRules => anchors.Rules;

    /// <summary>Compiles a target for one kind; none after an error.</summary>
    internal delegate IReadOnlyList<Pattern<TTarget>> Compile<TTarget>(Marked<string> target, string kind, bool isRefusal)
        where TTarget : allows ref struct;

    private delegate PatternError? CompileElements<TTarget>(PatternElement[] elements, out Pattern<TTarget>? pattern, out string id)
        where TTarget : allows ref struct;

    internal IReadOnlyList<Pattern<PathTarget>> CompilePath(Marked<string> target, string kind, bool isRefusal)
    {
        string? text = variables.InPattern(target, anchors.BaseDirectory, hasPaths: true);
        CheckBlanks(target, text);
        return Build(target, text, (PatternElement[] elements, out Pattern<PathTarget>? pattern, out string id) =>
        {
            var error = PathPatternCompiler.Compile(elements, anchors, takesDirectoryItself: kind == "file_read", isRefusal, out var path, out id);
            pattern = path;
            return error;
        });
    }

    internal IReadOnlyList<Pattern<NetworkTarget>> CompileNetwork(Marked<string> target, string _, bool isRefusal)
    {
        string? text = variables.InPattern(target, null, hasPaths: false);
        CheckBlanks(target, text);
        return Build(target, text, (PatternElement[] elements, out Pattern<NetworkTarget>? pattern, out string id) =>
        {
            id = DiagnosticIds.BadNetworkPattern;
            var error = NetworkPatternCompiler.Compile(elements, isRefusal, out var network);
            pattern = network;
            return error;
        });
    }

    internal IReadOnlyList<Pattern<CommandTarget>> CompileCommand(Marked<string> target, string _, bool isRefusal) =>
        Build(target, variables.InPattern(target, anchors.BaseDirectory, hasPaths: true), (PatternElement[] elements, out Pattern<CommandTarget>? pattern, out string id) =>
        {
            var error = CommandPatternCompiler.Compile(elements, anchors, isRefusal, out var command, out id);
            if (error is null && isRefusal && !elements[^1].IsRun && !diagnostics.HasErrors)
                diagnostics.Warning(DiagnosticIds.ExactCommandRefused, target.Span, $"{DecisionText.Quote(target.Value)} refuses the command without further arguments only", "end it in ' *' to refuse it with any");
            pattern = command;
            return error;
        });

    internal IReadOnlyList<Pattern<TextTarget>> CompileTarget(Marked<string> target, string kind, bool isRefusal) =>
        Build(target, variables.InPattern(target, null, hasPaths: false), (PatternElement[] elements, out Pattern<TextTarget>? pattern, out string id) =>
        {
            if (kind == ActionKind.ModuleImport.Name && new Wildcard(elements).Literal is { } name && ModuleName.Read(name, out _) is not null)
                diagnostics.Warning(DiagnosticIds.NoModule, target.Span, $"no module is called {DecisionText.Quote(name)}, so this matches nothing", "write each module as a target of its own");
            return TextPatternCompiler.Compile(elements, kind, isRefusal, PathRules.IsWindows, out pattern, out id);
        });

    /// <summary>Compiles a command that is written word by word; none after an error.</summary>
    internal IReadOnlyList<CommandPattern> CompileArgv(IReadOnlyList<Marked<string>> argv, bool isRefusal)
    {
        CheckBlanks(argv[0], argv[0].Value);
        var commands = new List<List<PatternElement[]>> { new() };
        foreach (var word in argv)
        {
            if (word.Value.StartsWith('@'))
            {
                Report(DiagnosticIds.BadCommandPattern, word, new PatternError("'argv' takes no sets", "write the alternatives in braces, or '[@]' for a literal '@'"));
                return [];
            }
            var read = Read(word, variables.InPattern(word, anchors.BaseDirectory, hasPaths: true));
            if (read.Count * commands.Count > BraceSyntax.MaxAlternatives)
            {
                Report(DiagnosticIds.BadCommandPattern, word, new PatternError($"the command has more than {BraceSyntax.MaxAlternatives} alternatives"));
                return [];
            }
            commands = [.. commands.SelectMany(command => read.Select(alternative => new List<PatternElement[]>([.. command, alternative])))];
        }
        var patterns = new List<CommandPattern>();
        foreach (var words in commands)
        {
            if (CommandPatternCompiler.CompileArgv(words, anchors, isRefusal, out var pattern, out string id, out int at) is { } error)
                Report(id, argv[at], error);
            else
                patterns.Add(pattern!);
        }
        return patterns;
    }

    /// <summary>Compiles a name or a glob over names, such as the document's agent; <see langword="null"/> after an error.</summary>
    internal Wildcard? CompileText(Marked<string> text)
    {
        if (IsInvisible(text))
            return null;
        if (PatternReader.Read(text.Value, out var alternatives) is { } error)
            Report(DiagnosticIds.BadPattern, text, error);
        else if (alternatives.Count > 1)
            Report(DiagnosticIds.BadPattern, text, new PatternError("an agent is one name or glob, without braces"));
        else
            return new Wildcard(alternatives[0]);
        return null;
    }

    private List<Pattern<TTarget>> Build<TTarget>(Marked<string> target, string? text, CompileElements<TTarget> compile)
        where TTarget : allows ref struct
    {
        var patterns = new List<Pattern<TTarget>>();
        foreach (var elements in Read(target, text))
        {
            if (elements.Length == 0)
                Report(DiagnosticIds.BadPattern, target, new PatternError("an empty alternative matches nothing", "write the pattern without it as a target of its own"));
            else if (compile(elements, out var pattern, out string id) is { } error)
                Report(id, target, error);
            else
                patterns.Add(pattern!);
        }
        return patterns;
    }

    /// <summary>The alternatives of a pattern whose variables are filled in; none after an error.</summary>
    private IReadOnlyList<PatternElement[]> Read(Marked<string> target, string? text)
    {
        if (text is null)
            return [];
        if (LiteralText.ContainsStandIn(target.Value))
        {
            Report(DiagnosticIds.BadPattern, target, new PatternError("a pattern can't hold Unicode noncharacters"));
            return [];
        }
        int dollar = target.Value.IndexOf('$', StringComparison.Ordinal);
        if (dollar >= 0 && dollar + 1 < target.Value.Length && char.IsAsciiLetter(target.Value[dollar + 1]))
            diagnostics.Warning(DiagnosticIds.LooksLikeVariable, target.Span, "a '$' before a name is a literal character", "write '${NAME}' for a variable, '[$]' for the character");
        if (IsInvisible(target))
            return [];
        if (PatternReader.Read(text, out var alternatives) is not { } error)
            return alternatives;
        Report(DiagnosticIds.BadPattern, target, error);
        return [];
    }

    /// <summary>Reports a character that nobody sees: a pattern with one matches what nobody means.</summary>
    private bool IsInvisible(Marked<string> pattern)
    {
        if (InvisibleText.FirstIn(pattern.Value) is not { } invisible)
            return false;
        Report(DiagnosticIds.BadPattern, pattern, new PatternError($"it holds the invisible character {invisible}", "nobody who reads the policy sees it; leave it out, or write '?' where it belongs"));
        return true;
    }

    /// <summary>Warns of a blank around a path, a host or a command's name, which is a part of it: <c>" /etc"</c> is a folder below the base.</summary>
    private void CheckBlanks(Marked<string> target, string? text)
    {
        if (text is [var first, ..] && (LiteralText.Reveal(first) == ' ' || LiteralText.Reveal(text[^1]) == ' '))
            diagnostics.Warning(
                DiagnosticIds.BlankAround, target.Span, $"{DecisionText.Quote(target.Value)} begins or ends with a blank, which is a part of the pattern", "remove it, or write '[ ]' where it is meant");
    }

    private void Report(string id, Marked<string> target, PatternError error) =>
        diagnostics.Error(id, target.Span, $"bad pattern {DecisionText.Quote(target.Value)}: {error.Message}", error.Help);
}
