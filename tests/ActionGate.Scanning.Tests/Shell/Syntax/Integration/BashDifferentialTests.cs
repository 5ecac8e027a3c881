using System.Text.RegularExpressions;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Syntax.Integration;

/// <summary>What the parser accepts, bash accepts, and reads in the same way.</summary>
public sealed partial class BashDifferentialTests : IDisposable
{
    private readonly BashOracle _bash = new();

    public void Dispose() => _bash.Dispose();

    [SkippableFact]
    public void Parse_CorpusTextThatIsAccepted_IsAcceptedByBash()
    {
        Skip.IfNot(BashOracle.IsPresent, "there is no bash 5.2");
        SyntaxCase[] cases = [.. SyntaxCorpus.Cases.Where(entry => entry.Dialect == ShellDialect.Bash && Tree(entry.Text) is not null)];

        bool[] accepted = _bash.Accepts(cases.Select(entry => entry.Text));

        cases.Zip(accepted).Where(pair => !pair.Second && pair.First.File != "bash-refuses.txt").Select(pair => pair.First.Text).Should().BeEmpty();
        cases.Length.Should().BeGreaterThan(300);
    }

    [SkippableFact]
    public void Parse_GeneratedText_AcceptsNothingThatBashRefusesAndRefusesOnlyWhatItMeansTo()
    {
        Skip.IfNot(BashOracle.IsPresent, "there is no bash 5.2");
        var generator = new ShellTextGenerator(seed: 5);
        string[] sound = [.. SyntaxCorpus.Cases.Where(entry => entry.Dialect == ShellDialect.Bash && Tree(entry.Text) is not null).Select(entry => entry.Text)];
        string[] texts = [.. Enumerable.Range(0, 600).Select(i => i % 3 == 0 ? generator.Pile() : generator.Mutant(sound))
            .Where(text => !HarmlessQuirk().IsMatch(text)).Distinct()];

        bool[] accepted = _bash.Accepts(texts);

        ParsedShell[] ours = [.. texts.Select(text => ShellParser.Parse(text, ShellDialect.Bash))];
        texts.Where((_, i) => ours[i].Body is not null && !accepted[i]).Should().BeEmpty("bash refuses these");
        texts.Select((text, i) => (Text: text, ours[i].Problem, IsAccepted: accepted[i]))
            .Where(entry => entry.Problem is not null && entry.IsAccepted && !IsReadLater(entry.Text) && !Meant().IsMatch(entry.Problem)).Should().BeEmpty("bash accepts these");
        ours.Count(parsed => parsed.Body is not null).Should().BeGreaterThan(texts.Length / 6);
    }

    [SkippableFact]
    public void Parse_SoundScript_IsReadAsBashReadsIt()
    {
        Skip.IfNot(BashOracle.IsPresent, "there is no bash 5.2");
        var generator = new ShellTextGenerator(seed: 6);
        string[] texts = [.. Enumerable.Range(0, 1500).Select(_ => generator.Script())];

        string[] printed = _bash.Prints(texts);

        var differing = new List<string>();
        for (int i = 0; i < texts.Length; i++)
        {
            string? ours = Tree(texts[i]);
            string? bashs = BodyOf(printed[i]);
            if (ours is null || ours != bashs)
                differing.Add($"{texts[i]}\n{TreeText.Of(ShellParser.Parse(texts[i], ShellDialect.Bash))}\n{bashs}\n{printed[i]}");
        }

        differing.Should().BeEmpty();
    }

    private static string? Tree(string text) =>
        ShellParser.Parse(text, ShellDialect.Bash) is { Body: { } body } ? TreeText.OfList(body) : null;

    private static string? BodyOf(string printed) =>
        ShellParser.Parse(printed, ShellDialect.Bash).Body is { Statements: [{ Pipelines: [{ Commands: [FunctionDefinition { Body: Scanning.Shell.Syntax.Group group }] }] }] }
            ? TreeText.OfList(group.Body)
            : null;

    /// <summary>bash parses what is in backquotes, here-documents and <c>$((…) …)</c> only when it runs them.</summary>
    private static bool IsReadLater(string text) =>
        text.Contains('`', StringComparison.Ordinal) || text.Contains("<<", StringComparison.Ordinal) || text.Contains("$((", StringComparison.Ordinal);

    /// <summary>Where bash refuses more than it means to; see bash-refuses.txt.</summary>
    [GeneratedRegex(@"\b(for|select|case)\b[\s\S]*\bin\b[\s\S]*\bin\b|(for|select) \w+\s*;[\s\S]*\bin\b|\$\{[ \n|]")]
    private static partial Regex HarmlessQuirk();

    /// <summary>Problems that a text has though bash, which has not run it, finds none; README.md of the corpus lists why.</summary>
    [GeneratedRegex(@"bad substitution|^'\$\{'|shells read in different ways|find in different places|here-document|blanks or operators in|text directly behind|'for \(\('|in parentheses$|expected '\)\)'|name of a (function|coprocess)|name of a variable|'\$' before quotes|expansion in the delimiter|expression is not closed|descriptor|brace in the subscript|behind a redirection|brackets behind|bytes that are no|not closed$|extglob|extended pattern without")]
    private static partial Regex Meant();
}
