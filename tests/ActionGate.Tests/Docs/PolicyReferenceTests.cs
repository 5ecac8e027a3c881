using System.Text.RegularExpressions;
using ActionGate.Policies.Validation;

namespace ActionGate.Tests.Docs;

public sealed partial class PolicyReferenceTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs", "policy-reference.md"));

    private static readonly IReadOnlyDictionary<int, ReferenceExample> Examples = ReferenceExample.Read(Text);

    /// <summary>By the line of the page.</summary>
    public static TheoryData<int> Lines => [.. Examples.Keys];

    public static TheoryData<string> Headings => [.. Tables().Keys];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Evaluate_ExampleOfTheReference_DecidesAsWritten(int line) => Examples[line].Failures().Should().BeEmpty();

    [Fact]
    public void Reference_Examples_AreFound()
    {
        Examples.Values.Sum(e => e.RequestCount).Should().BeGreaterThan(150);
        Text.Split("```requests").Should().HaveCount(Examples.Count + 1);
    }

    /// <summary>Every key that is read has its row, and no row is for a key that is not.</summary>
    [Theory]
    [MemberData(nameof(Headings))]
    public void Reference_TableOfKeys_HasThoseThatAreRead(string heading)
    {
        string section = Section().Matches(Text).Single(s => s.Groups["heading"].Value == heading).Value;

        Row().Matches(section).SelectMany(row => Code().Matches(row.Groups["keys"].Value)).Select(code => code.Groups[1].Value)
            .Should().BeEquivalentTo(Tables()[heading].Known);
    }

    [Fact]
    public void Reference_KeysOfLaterVersions_AreNamedAsSuch() => Text.Should().Contain("`assert`");

    private static Dictionary<string, KeyTable> Tables() => new(StringComparer.Ordinal)
    {
        ["Keys of a document"] = KeyTable.Document,
        ["Keys of a rule"] = KeyTable.Rule,
        ["Keys of an agent's entry"] = KeyTable.Agent,
        ["Keys of `code_execution`"] = KeyTable.CodeExecution,
        ["Keys of `limits`"] = KeyTable.Limits,
        ["Keys of `approval`"] = KeyTable.Approval,
        ["Keys of `tests`"] = KeyTable.Tests,
    };

    [GeneratedRegex(@"^#{2,3} (?<heading>[^\n]*)\n(?:(?!^#{2,3} ).)*", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| (?<keys>`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
