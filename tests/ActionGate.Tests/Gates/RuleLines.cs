using System.Globalization;
using System.Text;

namespace ActionGate.Tests.Gates;

/// <summary>Rules as one line each: <c>deny file_read R/out/** ;; rate: 2/min</c>, where R is a folder on the disk.</summary>
internal static class RuleLines
{
    /// <summary>A policy whose rules are r0, r1, …</summary>
    internal static string Yaml(string head, string[] rules, string root)
    {
        var yaml = new StringBuilder("version: 1\n").Append(head).Append(rules.Length == 0 ? "\nrules: []\n" : "\nrules:\n");
        for (int i = 0; i < rules.Length; i++)
        {
            string[] parts = rules[i].Split(" ;; ", 2);
            string[] words = parts[0].Split(' ', 3);
            string verdict = words[0] == "ask" ? "require_approval" : words[0];
            string target = words[2].Trim('\'').Replace("R/", root + "/", StringComparison.Ordinal);
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, action: [{words[1]}], target: '{target}', decision: {verdict}{(parts.Length > 1 ? ", " + parts[1] : "")} }}\n");
        }
        return yaml.ToString();
    }

    /// <summary>Such as <c>deny r0</c>, <c>allow default</c>.</summary>
    internal static string Told(Decision decision) =>
        $"{decision.Verdict switch { Verdict.Allow => "allow", Verdict.Deny => "deny", _ => "ask" }} {decision.Rule?.Id ?? "default"}";
}
