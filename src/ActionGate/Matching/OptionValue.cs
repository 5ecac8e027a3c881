namespace ActionGate.Matching;

/// <summary>An option of a refusing pattern together with its value: in two words, in one, behind other letters, with an equals sign.</summary>
internal sealed class OptionValue
{
    private readonly Wildcard _option;
    private readonly CommandWord _value;
    private readonly OptionForms _forms;
    private readonly string _name;
    private readonly bool _isLong;

    /// <summary>Describes the pair.</summary>
    /// <param name="option">The option, whose next word is its value.</param>
    /// <param name="value">What the value must be.</param>
    /// <param name="forms">The command's options.</param>
    internal OptionValue(Wildcard option, CommandWord value, OptionForms forms)
    {
        _option = option;
        _value = value;
        _forms = forms;
        _isLong = option.LiteralPrefix.StartsWith("--", StringComparison.Ordinal);
        _name = option.LiteralPrefix[(_isLong ? 2 : 1)..];
    }

    internal bool IsIn(scoped in CommandTarget target)
    {
        for (int i = 1; i < target.Words.Length; i++)
        {
            var word = target.Word(i);
            if ((target.ShapeOf(i) & (WordShape.HasHoles | WordShape.IsMany)) != 0 && (word.IsEmpty || word[0] == '-' || TargetShape.IsHole(word[0])))
                return true;
            if (word is not ['-', _, ..])
                continue;
            if (_option.IsMatch(word) ? MayBeNext(in target, i) : word[1] == '-' ? IsInLong(in target, i, word) : IsInCluster(in target, i, word))
                return true;
        }
        return false;
    }

    private bool IsInLong(scoped in CommandTarget target, int at, scoped ReadOnlySpan<char> word)
    {
        int equals = word.IndexOf('=');
        var name = word[2..(equals < 0 ? word.Length : equals)];
        bool isSame = !name.IsEmpty && (_isLong ? _name.AsSpan().StartsWith(name, StringComparison.Ordinal) : _name.Length == 1 && _forms.MayBe(_name[0], name));
        return isSame && (equals < 0 ? MayBeNext(in target, at) : MayBe(word[(equals + 1)..]));
    }

    /// <summary>Behind any letter that may be the option the rest may be its value.</summary>
    private bool IsInCluster(scoped in CommandTarget target, int at, scoped ReadOnlySpan<char> word)
    {
        for (int i = 1; i < word.Length; i++)
        {
            if (!(_isLong ? _forms.MayBe(word[i], _name) : _name.Length == 1 && _name[0] == word[i]))
                continue;
            if (i + 1 == word.Length ? MayBeNext(in target, at) : MayBe(word[(i + 1)..]) || word[i + 1] == '=' && MayBe(word[(i + 2)..]))
                return true;
        }
        return false;
    }

    private bool MayBeNext(scoped in CommandTarget target, int at) =>
        at + 1 < target.Words.Length && ((target.ShapeOf(at + 1) & WordShape.IsMany) != 0 || _value.MayBe(in target, at + 1));

    /// <summary>A path within a word has no normal form here: one that climbs may lead anywhere.</summary>
    private bool MayBe(scoped ReadOnlySpan<char> value) =>
        _value.Text.MayMatch(value) || _value.IsPath && (value.Contains("..", StringComparison.Ordinal) || value.Contains("//", StringComparison.Ordinal) || value.StartsWith("~"));
}
