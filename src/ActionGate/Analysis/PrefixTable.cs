namespace ActionGate.Analysis;

/// <summary>Rows by what the texts begin with that they take: two may meet only where one beginning is that of the other.</summary>
internal sealed class PrefixTable
{
    private readonly Dictionary<string, List<int>> _rows = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _prefixes = new(StringComparer.Ordinal);

    internal void Add(string prefix, int row)
    {
        if (!_rows.TryGetValue(prefix, out var rows))
        {
            _rows[prefix] = rows = [];
            _prefixes.Add(prefix);
        }
        rows.Add(row);
    }

    /// <summary>The rows that may take a text, in ascending order.</summary>
    internal List<int> Above(ReadOnlySpan<char> text)
    {
        var found = new List<int>();
        var known = _rows.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int length = 0; length <= text.Length; length++)
        {
            if (known.TryGetValue(text[..length], out var rows))
                found.AddRange(rows);
        }
        found.Sort();
        return found;
    }

    /// <summary>The rows that may take a text that begins so, in ascending order.</summary>
    internal List<int> Meeting(string prefix)
    {
        var found = Above(prefix);
        foreach (string below in _prefixes.GetViewBetween(prefix, prefix + '\uFFFF'))
        {
            if (below.Length > prefix.Length)
                found.AddRange(_rows[below]);
        }
        found.Sort();
        return found;
    }
}
