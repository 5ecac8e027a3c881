using System.Text.RegularExpressions;
using ActionGate.Policies;

namespace ActionGate.Tests.Docs;

public sealed partial class PolicyAnalysisPageTests
{
    [Fact]
    public void Check_ExampleOfThePage_SaysWhatIsWritten()
    {
        var example = Form().Match(File.ReadAllText(Repository.PathOf("docs", "policy-analysis.md")));
        var policy = Policy.Compile(new PolicySource("policy.yaml", example.Groups["policy"].Value), new PolicyOptions { BaseDirectory = "/srv/project" }, null, out _);

        string.Join('\n', PolicyAnalysis.Check(policy!)).Should().Be(example.Groups["answer"].Value.TrimEnd('\n'));
    }

    [GeneratedRegex(@"```yaml\n(?<policy>.*?)```\n\n```text\n(?<answer>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Form();
}
