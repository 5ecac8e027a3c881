using System.Buffers;
using System.Collections.Frozen;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>One policy document, ready to be evaluated. Immutable and shared by all threads.</summary>
internal sealed class CompiledPolicy
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly FrozenDictionary<string, KindRules> _kinds;
    private readonly FrozenDictionary<string, KindRules>.AlternateLookup<ReadOnlySpan<char>> _kindGlobs;

    /// <summary>Describes a document.</summary>
    /// <param name="kinds">The rules of each kind that has a name of its own.</param>
    /// <param name="kindGlobs">The rules of each declared glob, by its prefix with the dot: <c>mcp.</c> for <c>mcp.*</c>.</param>
    internal CompiledPolicy(FrozenDictionary<string, KindRules> kinds, FrozenDictionary<string, KindRules> kindGlobs)
    {
        _kinds = kinds;
        _kindGlobs = kindGlobs.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    internal required PolicySource Source { get; init; }

    /// <summary><c>sha256:</c> and the digest of the document's text.</summary>
    internal required string Hash { get; init; }

    internal string? Name { get; init; }

    internal string? Revision { get; init; }

    /// <summary>Whom the document is for, as written; <see langword="null"/>: everybody.</summary>
    internal string? Agent { get; init; }

    internal Wildcard? AgentPattern { get; init; }

    internal DefaultVerdict Default { get; init; }

    /// <summary>Whose paths its targets are.</summary>
    internal PathRules PathRules { get; init; } = PathRules.Linux;

    /// <summary>The normal path that relative targets resolve against; <see langword="null"/> where nobody named one.</summary>
    internal string? BaseDirectory { get; init; }

    /// <summary>The base in the form that is compared.</summary>
    internal string? ComparedBase { get; init; }

    internal string? Home { get; init; }

    internal bool IsFor(string? agent) => AgentPattern is null || agent is not null && AgentPattern.IsMatch(agent);

    /// <summary>The rules of a kind; <see langword="null"/> for a kind that is neither built in nor declared.</summary>
    internal KindRules? RulesOf(string kind)
    {
        if (_kinds.TryGetValue(kind, out var rules))
            return rules;
        // What a glob covers is a name as policies write names: another spelling of one must not slip past its rules.
        if (kind.AsSpan().ContainsAnyExcept(NameCharacters) || kind.Contains("..", StringComparison.Ordinal) || kind.EndsWith('.'))
            return null;
        // The longest declared prefix; the name goes on behind its dot.
        var prefix = kind.AsSpan();
        for (int dot = prefix[..^Math.Min(1, prefix.Length)].LastIndexOf('.'); dot >= 0; dot = prefix[..dot].LastIndexOf('.'))
        {
            if (_kindGlobs.TryGetValue(prefix[..(dot + 1)], out var covered))
                return covered;
        }
        return null;
    }
}
