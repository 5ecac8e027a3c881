using System.Text.RegularExpressions;
using ActionGate.Policies.Validation;
using ActionGate.Tests.Simulation;

namespace ActionGate.Tests.Docs;

public sealed partial class TestingPoliciesTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs", "testing-policies.md"));

    [Fact]
    public void Example_OfThePage_AnswersAsWritten()
    {
        using var folder = new TestFolder();
        foreach (Match file in Files().Matches(Text))
            folder.With(file.Groups["name"].Value, file.Groups["text"].Value);

        string answer = folder.Relative(PolicyTests.Load(folder.At("policy.tests.yaml")).Run());

        answer.Should().Be(Answer().Match(Text).Groups["text"].Value.TrimEnd('\n'));
    }

    [Fact]
    public void Page_EveryKeyOfTheFormat_IsThere()
    {
        foreach (string key in KeyTable.TestFile.Known.Concat(KeyTable.Test.Known))
            Text.Should().MatchRegex($@"\n\|[^|]*`{key}`[^|]*\|", key);
    }

    [GeneratedRegex(@"```yaml\n(?<text># (?<name>\S+)\n.*?)```", RegexOptions.Singleline)]
    private static partial Regex Files();

    [GeneratedRegex(@"```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Answer();
}
