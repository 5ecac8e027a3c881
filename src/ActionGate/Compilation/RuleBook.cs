using System.Buffers;
using System.Collections.Frozen;

namespace ActionGate.Compilation;

/// <summary>The rules that bind one agent, by action kind. Immutable.</summary>
internal sealed class RuleBook
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly FrozenDictionary<string, RuleChain> _kinds;
    private readonly FrozenDictionary<string, RuleChain>.AlternateLookup<ReadOnlySpan<char>> _kindGlobs;

    /// <summary>Describes a book.</summary>
    /// <param name="kinds">The rules of each kind that has a name of its own.</param>
    /// <param name="kindGlobs">The rules of each declared glob, by its prefix with the dot: <c>mcp.</c> for <c>mcp.*</c>.</param>
    internal RuleBook(FrozenDictionary<string, RuleChain> kinds, FrozenDictionary<string, RuleChain> kindGlobs)
    {
        _kinds = kinds;
        _kindGlobs = kindGlobs.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The rules of a kind; <see langword="null"/> for a kind that is neither built in nor declared.</summary>
    internal RuleChain? Find(string kind)
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
