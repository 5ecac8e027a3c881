namespace ActionGate.Simulation.Suggestions;

/// <summary>What a suggested rule means beyond the requests that it is for: what a tired reader would not think of.</summary>
internal static class SuggestionRemarks
{
    internal static IEnumerable<string> Of(SuggestedRule rule)
    {
        if (rule.Agents.Count == 0)
            yield return "the same to every agent that the policy is for";
        foreach (string kind in rule.Kinds)
        {
            switch (kind)
            {
                case "file_write":
                    yield return "to delete what may be written, and to replace whatever it holds";
                    break;
                case "file_delete":
                    yield return "to delete a folder of that name, with what lies in it";
                    break;
                case "shell_exec":
                    yield return "the command in every folder and as a part of longer ones, with what it does to files and hosts where the policy has no rules for these";
                    break;
                case "network":
                    if (rule.Patterns.Any(p => !p.Text.Contains("://", StringComparison.Ordinal)))
                        yield return "every scheme and path of the host" + (rule.Patterns.Any(p => !HasPort(p.Text)) ? ", and every port" : "");
                    if (rule.Method is null)
                        yield return "every method, sending as well as fetching";
                    break;
                default:
                    break;
            }
        }
    }

    private static bool HasPort(string pattern) => pattern.Contains(':', StringComparison.Ordinal);
}
