using ActionGate.Matching;
using ActionGate.Policies.Validation;

namespace ActionGate.Compilation;

/// <summary>Turns the elements of a pattern over text into one: of a language, of a module, of any other text.</summary>
internal static class TextPatternCompiler
{
    /// <summary>Stands before a module of Node.js, and is no part of its name.</summary>
    private const string NodePrefix = "node:";

    internal static PatternError? Compile(PatternElement[] elements, string kind, bool isRefusal, bool isWindows, out Pattern<TextTarget>? pattern, out string id)
    {
        pattern = null;
        id = DiagnosticIds.BadPattern;
        if (kind == ActionKind.ModuleImport.Name)
            return CompileModule(elements, isRefusal, out pattern);
        var wildcard = new Wildcard(elements);
        if (kind == ActionKind.CodeExecution.Name && wildcard.Literal is { } name)
        {
            // A language may be written by any of its names.
            if (CodeLanguage.Canonical(name) is not { } language)
            {
                id = DiagnosticIds.UnknownRuleLanguage;
                return new PatternError("no language is called so, and the rule would never apply", Spelling.Help(name, ConditionReading.Languages));
            }
            wildcard = new Wildcard([.. language.Select(c => new PatternElement(PatternElementKind.Literal, c))]);
        }
        // Windows finds a variable in any case.
        bool foldsCase = isWindows && isRefusal && (kind == ActionKind.EnvRead.Name || kind == ActionKind.EnvWrite.Name);
        pattern = new TextPattern(wildcard, foldsCase ? Lower(elements) : null);
        return null;
    }

    private static Wildcard Lower(ReadOnlySpan<PatternElement> elements)
    {
        var lower = elements.ToArray();
        foreach (ref var element in lower.AsSpan())
            element = element with { Character = char.ToLowerInvariant(element.Character), Class = element.Class?.IgnoringCase() };
        return new Wildcard(lower);
    }

    private static PatternError? CompileModule(ReadOnlySpan<PatternElement> elements, bool isRefusal, out Pattern<TextTarget>? pattern)
    {
        pattern = null;
        if (BeginsWithNode(elements))
        {
            elements = elements[NodePrefix.Length..];
            // 'node:*' would be all modules.
            if (elements.IsEmpty || !IsLiteral(elements))
                return new PatternError($"'{NodePrefix}' is no part of a module's name", "name the modules, without it: {fs,child_process}");
        }
        pattern = new ModulePattern(elements, isRefusal);
        return null;
    }

    private static bool BeginsWithNode(ReadOnlySpan<PatternElement> elements)
    {
        if (elements.Length < NodePrefix.Length)
            return false;
        for (int i = 0; i < NodePrefix.Length; i++)
        {
            if (elements[i].Kind != PatternElementKind.Literal || elements[i].Character != NodePrefix[i])
                return false;
        }
        return true;
    }

    private static bool IsLiteral(ReadOnlySpan<PatternElement> elements)
    {
        foreach (var element in elements)
        {
            if (element.Kind != PatternElementKind.Literal)
                return false;
        }
        return true;
    }
}
