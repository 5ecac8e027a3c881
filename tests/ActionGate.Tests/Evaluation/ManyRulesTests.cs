using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Evaluation;

/// <summary>With many rules only those are tried that could match; what is decided is what few rules decide, which are all tried.</summary>
public sealed class ManyRulesTests
{
    private const int Requests = 25;

    /// <summary>More than are tried one by one, of each kind.</summary>
    private const int Others = 20;

    [Fact]
    public void Evaluate_AnyPolicyAmongRulesForOthers_DecidesAsBefore() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(120),
        Prop.ForAll((from policy in RandomPolicy.Any from requests in Gen.ArrayOf(RandomPolicy.Request, Requests) select (policy, requests)).ToArbitrary(), sample =>
        {
            // One, so that both speak of all kinds.
            var few = With(sample.policy, 1).Parse();
            var many = With(sample.policy, Others).Parse();
            foreach (var request in sample.requests)
            {
                var expected = few.Evaluate(request);
                var found = many.Evaluate(request);
                (found.Verdict, found.Rule?.Id, found.Reason).Should().Be((expected.Verdict, expected.Rule?.Id, expected.Reason), "{0} {1}\n{2}", request.Kind.Name, request.Target, sample.policy);
            }
        }));

    [Theory]
    [InlineData("file_read", "*.PEM", "/x/Key.pem", "case: insensitive")]
    [InlineData("file_read", "/Data/{One,TWO}/**", "/data/two/x", "case: insensitive")]
    [InlineData("file_read", "**/Stra\u00dfe-*", "/x/STRASSE-1", "case: insensitive")]
    [InlineData("file_read", "/data/{one,two,three}/*.{csv,md}", "/data/two/y.md", "mode: enforce")]
    [InlineData("network", "HTTPS://API.Example.COM/V1/**", "https://api.example.com/V1/x", "mode: enforce")]
    [InlineData("network", "*.{b,\u00fc}.example", "x.xn--tda.example", "mode: enforce")]
    [InlineData("shell_exec", "{git,hg} {push,pull} *", "hg pull -u", "mode: enforce")]
    [InlineData("env_read", "{LC,LANG}_*", "LC_ALL", "mode: enforce")]
    public void Evaluate_BracesAndCaseAmongManyRules_FindsTheRule(string kind, string pattern, string target, string key)
    {
        string others = string.Concat(Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"- {{ action: {kind}, target: '{Other(kind, i)}', decision: allow }}\n")));
        var policy = Policy.Parse($"version: 1\n{key}\nrules:\n{others}- {{ id: meant, action: {kind}, target: '{pattern}', decision: allow }}\n");

        policy.Evaluate(new ActionRequest(kind, target)).Rule?.Id.Should().Be("meant");
    }

    [Fact]
    public void Evaluate_SeveralRulesOfManyMatch_TakesThemInTheirOrder()
    {
        string[] rules =
        [
            .. Enumerable.Range(0, 50).Select(i => Other("file_read", i) + "', decision: allow"),
            "/srv/**', decision: allow, expires: 2020-01-01T00:00:00Z",
            "**/*.cs', decision: allow, agents: [nobody]",
            "/srv/a/*.cs', decision: require_approval",
            .. Enumerable.Range(50, 50).Select(i => Other("file_read", i) + "', decision: allow"),
            "**/a/**', decision: deny",
            "*.cs', decision: allow",
        ];
        string yaml = "version: 1\nrules:\n" + string.Concat(rules.Select((rule, i) => string.Create(CultureInfo.InvariantCulture, $"- {{ id: r{i}, action: file_read, target: '{rule} }}\n")));
        var request = ActionRequest.ReadFile("/srv/a/x.cs");

        Policy.Parse(yaml).Evaluate(request).Rule!.Id.Should().Be("r52");
        Policy.Parse("precedence: deny_overrides\n" + yaml).Evaluate(request).Rule!.Id.Should().Be("r103");
        Policy.Parse(yaml).Evaluate(ActionRequest.ReadFile("/x.cs")).Rule!.Id.Should().Be("r104");
    }

    private static RandomPolicy With(RandomPolicy policy, int others)
    {
        foreach (string kind in RandomPolicy.Kinds)
        {
            for (int i = 0; i < others; i++)
                policy = policy.With(policy.Rules.Count, $"action: {kind}, target: '{Other(kind, i)}', decision: allow");
        }
        return policy;
    }

    private static string Other(string kind, int i) => kind switch
    {
        "network" => $"other{i}.invalid",
        "shell_exec" => $"other{i} *",
        "module_import" => $"other{i}",
        "env_read" => $"OTHER_{i}",
        _ => (i % 3) switch { 0 => $"/others/{i}/**", 1 => $"**/other{i}/*", _ => $"*.other{i}" },
    };
}
