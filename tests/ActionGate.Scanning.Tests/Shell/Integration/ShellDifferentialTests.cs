using System.Diagnostics;
using System.Text;

namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>
/// What is accepted as plain words is what shells make of it: generated texts go to a real shell, whose own reading of each is recorded
/// and compared. One process for all of them; the folder it runs in holds files that a stray glob would find.
/// </summary>
public sealed class ShellDifferentialTests : IDisposable
{
    private const int Texts = 4_000;

    private static readonly string[] Plain =
    [
        "a", "b", "c", "x", "A", "1", "9", "_", "-", ".", "/", ":", ",", "+", "@", "%", "=", "~", "#", "..", "--", "-x", "a=b", "é", "日", "😀", "ß", "if", "in", "do", "time", "a1",
        "à", "Å", "…", "\u0301",
    ];

    private static readonly string[] Odd =
    [
        "\u00A0", "\u200B", "\u3000", "\u2028", "\r", "\n", "'", "\"", "\\", "$", "$a", "`", "*", "?", "[", "]", "[a]", "{", "}", "{a,b}", "{1..2}", "!", "!!", "^", "&", "|", ";", "<", ">",
        "(", ")", "\u0001", "\u007F", "～", "＃", "\uFEFF", "~/", "=~", ":~", "#a", "$(a)", "\v", "\f", "\u0085",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("actiongate-shell-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("bash", "", "C.UTF-8")]
    [InlineData("bash", "", "C")]
    [InlineData("bash", "--posix", "C.UTF-8")]
    [InlineData("dash", "", "C.UTF-8")]
    [InlineData("zsh", "", "C.UTF-8")]
    [InlineData("ksh", "", "C.UTF-8")]
    [InlineData("mksh", "", "C.UTF-8")]
    public void Read_AcceptedText_HasTheWordsThatTheShellSees(string shell, string option, string locale)
    {
        Skip.If(FindShell(shell) is null, $"there is no {shell}");
        var accepted = Accepted(seed: 7);
        var script = new StringBuilder("mark() { printf '%s\\0' \"@@$1\"; }\nrec() { printf '%s\\0' \"$@\"; }\n");
        for (int i = 0; i < accepted.Count; i++)
            script.Append("mark ").Append(i).Append("\nrec ").Append(accepted[i].Text).Append('\n');

        Compare(accepted, Run(shell, option, script.ToString(), locale));
    }

    /// <summary>At the place of a command a shell also looks for assignments, reserved words and aliases; what it does not find it hands over whole.</summary>
    [SkippableFact]
    public void Read_AcceptedText_IsTheCommandThatBashRuns()
    {
        Skip.If(FindShell("bash") is null, "there is no bash");
        // ':' is found, as a builtin, and a path is opened.
        var accepted = Accepted(seed: 8).Where(a => a.Words[0] != ":" && !a.Words[0].Contains('/', StringComparison.Ordinal)).Take(700).ToList();
        var script = new StringBuilder("PATH=/nonexistent\ncommand_not_found_handle() { printf '%s\\0' \"$@\"; }\n");
        for (int i = 0; i < accepted.Count; i++)
            script.Append("printf '%s\\0' @@").Append(i).Append("\neval -- '").Append(accepted[i].Text).Append("'\n");

        Compare(accepted, Run("bash", "", script.ToString(), "C.UTF-8"));
    }

    private static void Compare(List<(string Text, string[] Words)> accepted, string output)
    {
        string[] records = output.Split("@@", StringSplitOptions.RemoveEmptyEntries);
        var differences = new List<string>();
        for (int i = 0; i < Math.Min(records.Length, accepted.Count); i++)
        {
            string[] found = records[i].Split('\0')[1..^1];
            if (!found.SequenceEqual(accepted[i].Words))
                differences.Add($"'{accepted[i].Text}': the shell sees [{string.Join('|', found)}], the reader [{string.Join('|', accepted[i].Words)}]");
        }
        if (differences.Count > 0)
            Assert.Fail(string.Join('\n', differences.Take(20)));
        records.Should().HaveCount(accepted.Count);
        accepted.Should().HaveCountGreaterThan(500);
    }

    private static List<(string Text, string[] Words)> Accepted(int seed)
    {
        var random = new Random(seed);
        var accepted = new List<(string, string[])>();
        for (int i = 0; i < Texts; i++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(1, 12); n > 0; n--)
            {
                text.Append(random.Next(4) == 0 ? random.Next(3) == 0 ? "\t" : " " : random.Next(40) == 0 ? Odd[random.Next(Odd.Length)] : Plain[random.Next(Plain.Length)]);
            }
            // '@@' is the tests' own mark.
            if (PlainWords.Of(text.ToString(), out _) is { } words && !text.ToString().Contains("@@", StringComparison.Ordinal))
                accepted.Add((text.ToString().Trim('\n'), words));
        }
        return accepted;
    }

    private string Run(string shell, string option, string script, string locale)
    {
        foreach (string name in new[] { "a", "b", "ab", "x", "a=b", ".a", "#", "~" })
            File.WriteAllText(Path.Combine(_folder, name), "");
        string path = Path.Combine(_folder, "script");
        File.WriteAllText(path, script);
        var start = new ProcessStartInfo(FindShell(shell)!) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        if (option.Length > 0)
            start.ArgumentList.Add(option);
        start.ArgumentList.Add(path);
        start.Environment.Clear();
        start.Environment["LC_ALL"] = locale;
        start.Environment["HOME"] = "/home/somebody";
        start.Environment["PATH"] = "/usr/bin:/bin";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
            process.Kill();
        errors.Result.Should().BeEmpty();
        return output.Result;
    }

    private static string? FindShell(string name) =>
        new[] { "/bin", "/usr/bin", "/usr/local/bin" }.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
}
