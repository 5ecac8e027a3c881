namespace ActionGate.Tests.Gates;

/// <summary>What shell text must and must not pass, under policies as teams write them.</summary>
public sealed class ShellCorpusTests
{
    public static TheoryData<string> Files => [.. ShellCorpus.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Evaluate_EachCommand_GetsItsVerdict(string file)
    {
        var corpus = ShellCorpus.Read(file);

        if (corpus.Failures() is { Count: > 0 } failures)
            Assert.Fail($"{failures.Count} of {corpus.Cases.Count}\n{string.Join('\n', failures)}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Corpus_NoCommandStandsTwice(string file) =>
        ShellCorpus.Read(file).Cases.GroupBy(c => c.Text, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{g.First().Line}: {g.Key}").Should().BeEmpty();

    [Fact]
    public void Corpus_HoldsEnoughOfEachSide()
    {
        var all = ShellCorpus.Files.SelectMany(f => ShellCorpus.Read(f).Cases.Select(c => (IsOptions: f.StartsWith("Options/", StringComparison.Ordinal), IsAllowed: c.Expected == '+'))).ToList();

        all.Count(c => !c.IsOptions && !c.IsAllowed).Should().BeGreaterThanOrEqualTo(450);
        all.Count(c => !c.IsOptions && c.IsAllowed).Should().BeGreaterThanOrEqualTo(450);
        all.Count(c => c.IsOptions && !c.IsAllowed).Should().BeGreaterThanOrEqualTo(80);
    }
}
