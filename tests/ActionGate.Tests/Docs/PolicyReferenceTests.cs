using System.Text.RegularExpressions;

namespace ActionGate.Tests.Docs;

public sealed partial class PolicyReferenceTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs", "policy-reference.md"));

    public static TheoryData<string, string, string, string, string> Examples()
    {
        var data = new TheoryData<string, string, string, string, string>();
        foreach (Match example in Example().Matches(Text))
        {
            foreach (string line in example.Groups["requests"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var request = Request().Match(line);
                request.Success.Should().BeTrue($"'{line}' should be a request");
                data.Add(example.Groups["policy"].Value, request.Groups["kind"].Value, request.Groups["target"].Value, request.Groups["verdict"].Value, request.Groups["rule"].Value);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Evaluate_ExampleOfTheReference_DecidesAsWritten(string policy, string kind, string target, string verdict, string rule)
    {
        var decision = Policy.Parse(policy, new PolicyOptions { BaseDirectory = "/srv/project" }).Evaluate(new ActionRequest(kind, target));

        $"{Verdict(decision.Verdict)} {decision.Rule?.Id ?? "-"}".Should().Be($"{verdict} {rule}");
    }

    [Fact]
    public void Reference_Examples_AreFound()
    {
        Examples().Count().Should().BeGreaterThan(40);
        Text.Split("```requests").Should().HaveCount(Example().Count(Text) + 1);
    }

    private static string Verdict(Verdict verdict) => verdict switch
    {
        ActionGate.Verdict.Allow => "allow",
        ActionGate.Verdict.RequireApproval => "require_approval",
        _ => "deny",
    };

    [GeneratedRegex(@"```yaml\n(?<policy>(?:(?!```).)*)```\n\n```requests\n(?<requests>(?:(?!```).)*)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^(?<kind>\S+)\s+(?<target>.+?)\s{2,}(?<verdict>allow|deny|require_approval)\s+(?<rule>\S+)$")]
    private static partial Regex Request();
}
