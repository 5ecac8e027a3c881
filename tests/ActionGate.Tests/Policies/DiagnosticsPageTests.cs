namespace ActionGate.Tests.Policies;

public sealed class DiagnosticsPageTests
{
    private static readonly string[] Headings =
    [
        .. File.ReadAllLines(Repository.Path("docs", "diagnostics.md"))
            .Where(line => line.StartsWith("### ", StringComparison.Ordinal))
            .Select(line => line[4..]),
    ];

    [Fact]
    public void Page_AgainstTheCode_HasOneEntryForEachId() =>
        Headings.Select(heading => heading.Split(' ')[0]).Order(StringComparer.Ordinal).Should().Equal(KnownIds.All.Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_InTheCode_AreUsedOnce() => KnownIds.All.Should().OnlyHaveUniqueItems().And.OnlyContain(id => id.Length == 6 && id.StartsWith("AG"));

    [Fact]
    public void Page_Entries_StandInOrder() => Headings.Should().BeInAscendingOrder(StringComparer.Ordinal);
}
