using System.Collections.Frozen;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>One policy document, ready to be evaluated. Immutable and shared by all threads.</summary>
internal sealed class CompiledPolicy
{
    private readonly FrozenDictionary<string, KindRules> _kinds;
    private readonly KeyValuePair<string, KindRules>[] _kindPrefixes;

    internal CompiledPolicy(FrozenDictionary<string, KindRules> kinds, IEnumerable<KeyValuePair<string, KindRules>> kindPrefixes)
    {
        _kinds = kinds;
        _kindPrefixes = [.. kindPrefixes.OrderByDescending(p => p.Key.Length)];
    }

    internal required PolicySource Source { get; init; }

    internal string? Name { get; init; }

    internal string? Revision { get; init; }

    /// <summary>Whom the document is for, as written; <see langword="null"/>: everybody.</summary>
    internal string? Agent { get; init; }

    internal Wildcard? AgentPattern { get; init; }

    internal DefaultVerdict Default { get; init; }

    /// <summary>The normal path that relative targets resolve against; <see langword="null"/> where nobody named one.</summary>
    internal string? BaseDirectory { get; init; }

    internal string? Home { get; init; }

    internal bool IsFor(string? agent) => AgentPattern is null || agent is not null && AgentPattern.IsMatch(agent);

    /// <summary>The rules of a kind; <see langword="null"/> for a kind that is neither built in nor declared.</summary>
    internal KindRules? RulesOf(string kind)
    {
        if (_kinds.TryGetValue(kind, out var rules))
            return rules;
        foreach (var (prefix, covered) in _kindPrefixes)
        {
            if (kind.Length > prefix.Length && kind.StartsWith(prefix, StringComparison.Ordinal))
                return covered;
        }
        return null;
    }
}
