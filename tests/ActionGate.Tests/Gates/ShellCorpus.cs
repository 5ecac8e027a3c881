using System.Globalization;
using System.Text.RegularExpressions;

namespace ActionGate.Tests.Gates;

/// <summary>One file of Corpus/Shell: a policy, and commands with the verdict that they must get. README.md there explains the form.</summary>
internal sealed partial class ShellCorpus
{
    private static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = "/srv/app" };

    private readonly string _file;
    private readonly string _policy;
    private readonly List<Case> _cases = [];

    private ShellCorpus(string file)
    {
        _file = file;
        string text = File.ReadAllText(Path.Combine(Folder, file));
        int end = text.IndexOf("\n---\n", StringComparison.Ordinal);
        _policy = text[..(end + 1)];
        ReadCases(text[(end + 5)..].Split('\n'), _policy.Count(c => c == '\n') + 2);
    }

    private static string Folder { get; } = Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Shell");

    internal static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    internal IReadOnlyList<Case> Cases => _cases;

    internal static ShellCorpus Read(string file) => new(file);

    internal Policy ReadPolicy() => Policy.Parse(_policy, new PolicyOptions { BaseDirectory = "/srv/app" });

    internal static ActionRequest RequestOf(Case one) => new("shell_exec", one.Text, Coder);

    /// <summary>The cases that do not get their verdict, each with its place.</summary>
    internal IReadOnlyList<string> Failures()
    {
        var policy = ReadPolicy();
        var failures = new List<string>();
        foreach (var one in _cases)
        {
            var decision = policy.Evaluate(RequestOf(one));
            char found = decision.Verdict switch { Verdict.Allow => '+', Verdict.Deny => '-', _ => '?' };
            if (one.Expected == '!' ? found == '+' : found != one.Expected)
                failures.Add($"{_file}:{one.Line}: {one.Expected} became {found} by {decision.Rule?.Id ?? "default"}: {one.Text.ReplaceLineEndings("\\n")}   ({decision.Reason})");
        }
        return failures;
    }

    private void ReadCases(string[] lines, int firstLine)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.Length < 3 || line[1] != ' ' || !"+-?!".Contains(line[0], StringComparison.Ordinal))
                throw new FormatException($"{_file}:{firstLine + i}: '{line}'");
            int at = firstLine + i;
            string text = line[2..];
            // A blank line belongs to a command that goes on behind it.
            while (i + 1 < lines.Length && (Continues(lines[i + 1]) || (lines[i + 1].Length == 0 && i + 2 < lines.Length && Continues(lines[i + 2]))))
                text += "\n" + (lines[++i].Length == 0 ? "" : lines[i][4..]);
            _cases.Add(new Case(at, line[0], Unescape(text)));
        }
    }

    private static bool Continues(string line) => line.StartsWith("    ", StringComparison.Ordinal);

    private static string Unescape(string text) =>
        Escapes().Replace(text, m => ((char)ushort.Parse(m.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("<U\\+([0-9A-F]{4})>")]
    private static partial Regex Escapes();

    /// <param name="Line">Where it stands in the file.</param>
    /// <param name="Expected">As the file marks it: <c>+ - ? !</c></param>
    /// <param name="Text">The command.</param>
    internal sealed record Case(int Line, char Expected, string Text);
}
