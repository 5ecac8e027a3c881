using ActionGate.Compilation;
using ActionGate.Evaluation;

namespace ActionGate.Simulation.Explanations;

/// <summary>Why a pattern did not take a target, and how near it came.</summary>
/// <param name="Why">In words that hold whatever else may be wrong as well.</param>
/// <param name="Closeness">0 to 9.</param>
internal readonly record struct Miss(string Why, int Closeness);

/// <summary>
/// Finds words for a pattern that did not match, which is known from the matcher: here is only looked for the first difference that a
/// person would see, and where none is plain nothing more is claimed.
/// </summary>
internal static class MissWords
{
    private const string Metacharacters = "*?[{";

    internal static Miss Of(TracedWalk walk, string pattern) => walk.Target.IsAnything
        ? new Miss("the target could be anything, and the pattern does not take everything", 0)
        : TargetFamilies.Of(walk.Chain.Kind) switch
        {
            TargetFamily.Path => OfPath(walk, pattern),
            TargetFamily.Command => CommandMiss.Of(walk.Target, pattern),
            TargetFamily.Network => OfNetwork(walk.Target, pattern),
            _ => new Miss(Anyway(walk.Target, pattern), 0),
        };

    private static Miss OfPath(TracedWalk walk, string pattern)
    {
        var target = walk.Target;
        if (target.IsPartlyKnown)
            return new Miss(Anyway(target, pattern), 0);
        if (FilledIn(pattern, walk.Policy.Variables) is not { } filled)
            return new Miss(Anyway(target, pattern), 0);
        bool floats = !filled.Contains('/', StringComparison.Ordinal);
        if (floats || filled.StartsWith("**/", StringComparison.Ordinal))
        {
            string seen = target.IsInsideBase ? $", of what lies below {Quote(walk.Policy.ComparedBase)}," : "";
            return new Miss(floats ? $"its name{seen} is not {Quote(pattern)}" : $"no part of it{seen} fits {Quote(pattern)}", 1);
        }
        if (HeadOf(walk.Policy, filled) is not { } head)
            return new Miss(Anyway(target, pattern), 0);
        if (!IsWithin(target.Text, head))
        {
            int common = CommonSegments(target.Text, head);
            return new Miss($"it lies outside {Quote(head)}", Math.Min(1 + common, 6));
        }
        string rest = filled[(filled.AsSpan().IndexOfAny(Metacharacters) is >= 0 and var at ? filled.AsSpan(0, at).LastIndexOf('/') + 1 : filled.Length)..];
        int deeper = target.Text.AsSpan(head.Length).Count('/') - rest.AsSpan().Count('/') - 1;
        if (rest.Length == 0)
            return new Miss($"it lies below {Quote(head)}, and the pattern names only that itself", 8);
        return deeper > 0 && !filled.Contains("**", StringComparison.Ordinal) && !filled.AsSpan().ContainsAny("[{")
            ? new Miss($"it lies deeper than {Quote(pattern)} goes: '*' stays inside one folder, '**' does not", 9)
            : new Miss($"inside {Quote(head)}, {Quote(target.Text[head.Length..].TrimStart('/'))} does not fit {Quote(rest)}", 7);
    }

    /// <summary>The literal folders that a pattern begins with, in normal form; <see langword="null"/> where that is not plain.</summary>
    private static string? HeadOf(CompiledPolicy policy, string pattern)
    {
        int meta = pattern.AsSpan().IndexOfAny(Metacharacters);
        string head = meta < 0 ? pattern : pattern[..(pattern.AsSpan(0, meta).LastIndexOf('/') + 1)];
        if (head.Length == 0)
            head = "./";
        var rules = policy.PathRules;
        if (head.StartsWith("./", StringComparison.Ordinal) && policy.BaseDirectory is null || rules.IsWindows)
            return null;
        return RequestEvaluator.NormalPath(policy, head, policy.BaseDirectory) is { } normal ? rules.Fold(normal) : null;
    }

    private static string? FilledIn(string pattern, IReadOnlyDictionary<string, string> variables)
    {
        for (int start = pattern.IndexOf("${", StringComparison.Ordinal); start >= 0; start = pattern.IndexOf("${", start, StringComparison.Ordinal))
        {
            int end = pattern.IndexOf('}', start);
            // A value that looks like a pattern is none, and would mislead here.
            if (end < 0 || !variables.TryGetValue(pattern[(start + 2)..end], out string? value) || value.AsSpan().ContainsAny("*?[]{}$"))
                return null;
            pattern = string.Concat(pattern.AsSpan(0, start), value, pattern.AsSpan(end + 1));
            start += value.Length;
        }
        return pattern;
    }

    private static bool IsWithin(string path, string folder) =>
        folder == "/" || path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');

    private static int CommonSegments(string left, string right)
    {
        int common = 0;
        string[] of = right.Split('/');
        foreach (string segment in left.Split('/'))
        {
            if (common >= of.Length || !string.Equals(segment, of[common], StringComparison.Ordinal))
                break;
            common++;
        }
        return common - 1;
    }

    private static Miss OfNetwork(TracedTarget target, string pattern)
    {
        if (target.IsPartlyKnown || pattern.Contains("${", StringComparison.Ordinal))
            return new Miss(Anyway(target, pattern), 0);
        int scheme = pattern.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 && pattern.Contains('/', StringComparison.Ordinal))
            return new Miss($"its host is not an address in {pattern}", 0);
        string rest = scheme < 0 ? pattern : pattern[(scheme + 3)..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? rest : rest[..slash];
        if (host.StartsWith("*.", StringComparison.Ordinal) && string.Equals(host[2..], target.Host, StringComparison.OrdinalIgnoreCase))
            return new Miss($"'{host}' is what stands below {Quote(target.Host)}, and not that itself", 8);
        int colon = host.StartsWith('[') ? -1 : host.LastIndexOf(':');
        string name = colon < 0 ? host : host[..colon];
        if (!name.AsSpan().ContainsAny("*?[{") && !string.Equals(name, target.Host, StringComparison.OrdinalIgnoreCase))
            return new Miss($"its host is {Quote(target.Host)}, and not {Quote(name)}", CommonLabels(name, target.Host));
        if (scheme >= 0 && target.Scheme.Length == 0)
            return new Miss("its scheme is not known, and the pattern is a URL", 7);
        if (scheme >= 0 && !pattern.AsSpan(0, scheme).ContainsAny("*?[{") && !target.Scheme.Equals(pattern[..scheme], StringComparison.OrdinalIgnoreCase))
            return new Miss($"its scheme is {Quote(target.Scheme)}, and not {Quote(pattern[..scheme])}", 7);
        if (scheme >= 0 && slash >= 0 && target.UrlPath is null)
            return new Miss("its path is not known, and the pattern has one", 6);
        return new Miss(Anyway(target, pattern), string.Equals(name, target.Host, StringComparison.OrdinalIgnoreCase) ? 6 : 1);
    }

    private static int CommonLabels(string left, string right)
    {
        string[] of = left.Split('.');
        string[] found = right.Split('.');
        int common = 0;
        while (common < of.Length && common < found.Length && string.Equals(of[^(common + 1)], found[^(common + 1)], StringComparison.OrdinalIgnoreCase))
            common++;
        // That both end in 'com' says nothing.
        return common < 2 ? 0 : Math.Min(common, 5);
    }

    private static string Anyway(TracedTarget target, string pattern) =>
        target.IsPartlyKnown ? $"{Quote(pattern)} does not take all that {Quote(target.Text)} may be" : $"{Quote(target.Text)} does not fit {Quote(pattern)}";

    private static string Quote(string? text) => DecisionText.Quote(text);
}
