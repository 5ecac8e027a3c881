using System.Buffers;
using System.Numerics;

namespace ActionGate.Matching;

/// <summary>
/// Many words of a command pattern, followed through an argument vector at all places at once: bit j says that the first j words may have been used up so
/// far. Words that are written alike are asked once for each argument, so that it costs some steps an argument, however many words there are.
/// Immutable.
/// </summary>
internal sealed class CommandSequence
{
    /// <summary>Fewer words are tried place by place.</summary>
    internal const int FewestWords = 17;

    private const int Bits = 64;

    private const int StackSize = 40;

    /// <summary>No two runs side by side.</summary>
    private readonly CommandWord[] _words;

    private readonly ulong[] _runs;

    /// <summary>By place the places that are written alike, where these are so many that they are better taken all at once.</summary>
    private readonly ulong[]?[] _alike;

    private CommandSequence(CommandWord[] words)
    {
        _words = words;
        int size = words.Length / Bits + 1;
        _runs = new ulong[size];
        _alike = new ulong[words.Length][];
        foreach (var places in Enumerable.Range(0, words.Length).GroupBy(j => KeyOf(words[j]), StringComparer.Ordinal))
        {
            bool isRun = words[places.First()].IsAnyRun;
            if (!isRun && (places.Key.Length == 0 || places.Count() <= size))
                continue;
            ulong[] alike = isRun ? _runs : new ulong[size];
            foreach (int j in places)
                (alike[j / Bits], _alike[j]) = (alike[j / Bits] | 1UL << (j % Bits), alike);
        }
    }

    /// <summary>The sequence of some words; <see langword="null"/> where they are few.</summary>
    internal static CommandSequence? Of(CommandWord[] words)
    {
        if (words.Length < FewestWords)
            return null;
        CommandWord[] single = [.. words.Where((w, i) => i == 0 || !w.IsAnyRun || !words[i - 1].IsAnyRun)];
        return single.Length >= FewestWords ? new CommandSequence(single) : null;
    }

    /// <summary>Whether the words take the arguments, and nothing about them is guessed.</summary>
    internal bool IsExactly(scoped in CommandTarget target)
    {
        int size = _runs.Length;
        ulong[]? pooled = size > StackSize ? ArrayPool<ulong>.Shared.Rent(2 * size) : null;
        Span<ulong> both = pooled ?? stackalloc ulong[2 * StackSize];
        var reached = both[..size];
        var next = both.Slice(size, size);
        reached.Clear();
        reached[0] = 1;
        SkipRuns(reached);
        for (int at = 0; at < target.Words.Length && reached.ContainsAnyExcept(0UL); at++)
        {
            Take(in target, at, reached, next);
            next.CopyTo(reached);
            SkipRuns(reached);
        }
        bool isTaken = (reached[_words.Length / Bits] >> (_words.Length % Bits) & 1) != 0;
        if (pooled is not null)
            ArrayPool<ulong>.Shared.Return(pooled);
        return isTaken;
    }

    /// <summary>Takes one argument. What was reached is used up.</summary>
    private void Take(scoped in CommandTarget target, int at, scoped Span<ulong> reached, scoped Span<ulong> next)
    {
        for (int i = 0; i < next.Length; i++)
            next[i] = reached[i] & _runs[i];
        for (int i = 0; i < reached.Length; i++)
        {
            for (ulong left = reached[i] & ~_runs[i]; left != 0;)
            {
                int place = i * Bits + BitOperations.TrailingZeroCount(left);
                left &= left - 1;
                if (place == _words.Length)
                    break;
                bool takes = _words[place].IsExactly(in target, at);
                if (_alike[place] is { } alike)
                {
                    if (takes)
                        AddShifted(reached, alike, next);
                    for (int k = i; k < reached.Length; k++)
                        reached[k] &= ~alike[k];
                    left &= ~alike[i];
                }
                else if (takes)
                {
                    next[(place + 1) / Bits] |= 1UL << ((place + 1) % Bits);
                }
            }
        }
    }

    /// <summary>A run may take nothing.</summary>
    private void SkipRuns(scoped Span<ulong> reached)
    {
        // From above, so that what is added is not shifted again.
        for (int i = reached.Length - 1; i >= 0; i--)
            reached[i] |= (reached[i] & _runs[i]) << 1 | (i == 0 ? 0 : (reached[i - 1] & _runs[i - 1]) >> (Bits - 1));
    }

    private static void AddShifted(scoped ReadOnlySpan<ulong> reached, scoped ReadOnlySpan<ulong> places, scoped Span<ulong> next)
    {
        ulong carry = 0;
        for (int i = 0; i < next.Length; i++)
        {
            ulong here = reached[i] & places[i];
            next[i] |= here << 1 | carry;
            carry = here >> (Bits - 1);
        }
    }

    /// <summary>What words that are written alike share, runs one of their own; empty for a word with a class, as each has its own.</summary>
    private static string KeyOf(CommandWord word)
    {
        if (word.IsAnyRun)
            return "run";
        if (word.Path is { } path)
            return path.Segments is { Classes.IsEmpty: false } ? "" : $"path {path.Traits} {path.Head}\0{path.RealHead}\0{path.Segments?.Text}";
        if (word.Url is { } url)
            return url.HostClasses.IsEmpty && url.Addresses is null ? $"url {url.HostKind} {url.PortNumber} {url.HasNoPath} {url.SchemeText}\0{url.Host}\0{url.PathText}" : "";
        return word.Text.Classes.IsEmpty ? "text " + word.Text.Text : "";
    }
}
