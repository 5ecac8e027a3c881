using ActionGate.Matching;
using ActionGate.Scanning.Shell.Commands;

namespace ActionGate.Compilation;

/// <summary>Turns the elements of a command pattern into words.</summary>
internal static class CommandPatternCompiler
{
    internal static PatternError? Compile(
        ReadOnlySpan<PatternElement> elements, PathPatternCompiler.Anchors anchors, bool isRefusal, out CommandPattern? pattern, out string id)
    {
        pattern = null;
        id = DiagnosticIds.BadCommandPattern;
        var words = new List<CommandWord>();
        int start = 0;
        for (int i = 0; i <= elements.Length; i++)
        {
            if (i < elements.Length && !elements[i].IsSyntax(' '))
                continue;
            var word = elements[start..i];
            start = i + 1;
            if (word.IsEmpty)
                continue;
            if (CompileWord(word, anchors, isRefusal, words, out id) is { } error)
                return error;
        }
        if (words.Count == 0)
            return new PatternError("a command pattern needs a command");

        // A final star takes the rest of its argument and all further ones; in a path or URL of an allow rule it stays inside the argument.
        if (elements[^1].IsRun && !words[^1].IsAnyRun && (isRefusal || !words[^1].IsPath && !words[^1].IsUrl))
            words.Add(CommandWord.AnyRun);
        pattern = new CommandPattern(words, isRefusal, CommandCatalog.OptionForms);
        return null;
    }

    /// <summary>Compiles a command that is written word by word: the whole of it, but in a refusing rule its beginning. A last star takes the rest.</summary>
    internal static PatternError? CompileArgv(
        IReadOnlyList<PatternElement[]> words, PathPatternCompiler.Anchors anchors, bool isRefusal, out CommandPattern? pattern, out string id, out int errorAt)
    {
        pattern = null;
        id = DiagnosticIds.BadCommandPattern;
        var compiled = new List<CommandWord>();
        for (errorAt = 0; errorAt < words.Count; errorAt++)
        {
            var word = words[errorAt];
            if (word.Length == 0)
                return new PatternError("an empty word matches no argument");
            // A star between others is one argument here.
            if (word is [{ IsRun: true }] && errorAt < words.Count - 1)
                compiled.Add(CommandWord.OfText(new Wildcard(word)));
            else if (CompileWord(word, anchors, isRefusal, compiled, out id) is { } error)
                return error;
        }
        if (isRefusal && !compiled[^1].IsAnyRun)
            compiled.Add(CommandWord.AnyRun);
        pattern = new CommandPattern(compiled, isRefusal, CommandCatalog.OptionForms);
        return null;
    }

    private static PatternError? CompileWord(
        ReadOnlySpan<PatternElement> word, PathPatternCompiler.Anchors anchors, bool isRefusal, List<CommandWord> words, out string id)
    {
        id = DiagnosticIds.BadCommandPattern;
        if (word.Length == 1 && word[0].IsRun)
        {
            words.Add(CommandWord.AnyRun);
            return null;
        }
        var text = new Wildcard(word);
        if (!Contains(word, '/') && !(anchors.Rules.IsWindows && Contains(word, '\\')) || word[0].IsSyntax('-') && isRefusal)
        {
            words.Add(CommandWord.OfText(text));
            return null;
        }
        if (IndexOfUrl(word) >= 0)
        {
            id = DiagnosticIds.BadNetworkPattern;
            if (NetworkPatternCompiler.Compile(word, isRefusal, out var url) is { } urlError)
                return urlError;
            words.Add(CommandWord.OfUrl(text, url!));
            return null;
        }
        if (word[0].IsSyntax('-'))
            return new PatternError("an option's value can't be a path pattern in an allow rule", "write the option and its value as two words, or take the value with a single '*'");

        if (PathPatternCompiler.Compile(word, anchors, takesDirectoryItself: false, isRefusal, out var path, out id) is { } error)
            return error;
        words.Add(CommandWord.OfPath(text, path!));
        return null;
    }

    private static bool Contains(ReadOnlySpan<PatternElement> word, char c)
    {
        foreach (var element in word)
        {
            if (element.IsSyntax(c))
                return true;
        }
        return false;
    }

    private static int IndexOfUrl(ReadOnlySpan<PatternElement> word)
    {
        for (int i = 0; i + 2 < word.Length; i++)
        {
            if (word[i].IsSyntax(':') && word[i + 1].IsSyntax('/') && word[i + 2].IsSyntax('/'))
                return i;
        }
        return -1;
    }
}
