using YamlDotNet.RepresentationModel;

namespace ActionGate.Tests.Policies.Published;

/// <summary>A <c>NAME.tests.yaml</c>: requests, each with the decision that its policy must give.</summary>
internal sealed class PolicyTestFile
{
    private static readonly string[] Keys = ["version", "policy", "base", "agent", "variables", "tests"];
    private static readonly string[] CaseKeys = ["name", "action", "target", "agent", "cwd", "decision", "rule"];

    internal sealed record Case(string Name, ActionRequest Request, string Decision, string? Rule);

    internal required string PolicyPath { get; init; }

    internal required PolicyOptions Options { get; init; }

    internal required IReadOnlyList<Case> Cases { get; init; }

    internal static PolicyTestFile Read(string path)
    {
        var stream = new YamlStream();
        using (var text = File.OpenText(path))
            stream.Load(text);
        var root = (YamlMappingNode)stream.Documents.Single().RootNode;
        Require(root, Keys, path);
        Text(root, "version").Should().Be("1", path);
        string? agent = Text(root, "agent");
        return new PolicyTestFile
        {
            PolicyPath = Path.Combine(Path.GetDirectoryName(path)!, Text(root, "policy")!),
            Options = new PolicyOptions { BaseDirectory = Text(root, "base"), Variables = Variables(root) },
            Cases = [.. ((YamlSequenceNode)root["tests"]).Children.Cast<YamlMappingNode>().Select(c => ReadCase(c, agent, path))],
        };
    }

    private static Case ReadCase(YamlMappingNode node, string? agent, string path)
    {
        Require(node, CaseKeys, path);
        var context = new ActionContext { Agent = Text(node, "agent") ?? agent, WorkingDirectory = Text(node, "cwd") };
        return new Case(Text(node, "name")!, new ActionRequest(Text(node, "action"), Text(node, "target"), context), Text(node, "decision")!, Text(node, "rule"));
    }

    private static Dictionary<string, string> Variables(YamlMappingNode root) =>
        root.Children.TryGetValue("variables", out var node)
            ? ((YamlMappingNode)node).Children.ToDictionary(v => ((YamlScalarNode)v.Key).Value!, v => ((YamlScalarNode)v.Value).Value!, StringComparer.Ordinal)
            : [];

    private static void Require(YamlMappingNode node, string[] known, string path) =>
        node.Children.Keys.Select(k => ((YamlScalarNode)k).Value).Should().BeSubsetOf(known, path);

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;
}
