using System.Text.RegularExpressions;

namespace ActionGate.Cli.Tests.Docs;

/// <summary>What the page shows is what the commands print.</summary>
public sealed partial class ExplainingPoliciesTests : IDisposable
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "explaining-policies.md"));

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Commands => [.. Runs().Matches(Text).Select(m => m.Groups["command"].Value)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfThePage_PrintsWhatIsShown(string command)
    {
        string policy = _folder.File("policy.yaml", Policy().Match(Text).Groups["text"].Value);
        string requests = _folder.File("requests.jsonl", Requests().Match(Text).Groups["text"].Value);
        string[] arguments = [.. Words().Matches(command).Select(w => w.Value.Trim('\'') switch { "policy.yaml" => policy, "requests.jsonl" => requests, var word => word })];

        var run = CommandRun.Of("", arguments);

        run.Error.Should().BeEmpty();
        run.Output.Should().Be(Runs().Matches(Text).Single(m => m.Groups["command"].Value == command).Groups["answer"].Value);
    }

    [GeneratedRegex(@"```yaml\n(?<text># policy\.yaml\n.*?)```", RegexOptions.Singleline)]
    private static partial Regex Policy();

    [GeneratedRegex(@"```json\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Requests();

    [GeneratedRegex(@"```console\n\$ actiongate (?<command>[^\n]*)\n(?<answer>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Runs();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();
}
