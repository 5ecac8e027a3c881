namespace ActionGate.Matching;

/// <summary>An option of a refusing command pattern, found wherever it stands: as written, abbreviated, in a cluster, in its other form.</summary>
internal sealed class BroadOption
{
    /// <summary>The most letters that a cluster is taken apart into; a longer word behind one dash is a name (<c>-delete</c>).</summary>
    private const int LongestCluster = 4;

    private const int StackCharacters = 256;

    private readonly Wildcard _text;
    private readonly OptionForms _forms;
    private readonly string _name;
    private readonly bool _isLong;
    private readonly bool _hasValue;

    internal BroadOption(Wildcard text, OptionForms forms)
    {
        _text = text;
        _forms = forms;
        string literal = text.LiteralPrefix;
        int value = literal.IndexOf('=', StringComparison.Ordinal);
        _hasValue = value >= 0;
        string option = _hasValue ? literal[..value] : literal;
        _isLong = option.StartsWith("--", StringComparison.Ordinal);
        _name = option[(_isLong ? 2 : 1)..];
    }

    internal bool IsIn(scoped in CommandTarget target)
    {
        for (int i = 1; i < target.Words.Length; i++)
        {
            var word = target.Word(i);
            if ((target.ShapeOf(i) & (WordShape.HasHoles | WordShape.IsMany)) != 0 && MayBeOption(word))
                return true;
            if (i == 1 && _isLong && _forms.IsOldStyle && HasShort(word))
                return true;
            if (word.StartsWith('-') && (_text.IsMatch(word) || _isLong && (IsAbbreviation(word) || IsShort(word))))
                return true;
        }
        return !_isLong && _name.Length is > 0 and <= LongestCluster && HasLetters(in target);
    }

    /// <summary>A word that is not wholly known is an option, for all that is known of it.</summary>
    private static bool MayBeOption(ReadOnlySpan<char> word) => word.IsEmpty || word[0] == '-' || TargetShape.IsHole(word[0]);

    /// <summary>The word is this long option under its full name or the start of it, and its value, if both have one, matches.</summary>
    private bool IsAbbreviation(ReadOnlySpan<char> word)
    {
        if (!word.StartsWith("--", StringComparison.Ordinal))
            return false;
        int value = word.IndexOf('=');
        var name = word[2..(value < 0 ? word.Length : value)];
        if (name.IsEmpty || !_name.AsSpan().StartsWith(name, StringComparison.Ordinal))
            return false;
        if (value < 0 || !_hasValue)
            return true;
        int length = 2 + _name.Length + word.Length - value;
        if (length > StackCharacters)
            return true;
        Span<char> full = stackalloc char[StackCharacters];
        "--".CopyTo(full);
        _name.CopyTo(full[2..]);
        word[value..].CopyTo(full[(2 + _name.Length)..]);
        return _text.IsMatch(full[..length]);
    }

    /// <summary>A letter of the word may stand for this long option.</summary>
    private bool IsShort(ReadOnlySpan<char> word)
    {
        return word is ['-', not '-', ..] && HasShort(word[1..]);
    }

    private bool HasShort(ReadOnlySpan<char> letters)
    {
        foreach (char letter in letters)
        {
            if (_forms.MayBe(letter, _name))
                return true;
        }
        return false;
    }

    /// <summary>Each letter stands in some word behind one dash, or may be some word behind two.</summary>
    private bool HasLetters(scoped in CommandTarget target)
    {
        foreach (char letter in _name)
        {
            bool found = false;
            for (int i = 1; i < target.Words.Length && !found; i++)
                found = Has(target.Word(i), letter) || i == 1 && _forms.IsOldStyle && target.Word(i).Contains(letter);
            if (!found)
                return false;
        }
        return true;
    }

    private bool Has(ReadOnlySpan<char> word, char letter)
    {
        if (word is not ['-', _, ..])
            return false;
        if (word[1] == '-')
        {
            int value = word.IndexOf('=');
            return _forms.MayBe(letter, word[2..(value < 0 ? word.Length : value)]);
        }
        foreach (char c in word[1..])
        {
            if (_forms.MayBe(letter, c))
                return true;
        }
        return false;
    }
}
