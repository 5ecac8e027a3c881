namespace ActionGate.Policies.Validation;

/// <summary>Finds what the author of a policy may have meant.</summary>
internal static class Spelling
{
    private const int LongestWord = 40;
    private const int MostCandidates = 200;
    private const int MostListed = 30;
    private const int FurthestWord = 3;

    /// <summary>The help of a diagnostic about an unknown word: what is near, and what is known.</summary>
    internal static string Help(string word, IReadOnlyCollection<string> known)
    {
        string list = List(known);
        return Nearest(word, known) is { } near ? $"did you mean '{near}'? ({list})" : $"expected one of {list}";
    }

    /// <summary>The known words, as many as can be read.</summary>
    internal static string List(IReadOnlyCollection<string> known)
    {
        if (known.Count == 0)
            return "none";
        string list = string.Join(", ", known.Take(MostListed).Select(Quoted.Crop));
        return known.Count > MostListed ? list + ", …" : list;
    }

    /// <summary>The known word with the fewest differences, upper case left aside; <see langword="null"/> if none is near.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
            return null;
        // One difference in three letters: 'alow' is near 'allow', and 'deny' is not near 'ask'.
        int furthest = Math.Clamp(word.Length / 3, 1, FurthestWord);
        string? nearest = null;
        int best = furthest + 1;
        foreach (string candidate in known.Take(MostCandidates))
        {
            if (candidate.Length > LongestWord || Math.Abs(candidate.Length - word.Length) >= best)
                continue;
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }
        return nearest;
    }

    /// <summary>Damerau-Levenshtein, each stretch changed once: letters left out, added, replaced, and two neighbours swapped.</summary>
    private static int Distance(string a, string b)
    {
        Span<int> rows = stackalloc int[3 * (LongestWord + 1)];
        Span<int> before = rows[..(b.Length + 1)];
        Span<int> last = rows.Slice(LongestWord + 1, b.Length + 1);
        Span<int> row = rows.Slice(2 * (LongestWord + 1), b.Length + 1);
        for (int j = 0; j <= b.Length; j++)
            last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            Span<int> free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.Length];
    }
}
