using System.Text.RegularExpressions;
using ActionGate.Policies;

namespace ActionGate.Tests.Docs;

/// <summary>An example of docs/diagnostics.md: a policy with what <c>check</c> says of it, or with decisions that it comes to.</summary>
internal sealed partial class DiagnosticExample(string policy, string answer)
{
    internal string Answer => answer;

    internal static IReadOnlyDictionary<string, DiagnosticExample> Read(string page) =>
        Form().Matches(page).ToDictionary(m => m.Groups["id"].Value, m => new DiagnosticExample(m.Groups["policy"].Value, m.Groups["answer"].Value.TrimEnd('\n')));

    internal string Found()
    {
        var options = new PolicyOptions { BaseDirectory = "/srv/project" };
        var compiled = Policy.Compile(new PolicySource("policy.yaml", policy), options, null, out var diagnostics);
        if (diagnostics.Count > 0)
            return string.Join('\n', diagnostics);
        return string.Join('\n', answer.Split('\n').Select(line => Request().Match(line)).Select(r =>
            compiled!.Evaluate(new ActionRequest(r.Groups["kind"].Value, r.Groups["target"].Value)).ToString()));
    }

    [GeneratedRegex(@"^### (?<id>AG\d{4})(?:(?!^### ).)*?```yaml\n(?<policy>.*?)```\n\n```text\n(?<answer>.*?)```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Form();

    [GeneratedRegex("^[a-z_]+ (?<kind>[a-z_]+) '(?<target>.*?)': ")]
    private static partial Regex Request();
}
