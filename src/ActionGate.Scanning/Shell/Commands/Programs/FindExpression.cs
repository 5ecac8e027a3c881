using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>find's roots and expression.</summary>
internal static class FindExpression
{
    internal static void Read(ReadOnlySpan<ShellWord> words, EffectSink sink)
    {
        int at = SkipOptions(words);
        int start = at;
        while (at < words.Length && IsRoot(words[at]))
            at++;
        var roots = words[start..at];
        // What is found begins with its root.
        bool isListed = HasListedRoots(words[at..]);
        string prefix = isListed ? "" : CommonStart(roots);
        string[]? folders = isListed ? null : FoldersOf(roots);
        foreach (var root in roots)
            sink.Read(root, isRecursive: true);
        if (roots.IsEmpty && !IsInformation(words[at..]))
            sink.Read(new ShellWord(".", 0), isRecursive: true);
        while (at < words.Length)
        {
            var word = words[at++];
            if (EffectSink.IsUncertain(word))
            {
                sink.Gap("may get an action from a word that is not known");
                return;
            }
            switch (word.Text)
            {
                case "-exec" or "-ok":
                    at = ReadCommand(words, at, prefix, folders, null, sink);
                    break;
                case "-execdir" or "-okdir":
                    at = ReadCommand(words, at, "./", null, ShellWord.Unknown(word.At), sink);
                    break;
                case "-delete":
                    ReadDelete(roots, words[(start + roots.Length)..], word, sink);
                    break;
                case "-fprint" or "-fprint0" or "-fls" when at < words.Length:
                    sink.Write(words[at++], isByOption: true);
                    break;
                case "-fprintf" when at < words.Length:
                    sink.Write(words[at], isByOption: true);
                    at += 2;
                    break;
                case "-files0-from" when at < words.Length:
                    sink.Read(words[at++]);
                    sink.Read(ShellWord.Unknown(word.At), isRecursive: true);
                    break;
                case "-newer" or "-anewer" or "-cnewer" or "-samefile" when at < words.Length:
                    at++;
                    break;
                default:
                    int takes = Takes(word.Text);
                    if (takes < 0)
                    {
                        sink.Gap($"may do anything with '{word.Text}'");
                        return;
                    }
                    at += takes;
                    break;
            }
        }
    }

    private static int SkipOptions(ReadOnlySpan<ShellWord> words)
    {
        int at = 0;
        while (at < words.Length)
        {
            string text = words[at].Text;
            if (text is "-D")
                at += 2;
            else if (text is "-H" or "-L" or "-P" or "--" || text.StartsWith("-O", StringComparison.Ordinal))
                at++;
            else
                break;
        }
        return Math.Min(at, words.Length);
    }

    /// <summary>A word that is not known counts for no root: it may be the expression.</summary>
    private static bool IsRoot(ShellWord word)
    {
        string text = word.Text;
        if (text.Length == 0 || word.HasTilde)
            return true;
        return text[0] is not ('-' or '(' or ')' or '!' or ',' or ShellWord.Hole) && (!word.IsMany || word.IsPattern);
    }

    private static bool IsInformation(ReadOnlySpan<ShellWord> rest) => rest.Length == 1 && rest[0].Text is "-help" or "--help" or "-version" or "--version";

    private static string CommonStart(ReadOnlySpan<ShellWord> roots)
    {
        if (roots.IsEmpty)
            return ".";
        if (roots[0].HasTilde)
            return "/";
        string start = roots[0].Text;
        foreach (var root in roots)
            start = start[..start.AsSpan().CommonPrefixLength(root.Text)];
        return start;
    }

    /// <summary>The roots stand in a file.</summary>
    private static bool HasListedRoots(ReadOnlySpan<ShellWord> expression)
    {
        foreach (var word in expression)
        {
            if (word.Text is "-files0-from")
                return true;
        }
        return false;
    }

    /// <summary>The roots, where all of them are known.</summary>
    private static string[]? FoldersOf(ReadOnlySpan<ShellWord> roots)
    {
        if (roots.IsEmpty)
            return ["."];
        var folders = new string[roots.Length];
        for (int i = 0; i < roots.Length; i++)
        {
            if (!roots[i].IsStatic || roots[i].Text.Length == 0)
                return null;
            folders[i] = roots[i].Text;
        }
        return folders;
    }

    private static void ReadDelete(ReadOnlySpan<ShellWord> roots, ReadOnlySpan<ShellWord> expression, ShellWord word, EffectSink sink)
    {
        foreach (var root in roots)
        {
            var deleted = IsHere(root) ? AllBelow(root.At)
                : root is { IsStatic: true, Text.Length: > 0 } && IsSpared(root.Text, expression) ? new ShellWord($"{root.Text.TrimEnd('/')}/{ShellWord.NameHole}", root.At)
                : root;
            sink.Delete(deleted, isByOption: true, isRecursive: true);
        }
        if (roots.IsEmpty)
            sink.Delete(AllBelow(word.At), isByOption: true, isRecursive: true);

        // find never deletes the folder where it runs.
        static bool IsHere(ShellWord root) => root is { IsStatic: true, Text: "." or "./" };

        static ShellWord AllBelow(int at) => new("\u0001", at);
    }

    /// <summary>No test that all must pass lets the root itself through: it has another name, or is not deep enough.</summary>
    private static bool IsSpared(string root, ReadOnlySpan<ShellWord> expression)
    {
        bool isSpared = false;
        string name = root.TrimEnd('/');
        name = name[(name.LastIndexOf('/') + 1)..];
        for (int i = 0; i < expression.Length; i++)
        {
            switch (expression[i].Text)
            {
                // What stands among a command's arguments is no test.
                case "-o" or "-or" or "!" or "-not" or "(" or "," or "-exec" or "-execdir" or "-ok" or "-okdir":
                    return false;
                // Tests behind it come too late.
                case "-delete":
                    return isSpared;
                case "-mindepth" when i + 1 < expression.Length:
                    isSpared |= expression[i + 1].Text is [>= '1' and <= '9'];
                    break;
                case "-name" when i + 1 < expression.Length && name is not ("" or "." or ".."):
                    string pattern = expression[i + 1].Text;
                    string ending = pattern[(pattern.LastIndexOf('*') + 1)..];
                    isSpared |= ending.Length > 0 && !pattern.AsSpan().ContainsAny("?[]\\") && !name.EndsWith(ending, StringComparison.Ordinal);
                    break;
            }
        }
        return isSpared;
    }

    /// <summary>A command up to <c>;</c>, or to <c>{} +</c>.</summary>
    private static int ReadCommand(ReadOnlySpan<ShellWord> words, int start, string prefix, string[]? folders, ShellWord? folder, EffectSink sink)
    {
        int end = start;
        while (end < words.Length && words[end].Text is not ";" && !(words[end].Text is "+" && end > start && words[end - 1].Text is "{}"))
        {
            if (words[end].IsMany && words[end].Text.Contains(ShellWord.Hole, StringComparison.Ordinal))
                sink.Gap("runs a command whose end is not known");
            end++;
        }
        bool isMany = end < words.Length && words[end].Text is "+";
        var inner = words[start..end].ToArray();
        for (int i = 0; i < inner.Length; i++)
        {
            string text = inner[i].Text;
            if (!text.Contains("{}", StringComparison.Ordinal))
                continue;
            // The name is not known, but it can't begin like an option unless the root does.
            inner[i] = new ShellWord(text.Replace("{}", prefix + ShellWord.Hole, StringComparison.Ordinal), inner[i].At, isMany && text is "{}")
            {
                IsPattern = true,
                Below = text is "{}" ? folders : null,
            };
        }
        if (inner.Length > 0)
            sink.Effects.Commands.Add(new InnerCommand(inner, folder));
        return Math.Min(end + 1, words.Length);
    }

    /// <returns>How many arguments a test or action takes; negative for one that is not known.</returns>
    private static int Takes(string name) => name switch
    {
        "(" or ")" or "!" or "," or "-a" or "-and" or "-o" or "-or" or "-not" or "-daystart" or "-depth" or "-d" or "-follow" or "-ignore_readdir_race"
            or "-noignore_readdir_race" or "-mount" or "-xdev" or "-noleaf" or "-nowarn" or "-warn" or "-empty" or "-executable" or "-readable"
            or "-writable" or "-nogroup" or "-nouser" or "-true" or "-false" or "-print" or "-print0" or "-ls" or "-prune" or "-quit" or "-x" or "-X" or "-E" or "-s"
            or "-help" or "--help" or "-version" or "--version" => 0,
        "-amin" or "-atime" or "-cmin" or "-context" or "-ctime" or "-fstype" or "-gid" or "-group" or "-ilname" or "-iname" or "-inum" or "-ipath"
            or "-iregex" or "-iwholename" or "-links" or "-lname" or "-maxdepth" or "-mindepth" or "-mmin" or "-mtime" or "-name" or "-path" or "-perm"
            or "-printf" or "-regex" or "-regextype" or "-size" or "-type" or "-uid" or "-used" or "-user" or "-wholename" or "-xtype" or "-flags" or "-depth"
            or "-Bmin" or "-Btime" or "-newer" or "-anewer" or "-cnewer" or "-samefile" or "-fprint" or "-fprint0" or "-fls" or "-fprintf" or "-files0-from" => 1,
        _ => name.Length == 8 && name.StartsWith("-newer", StringComparison.Ordinal) ? 1 : -1,
    };
}
