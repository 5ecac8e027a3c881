using ActionGate.Policies.Validation;

namespace ActionGate.Analysis;

/// <summary>
/// The kinds of action that questions are asked about: those of the language, each that a document names anywhere, and for each glob one that it
/// covers and nobody names.
/// </summary>
internal static class AskedKinds
{
    /// <summary>The kinds for questions about one document, or about several at once.</summary>
    internal static List<string> Of(params ReadOnlySpan<PolicyModel> policies)
    {
        var names = new List<string>(ActionNames.BuiltIn);
        foreach (var policy in policies)
        {
            var rules = policy.AllRules.Concat(policy.Document.Asserts.Select(a => a.Requests));
            names.AddRange(policy.Document.Kinds.Concat(rules.SelectMany(r => r.Actions)).Select(k => k.Value));
        }
        var named = new HashSet<string>(names, StringComparer.Ordinal);
        return [.. names.Select(name => IsGlob(name) ? UnnamedOf(name, named) : name).Distinct(StringComparer.Ordinal)];
    }

    internal static bool IsGlob(string name) => name.EndsWith(".*", StringComparison.Ordinal);

    private static string UnnamedOf(string glob, HashSet<string> named)
    {
        string kind = glob[..^1] + "x";
        for (int i = 2; named.Contains(kind); i++)
            kind = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{glob[..^1]}x{i}");
        return kind;
    }
}
