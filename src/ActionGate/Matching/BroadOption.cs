namespace ActionGate.Matching;

/// <summary>An option of a refusing command pattern, found wherever it stands: as written, abbreviated, or in a cluster.</summary>
internal sealed class BroadOption
{
    /// <summary>The most letters that a cluster is taken apart into; a longer word behind one dash is a name (<c>-delete</c>).</summary>
    private const int LongestCluster = 4;

    private readonly Wildcard _text;
    private readonly string _literal;
    private readonly bool _isLong;

    internal BroadOption(Wildcard text)
    {
        _text = text;
        string literal = text.LiteralPrefix;
        int value = literal.IndexOf('=', StringComparison.Ordinal);
        _literal = value < 0 ? literal : literal[..value];
        _isLong = _literal.StartsWith("--", StringComparison.Ordinal);
    }

    internal bool IsIn(scoped in CommandTarget target)
    {
        for (int i = 1; i < target.Words.Length; i++)
        {
            var word = target.Word(i);
            if (_text.IsMatch(word) || _isLong && IsAbbreviation(word))
                return true;
        }
        return !_isLong && _literal.Length is > 1 and <= LongestCluster + 1 && HasLetters(in target);
    }

    private bool IsAbbreviation(ReadOnlySpan<char> word)
    {
        int value = word.IndexOf('=');
        if (value >= 0)
            word = word[..value];
        return word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && _literal.AsSpan().StartsWith(word, StringComparison.Ordinal);
    }

    /// <summary>Each letter stands in some word behind one dash.</summary>
    private bool HasLetters(scoped in CommandTarget target)
    {
        foreach (char letter in _literal.AsSpan(1))
        {
            bool found = false;
            for (int i = 1; i < target.Words.Length && !found; i++)
            {
                var word = target.Word(i);
                found = word is ['-', not '-', ..] && word.Contains(letter);
            }
            if (!found)
                return false;
        }
        return true;
    }
}
