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

    /// <param name="target">The command.</param>
    /// <param name="formsOf">Tells the options of whatever command it is; <see langword="null"/> where the pattern names one.</param>
    /// <param name="namesCommand">The pattern names it, or how its name begins.</param>
    internal bool IsIn(scoped in CommandTarget target, OptionTable? formsOf, bool namesCommand)
    {
        var forms = formsOf is null ? _forms : OptionForms.Of(in target, formsOf, namesCommand);
        bool isOver = false;
        for (int i = 1; i < target.Words.Length; i++)
        {
            var word = target.Word(i);
            if (word.StartsWith('-') && (_text.IsMatch(word) || _isLong && (IsAbbreviation(word) || !isOver && IsShort(word, in forms))))
                return true;
            if (i == 1 && _isLong && forms.IsOldStyle && HasShort(word, in forms, stops: false))
                return true;
            if (!isOver && (target.ShapeOf(i) & (WordShape.HasHoles | WordShape.IsMany)) != 0 && MayBeOption(word, target.ShapeOf(i), in forms, namesCommand))
                return true;
            isOver |= !namesCommand && word is "--";
            // What follows is its value, whatever that looks like; of several words only the first is.
            if (!isOver && TakesNext(word, in forms) && i + 1 < target.Words.Length && (target.ShapeOf(i + 1) & WordShape.IsMany) == 0 && !_text.IsMatch(target.Word(i + 1)))
                i++;
        }
        return !_isLong && _name.Length is > 0 and <= LongestCluster && HasLetters(in target, in forms);
    }

    /// <summary>A word that is not wholly known may be the option, for all that is known of it.</summary>
    private bool MayBeOption(ReadOnlySpan<char> word, WordShape shape, in OptionForms forms, bool namesCommand)
    {
        int hole = IndexOfHole(word);
        if (word.IsEmpty || hole == 0)
        {
            // To a pattern that names no command, names of files and numbers are none, and neither is what the command has no such option for.
            return namesCommand
                ? word.IsEmpty || word[0] == TargetShape.Hole || (shape & WordShape.IsMany) != 0
                : (word.IsEmpty || word[0] == TargetShape.Hole) && !forms.HasNone && (!_isLong || forms.MayHave(_name));
        }
        if (word[0] != '-')
            return false;
        var known = hole < 0 ? word : word[..hole];
        if (!known.StartsWith("--", StringComparison.Ordinal))
            return (known.Length == 1 || !EndsInValue(known, in forms)) && (namesCommand || !_isLong || forms.MayHave(_name));
        var name = known[2..];
        int value = name.IndexOf('=');
        // Which long option a letter is the same as is asked elsewhere, of whole names.
        if (!_isLong && value < 0)
            return true;
        // Of '--include=*.py' all but the value is known.
        return value < 0 ? _name.AsSpan().StartsWith(name, StringComparison.Ordinal) || name.StartsWith(_name, StringComparison.Ordinal)
            : _hasValue && _name.AsSpan().StartsWith(name[..value], StringComparison.Ordinal) || _text.MayMatch(word);
    }

    private static int IndexOfHole(ReadOnlySpan<char> word) => TargetShape.IndexOfHole(word);

    /// <summary>The option's value is the next word.</summary>
    private static bool TakesNext(ReadOnlySpan<char> word, in OptionForms forms)
    {
        if (!forms.Narrows || word is not ['-', _, ..] || IndexOfHole(word) >= 0)
            return false;
        return word[1] == '-' ? forms.TakesValue(word) : forms.TakesValue(word[^1]) && !EndsInValue(word[..^1], in forms);
    }

    /// <summary>A letter of the cluster takes what follows in the word.</summary>
    private static bool EndsInValue(ReadOnlySpan<char> cluster, in OptionForms forms)
    {
        foreach (char letter in cluster[1..])
        {
            if (forms.Narrows && forms.TakesValue(letter))
                return true;
        }
        return false;
    }

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
    private bool IsShort(ReadOnlySpan<char> word, in OptionForms forms)
    {
        return word is ['-', not '-', ..] && HasShort(word[1..], in forms, stops: true);
    }

    private bool HasShort(ReadOnlySpan<char> letters, in OptionForms forms, bool stops)
    {
        foreach (char letter in letters)
        {
            if (forms.MayBe(letter, _name))
                return true;
            // What follows is its value.
            if (stops && forms.Narrows && forms.TakesValue(letter))
                return false;
        }
        return false;
    }

    /// <summary>Each letter stands in some word behind one dash, or may be some word behind two.</summary>
    private bool HasLetters(scoped in CommandTarget target, in OptionForms forms)
    {
        foreach (char letter in _name)
        {
            bool found = false;
            for (int i = 1; i < target.Words.Length && !found; i++)
                found = Has(target.Word(i), letter, in forms) || i == 1 && forms.IsOldStyle && target.Word(i).Contains(letter);
            if (!found)
                return false;
        }
        return true;
    }

    private static bool Has(ReadOnlySpan<char> word, char letter, in OptionForms forms)
    {
        if (word is not ['-', _, ..])
            return false;
        if (word[1] == '-')
        {
            int value = word.IndexOf('=');
            return forms.MayBe(letter, word[2..(value < 0 ? word.Length : value)]);
        }
        foreach (char c in word[1..])
        {
            if (forms.MayBe(letter, c))
                return true;
            if (forms.Narrows && forms.TakesValue(c))
                return false;
        }
        return false;
    }
}
