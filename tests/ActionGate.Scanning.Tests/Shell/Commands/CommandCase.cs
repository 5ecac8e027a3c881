using System.Text;
using ActionGate.Scanning.Shell.Commands;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Tests.Shell.Commands;

/// <summary>
/// A case of the corpus: a command line at the margin, and behind it, indented, what it does. Words are split at blanks; quotes hold
/// blanks, <c>⏎</c> is a line feed, <c>$x</c> is a part that is not known, <c>$@</c> any number of words, <c>*</c> outside quotes a pattern of file names.
/// </summary>
internal sealed record CommandCase(string File, int Line, string Text, string Expected)
{
    internal static List<CommandCase> ReadAll(string folder)
    {
        var cases = new List<CommandCase>();
        foreach (string file in Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            string[] lines = System.IO.File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Length == 0 || lines[i][0] is '#' or ' ')
                    continue;
                int start = i;
                var expected = new StringBuilder();
                while (i + 1 < lines.Length && lines[i + 1].StartsWith(' '))
                    expected.Append(lines[++i].Trim()).Append('\n');
                cases.Add(new CommandCase(Path.GetFileName(file), start + 1, lines[start], expected.ToString()));
            }
        }
        return cases;
    }

    internal ShellWord[] Words => WordsOf(Text);

    internal string Actual
    {
        get
        {
            var effects = new CommandEffects();
            CommandCatalog.Read(Words, effects);
            return Render(effects);
        }
    }

    internal static ShellWord[] WordsOf(string line)
    {
        var words = new List<ShellWord>();
        int at = 0;
        while (at < line.Length)
        {
            if (line[at] == ' ')
            {
                at++;
                continue;
            }
            words.Add(ReadWord(line, ref at));
        }
        return [.. words];
    }

    private static ShellWord ReadWord(string line, ref int at)
    {
        var text = new StringBuilder();
        int start = at;
        bool isMany = false;
        bool isPattern = false;
        char quote = '\0';
        for (; at < line.Length && (quote != '\0' || line[at] != ' '); at++)
        {
            char c = line[at];
            if (c is '\'' or '"' && (quote == '\0' || quote == c))
            {
                quote = quote == '\0' ? c : '\0';
            }
            else if (c == '⏎')
            {
                text.Append('\n');
            }
            else if (c == '$' && quote != '\'' && at + 1 < line.Length && (line[at + 1] is '@' || char.IsAsciiLetterLower(line[at + 1])))
            {
                text.Append(ShellWord.Hole);
                isMany |= line[at + 1] is '@';
                at++;
                while (at + 1 < line.Length && line[at] != '@' && char.IsAsciiLetterLower(line[at + 1]))
                    at++;
            }
            else if (c == '*' && quote == '\0')
            {
                text.Append(ShellWord.Hole);
                isPattern = true;
            }
            else
            {
                text.Append(c);
            }
        }
        bool hasTilde = line[start] == '~';
        return new ShellWord(text.ToString(), start, isMany || isPattern, hasTilde) { IsPattern = isPattern && !isMany };
    }

    internal static string Render(CommandEffects effects)
    {
        var lines = new List<string>();
        if (effects.NeedsNoRule)
            lines.Add("free");
        foreach (var command in effects.Commands)
            lines.Add($"run{(command.Directory is { } folder ? " in " + Show(folder) : "")} {ShowAll(command.Words)}");
        foreach (var text in effects.ShellTexts)
            lines.Add($"shell {text.Language}: {Show(text.Text)}{Arguments(text)}");
        foreach (var text in effects.Code)
            lines.Add($"code {text.Language ?? "?"}: {Show(text.Text)}{Arguments(text)}");
        foreach (var text in effects.Scripts)
            lines.Add($"script {text.Language ?? "?"}: {Show(text.Text)}{Arguments(text)}");
        foreach (var operation in effects.Operations)
            lines.Add($"{Verb(operation.Kind)}{(operation.IsRecursive ? "-tree" : "")}{(operation.IsByOption ? "!" : "")} {Show(operation.Target)}");
        foreach (var (name, value) in effects.Variables)
            lines.Add($"env {name}={Show(value)}");
        if (effects.RunsInput is { } language)
            lines.Add($"input {language}".TrimEnd());
        if (effects.Gap is not null)
            lines.Add("gap");
        return string.Concat(lines.Select(l => l.Replace('\n', '⏎') + "\n"));
    }

    private static string Arguments(InnerText text) => text.Arguments.Length == 0 ? "" : " | " + ShowAll(text.Arguments);

    private static string ShowAll(ShellWord[] words) => string.Join(' ', words.Select(w => w.Text.Contains(' ', StringComparison.Ordinal) ? $"'{Show(w)}'" : Show(w)));

    private static string Show(ShellWord word) => word.Text.Replace(ShellWord.Hole, '?').Replace(ShellWord.NameHole, '?') + (word.IsMany ? "…" : "");

    private static string Verb(ActionKind kind) => kind.Name switch
    {
        "file_read" => "read",
        "file_write" => "write",
        "file_delete" => "delete",
        "network" => "net",
        "env_read" => "env-read",
        var other => other,
    };
}
