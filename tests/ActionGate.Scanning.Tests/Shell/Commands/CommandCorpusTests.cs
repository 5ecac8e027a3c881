using System.Text;
using ActionGate.Scanning.Shell.Commands;

namespace ActionGate.Scanning.Tests.Shell.Commands;

/// <summary>What commands do, case by case. With ACTIONGATE_REWRITE=1 the files are rewritten, to be read as a diff.</summary>
public sealed class CommandCorpusTests
{
    internal static readonly List<CommandCase> Cases = CommandCase.ReadAll(Folder());

    public static TheoryData<string> Files => [.. Cases.Select(c => c.File).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_CaseOfCorpus_HasEffects(string file)
    {
        if (Environment.GetEnvironmentVariable("ACTIONGATE_REWRITE_CORPUS") == "1")
            Rewrite(file);
        var wrong = new List<string>();
        foreach (var one in CommandCase.ReadAll(Folder()).Where(c => c.File == file))
        {
            string actual = one.Actual;
            if (actual != one.Expected)
                wrong.Add($"{file}:{one.Line}: {one.Text}\nexpected\n{one.Expected}found\n{actual}");
        }

        string.Join('\n', wrong).Should().BeEmpty();
    }

    [Fact]
    public void IsPlain_WhatDoesSomething_IsNotPlain()
    {
        foreach (var one in Cases.Where(c => Array.TrueForAll(c.Words, w => w.IsStatic)))
        {
            var (text, ranges) = Laid(one);

            if (CommandCatalog.IsPlain(text, ranges))
                one.Actual.Should().BeEmpty($"{one.Text} is said to be plain");
        }
    }

    [Theory]
    [InlineData("git status")]
    [InlineData("git log --oneline")]
    [InlineData("git log --oneline -5")]
    [InlineData("git diff --stat HEAD")]
    [InlineData("head -20")]
    [InlineData("sort -u")]
    [InlineData("echo hello")]
    [InlineData("grep -n foo")]
    [InlineData("unheard-of --flag x")]
    [InlineData("git commit -m x")]
    [InlineData("docker ps -a")]
    public void IsPlain_HarmlessCommand_IsPlain(string text)
    {
        var (laid, ranges) = Laid(new CommandCase("", 0, text, ""));

        CommandCatalog.IsPlain(laid, ranges).Should().BeTrue();
        new CommandCase("", 0, text, "").Actual.Should().BeEmpty();
    }

    private static (string Text, Range[] Words) Laid(CommandCase one)
    {
        var text = new StringBuilder();
        var ranges = new List<Range>();
        foreach (var word in one.Words)
        {
            ranges.Add(new Range(text.Length, text.Length + word.Text.Length));
            text.Append(word.Text).Append(' ');
        }
        return (text.ToString(), [.. ranges]);
    }

    private static void Rewrite(string file)
    {
        string path = Path.Combine(Folder(), file);
        var lines = new List<string>();
        foreach (string line in File.ReadAllLines(path))
        {
            if (line.StartsWith(' '))
                continue;
            lines.Add(line);
            if (line.Length > 0 && line[0] != '#')
                lines.AddRange(new CommandCase(file, 0, line, "").Actual.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => "    " + l));
        }
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }

    private static string Folder() => CorpusFolder.Of("ShellCommands");
}
