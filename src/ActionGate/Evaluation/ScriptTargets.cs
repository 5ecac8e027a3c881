using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>Which files really run where a command names a script: those that a pattern matches, the program in a folder or a package of Python's.</summary>
internal static class ScriptTargets
{
    private const string Main = "__main__";
    private const string Package = "__init__";

    /// <summary>The files, in their order; one of which nothing is known stands for what can't be told.</summary>
    /// <param name="effect">The script.</param>
    /// <param name="policy">Tells paths.</param>
    /// <param name="folder">The folder from which it runs; <see langword="null"/> where that is not known.</param>
    /// <param name="paths">The disk.</param>
    internal static List<ShellWord> Of(ShellEffect effect, CompiledPolicy policy, string? folder, IPathResolver? paths)
    {
        var word = effect.Target;
        if (paths is null)
            return [word];
        if (!word.HasNoHoles)
            return OfPattern(word, policy, folder, paths);
        if (effect.Language != CodeLanguage.Python || RequestEvaluator.NormalPath(policy, word.Text, folder) is not { } path)
            return [word];
        if (ModuleOf(effect) is { } module)
            return RequestEvaluator.NormalPath(policy, ".", folder) is { } start ? OfModule(module, start, word, paths) : [word];
        return paths.IsDirectory(FileWritten.RealOf(path, paths) ?? path) ? OfFolder(path, word, paths) : [word];
    }

    /// <summary>The module that the command names (<c>python3 -m a.b</c>); <see langword="null"/> where it names a file.</summary>
    internal static string? ModuleOf(ShellEffect effect)
    {
        if (effect.Command?.Words is not { } words || Array.Exists(words, w => w.Text == effect.Target.Text))
            return null;
        foreach (var word in words)
        {
            string name = word.Text is ['-', not '-', ..] && word.Text.Contains('m', StringComparison.Ordinal) ? word.Text[(word.Text.IndexOf('m', StringComparison.Ordinal) + 1)..] : word.Text;
            if (name.Replace('.', '/') + ".py" == effect.Target.Text)
                return name;
        }
        return null;
    }

    /// <summary>The file is one that the command names; what comes by its input, or as a module, leads from the folder in which it runs.</summary>
    internal static bool IsNamed(ShellEffect effect) => effect.Command?.Words is not { } words || Array.Exists(words, w => w.Text == effect.Target.Text);

    private static List<ShellWord> OfPattern(ShellWord word, CompiledPolicy policy, string? folder, IPathResolver paths)
    {
        int separator = word.Text.LastIndexOf('/') + 1;
        bool isSimple = !word.IsMany && !word.Text.Contains(TargetShape.Hole, StringComparison.Ordinal) && !TargetShape.IsOne(word.Text.AsSpan(0, separator));
        if (!isSimple || RequestEvaluator.NormalPath(policy, word.Text[..separator] + ".", folder) is not { } directory || paths.NamesIn(directory) is not { } names)
            return [word];
        var found = new List<ShellWord>();
        foreach (string name in names)
        {
            // One more than are looked into is as good as all.
            if (found.Count <= ScriptsRead.Most && TargetShape.Meets(name, word.Text.AsSpan(separator)))
                found.Add(new ShellWord(word.Text[..separator] + name, word.At, hasTilde: word.HasTilde));
        }
        return found.Count == 0 ? [word] : found;
    }

    private static List<ShellWord> OfFolder(string path, ShellWord word, IPathResolver paths) =>
        IsOnlyText(paths.NamesIn(path), Main, out bool isThere) && isThere ? [new ShellWord($"{path}/{Main}.py", word.At)] : [word];

    /// <summary>A package's own files run before the module in it does.</summary>
    private static List<ShellWord> OfModule(string module, string folder, ShellWord word, IPathResolver paths)
    {
        var files = new List<ShellWord>();
        string[] segments = module.Split('.');
        for (int i = 0; i < segments.Length; i++)
        {
            string segment = segments[i];
            var names = paths.NamesIn(folder);
            if (!IsOnlyText(names, segment, out bool isFile))
                return [ShellWord.Unknown(word.At)];
            string inner = $"{folder.TrimEnd('/')}/{segment}";
            var own = Holds(names, segment) ? paths.NamesIn(inner) : [];
            if (!IsOnlyText(own, Package, out bool isPackage))
                return [ShellWord.Unknown(word.At)];
            if (isPackage)
                files.Add(new ShellWord($"{inner}/{Package}.py", word.At));
            if (i == segments.Length - 1)
            {
                bool runsMain = isPackage || !isFile && Holds(names, segment);
                if (runsMain && !IsOnlyText(own, Main, out _))
                    return [ShellWord.Unknown(word.At)];
                files.Add(new ShellWord(runsMain ? $"{inner}/{Main}.py" : $"{inner}.py", word.At));
            }
            else if (!Holds(names, segment))
            {
                files.Add(word);
                break;
            }
            folder = inner;
        }
        return files;
    }

    /// <summary>Of a module there is its text, or nothing: no machine code, and nothing that was compiled before.</summary>
    private static bool IsOnlyText(IReadOnlyList<string>? names, string module, out bool isThere)
    {
        isThere = false;
        if (names is null)
            return false;
        foreach (string name in names)
        {
            bool isOfIt = name.StartsWith(module, StringComparison.Ordinal) && (name.Length == module.Length ? module == Main : name[module.Length] == '.');
            bool isText = isOfIt && name.AsSpan(module.Length) is ".py";
            if (isOfIt && !isText && (name.Length == module.Length || ModulesBeside.IsModule(name)))
                return false;
            isThere |= isText;
        }
        return true;
    }

    private static bool Holds(IReadOnlyList<string>? names, string name) => names is not null && names.Contains(name);
}
