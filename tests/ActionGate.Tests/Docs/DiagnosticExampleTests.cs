namespace ActionGate.Tests.Docs;

public sealed class DiagnosticExampleTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "diagnostics.md"));

    private static readonly IReadOnlyDictionary<string, DiagnosticExample> Examples = DiagnosticExample.Read(Page);

    public static TheoryData<string> Ids => [.. Examples.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Check_ExampleOfTheEntry_SaysWhatIsWritten(string id)
    {
        string found = Examples[id].Found();

        found.Should().Be(Examples[id].Answer);
    }

    /// <summary>Messages name their id; of decisions the reason stands for it.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_ExampleOfTheEntry_ShowsItsId(string id) =>
        Examples[id].Answer.Should().MatchRegex(id.StartsWith("AG30", StringComparison.Ordinal) ? "^deny " : $" {id}: ");

    [Fact]
    public void Page_Examples_AreFound() => Page.Split("```yaml").Should().HaveCount(Examples.Count + 1);
}
