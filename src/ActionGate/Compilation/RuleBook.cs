using System.Buffers;
using System.Collections.Frozen;

namespace ActionGate.Compilation;

/// <summary>The rules that bind one agent, by action kind. Immutable.</summary>
/// <param name="kinds">Where the rules of each kind stand.</param>
/// <param name="chains">The rules.</param>
internal sealed class RuleBook(RuleKinds kinds, RuleChain[] chains)
{
    /// <summary>The rules of a kind; <see langword="null"/> for a kind that is neither built in nor declared.</summary>
    internal RuleChain? Find(string kind) => kinds.IndexOf(kind) is >= 0 and var index ? chains[index] : null;
}

/// <summary>The kinds of a document, one table for the books of all its agents. Immutable.</summary>
internal sealed class RuleKinds
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private readonly FrozenDictionary<string, int> _names;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _globs;

    /// <summary>Describes a table.</summary>
    /// <param name="kinds">The kinds in the order of their numbers; a glob ends in <c>.*</c>.</param>
    internal RuleKinds(IReadOnlyList<string> kinds)
    {
        var numbered = kinds.Select((kind, number) => KeyValuePair.Create(kind, number)).ToLookup(k => IsGlob(k.Key));
        _names = numbered[false].ToFrozenDictionary(StringComparer.Ordinal);
        // By its prefix with the dot: 'mcp.' for 'mcp.*'.
        _globs = numbered[true].ToFrozenDictionary(k => k.Key[..^1], k => k.Value, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The number of a kind; -1 for one that is neither built in nor declared.</summary>
    internal int IndexOf(string kind)
    {
        if (_names.TryGetValue(kind, out int index))
            return index;
        // What a glob covers is a name as policies write names: another spelling of one must not slip past its rules.
        if (kind.AsSpan().ContainsAnyExcept(NameCharacters) || kind.Contains("..", StringComparison.Ordinal) || kind.EndsWith('.'))
            return -1;
        // The longest declared prefix; the name goes on behind its dot.
        var prefix = kind.AsSpan();
        for (int dot = prefix[..^Math.Min(1, prefix.Length)].LastIndexOf('.'); dot >= 0; dot = prefix[..dot].LastIndexOf('.'))
        {
            if (_globs.TryGetValue(prefix[..(dot + 1)], out int covered))
                return covered;
        }
        return -1;
    }

    private static bool IsGlob(string name) => name.EndsWith(".*", StringComparison.Ordinal);
}
