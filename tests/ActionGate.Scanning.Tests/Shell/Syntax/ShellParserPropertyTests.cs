using ActionGate.Scanning.Shell.Syntax;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Scanning.Tests.Shell.Syntax;

public class ShellParserPropertyTests
{
    private static readonly ShellDialect[] Dialects = [ShellDialect.Bash, ShellDialect.Posix, ShellDialect.Zsh];

    [Fact]
    public void Parse_AnyText_IsATreeOrAProblemWithinTheText() =>
        Prop.ForAll<string>(text => Hold(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_Mutants_AreATreeOrAProblemWithinTheText()
    {
        string[] texts = [.. SyntaxCorpus.Cases.Select(entry => entry.Text)];
        Prop.ForAll<int>(seed =>
        {
            var generator = new ShellTextGenerator(seed);
            return Enumerable.Range(0, 40).All(i => Hold(i % 4 == 0 ? generator.Pile() : generator.Mutant(texts)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parse_BeginningsOfCorpusTexts_AreATreeOrAProblemWithinTheText()
    {
        foreach (SyntaxCase entry in SyntaxCorpus.Cases)
        {
            for (int length = 0; length < entry.Text.Length; length++)
                Hold(entry.Text[..length]).Should().BeTrue(entry.Text[..length]);
        }
    }

    [Fact]
    public void Parse_SoundScript_IsATree()
    {
        var generator = new ShellTextGenerator(seed: 3);
        for (int i = 0; i < 2000; i++)
        {
            string text = generator.Script();

            ShellParser.Parse(text, ShellDialect.Bash).Problem.Should().BeNull(text);
        }
    }

    private static bool Hold(string text) => Dialects.All(dialect =>
    {
        ParsedShell parsed = ShellParser.Parse(text, dialect);
        return parsed.Body is null
            ? parsed.Problem is { Length: > 0 } && parsed.ProblemAt >= 0 && parsed.ProblemAt <= text.Length
            : parsed.Problem is null && Trees.NodesOf(parsed.Body).All(node => node.Start >= 0 && node.Start <= node.End && node.End <= text.Length);
    });
}
