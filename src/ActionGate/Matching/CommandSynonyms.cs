// A table: other spellings of the commands that rules refuse.
namespace ActionGate.Matching;

/// <summary>Other names under which a command of a refusing rule can be called. Sources: the commands' manuals.</summary>
internal static class CommandSynonyms
{
    /// <summary>A command and subcommands of it that are the same one.</summary>
    private static readonly (string Command, string[] Names)[] Groups =
    [
        ("npm", ["install", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall", "add"]),
        ("npm", ["publish", "publis", "publi", "publ", "pub"]),
        ("npm", ["uninstall", "un", "unlink", "remove", "rm", "r"]),
        ("npm", ["update", "up", "upgrade", "udpate"]),
        ("npm", ["run", "run-script", "rum", "urn"]),
        ("npm", ["exec", "x"]),
        ("npm", ["ci", "clean-install", "ic", "install-clean", "isntall-clean"]),
        ("helm", ["uninstall", "un", "delete", "del"]),
        ("docker", ["ps", "container ls", "container list", "container ps"]),
        ("docker", ["rm", "container rm", "container remove"]),
        ("docker", ["rmi", "image rm", "image remove"]),
        ("docker", ["images", "image ls", "image list"]),
        ("docker", ["volume rm", "volume remove"]),
        ("docker", ["network rm", "network remove"]),
        ("docker", ["context rm", "context remove"]),
        .. Managed("container", "attach", "commit", "cp", "create", "diff", "exec", "export", "kill", "logs", "pause", "port", "rename", "restart", "run", "start", "stop", "top", "unpause", "update", "wait"),
        .. Managed("image", "build", "history", "import", "load", "pull", "push", "save", "tag"),
    ];

    private static readonly CommandWord AnyPip = WordOf("pip*");
    private static readonly CommandWord AnyPython = WordOf("python*");
    private static readonly CommandWord Uv = WordOf("uv");
    private static readonly CommandWord Module = WordOf("-m");
    private static readonly CommandWord Pip = WordOf("pip");

    /// <summary>The pattern's words with other names for the same command, each behind the command's name.</summary>
    internal static List<(string Name, CommandWord[] Words)> Of(string command, IReadOnlyList<CommandWord> words)
    {
        var found = new List<(string, CommandWord[])>();
        CommandWord[] rest = [.. words.Skip(1)];
        int sub = Array.FindIndex(rest, w => !w.IsOption);
        string name = sub < 0 ? "" : NameOf(rest[sub]);
        if (command is "pip" || command.StartsWith("pip", StringComparison.Ordinal) && !command.AsSpan(3).ContainsAnyExcept("0123456789."))
        {
            found.Add(("pip", [AnyPip, .. rest]));
            found.Add(("python", [AnyPython, Module, Pip, .. rest]));
            found.Add(("uv", [Uv, Pip, .. rest]));
        }
        else if (command is "python" || command.StartsWith("python3", StringComparison.Ordinal) && !command.AsSpan(7).ContainsAnyExcept("0123456789."))
        {
            found.Add(("python", [WordOf("python"), .. rest]));
            found.Add(("python", [WordOf("python3*"), .. rest]));
        }
        else if (command is "git" && name.Length > 0)
        {
            found.Add(("git-" + name, [WordOf("git-" + name), .. rest[..sub], .. rest[(sub + 1)..]]));
        }
        else if (command.StartsWith("git-", StringComparison.Ordinal))
        {
            found.Add(("git", [WordOf("git"), WordOf(command[4..]), .. rest]));
        }
        else if (name.Length > 0)
        {
            AddGroups(command, words[0], rest, sub, name, found);
        }
        return found;
    }

    private static void AddGroups(string command, CommandWord first, CommandWord[] rest, int sub, string name, List<(string, CommandWord[])> found)
    {
        int end = sub + 1;
        // docker's 'container run' are two words of one name.
        if (command is "docker" && name is "container" or "image" or "volume" or "network" or "context" && end < rest.Length && !rest[end].IsOption)
            name += " " + NameOf(rest[end++]);
        foreach (var (owner, names) in Groups)
        {
            if (owner != command || !names.Contains(name))
                continue;
            foreach (string other in names)
            {
                if (other != name)
                    found.Add((command, [first, .. rest[..sub], .. other.Split(' ').Select(WordOf), .. rest[end..]]));
            }
        }
    }

    private static IEnumerable<(string, string[])> Managed(string kind, params string[] names) => names.Select(n => ("docker", new[] { n, $"{kind} {n}" }));

    /// <summary>The word without a star at its end.</summary>
    private static string NameOf(CommandWord word)
    {
        if (word.IsAnyRun || word.IsPath || word.IsUrl)
            return "";
        string prefix = word.Text.LiteralPrefix;
        return word.Text.Literal is not null || word.Text.Text.Length == prefix.Length + 1 ? prefix : "";
    }

    private static CommandWord WordOf(string text)
    {
        PatternReader.Read(text, out var alternatives);
        return CommandWord.OfText(new Wildcard(alternatives[0]));
    }
}
