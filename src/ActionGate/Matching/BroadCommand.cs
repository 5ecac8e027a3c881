using System.Numerics;

namespace ActionGate.Matching;

/// <summary>
/// The broad reading of a refusing command pattern. Its plain words must stand in order, with options (and what may be their
/// arguments) between them; its options may stand anywhere behind the command.
/// </summary>
internal sealed class BroadCommand
{
    /// <summary>More do not fit into the bits of a word.</summary>
    private const int MostPlain = 62;

    private readonly CommandWord[] _plain;
    private readonly BroadOption[] _options;
    private readonly OptionValue[] _values = [];

    /// <summary>Tells the options of whatever command it is; <see langword="null"/> where the pattern names one.</summary>
    private readonly OptionTable? _formsOf;

    /// <summary>The pattern's first word says which command it means, or how its name begins.</summary>
    private readonly bool _guesses;

    /// <summary>The same where the options that take a value stand together with it.</summary>
    private readonly BroadCommand? _paired;

    internal BroadCommand(IReadOnlyList<CommandWord> words, OptionTable formsOf, string? name = null)
    {
        _plain = [.. words.Where((w, i) => i == 0 || !w.IsOption)];
        _options = [];
        if (_plain.Length < words.Count)
        {
            name ??= NameOf(_plain[0]);
            // 'git*' names a command as well: whatever it is, what nobody knows of it is guessed.
            _guesses = name.Length > 0 || !_plain[0].IsAnyRun;
            if (name.Length == 0)
                _formsOf = formsOf;
            var forms = name.Length == 0 ? default : OptionForms.Of(name, _plain.Length > 1 ? NameOf(_plain[1]) : "", formsOf);
            _options = [.. words.Where((w, i) => i > 0 && w.IsOption).Select(w => new BroadOption(w.Text, forms))];
            _paired = Pair(words, forms);
        }
    }

    /// <summary>The words that stand in their order in whatever it takes.</summary>
    internal CommandWord[] NeededWords => _plain.Length > MostPlain ? _plain[..1] : _paired?._plain ?? _plain;

    private BroadCommand(CommandWord[] plain, BroadOption[] options, OptionValue[] values)
    {
        _plain = plain;
        _options = options;
        _values = values;
    }

    /// <summary>The base name that a word says; empty where there may be several.</summary>
    internal static string NameOf(CommandWord word)
    {
        string name = word.IsAnyRun ? "" : word.Text.Literal ?? "";
        return name[(name.LastIndexOf('/') + 1)..];
    }

    private static BroadCommand? Pair(IReadOnlyList<CommandWord> words, OptionForms forms)
    {
        var plain = new List<CommandWord>();
        var options = new List<BroadOption>();
        var values = new List<OptionValue>();
        for (int i = 0; i < words.Count; i++)
        {
            if (i == 0 || !words[i].IsOption)
                plain.Add(words[i]);
            else if (words[i].Text.Literal is { } option && i + 1 < words.Count && words[i + 1] is { IsAnyRun: false, IsOption: false } && forms.TakesValue(option))
                values.Add(new OptionValue(words[i].Text, words[++i], forms));
            else
                options.Add(new BroadOption(words[i].Text, forms));
        }
        return values.Count == 0 ? null : new BroadCommand([.. plain], [.. options], [.. values]);
    }

    internal bool IsMatch(scoped in CommandTarget target) => IsMatchAsWritten(in target) || _paired is not null && _paired.IsMatchAsWritten(in target);

    private bool IsMatchAsWritten(scoped in CommandTarget target)
    {
        // Most targets have other words, which is sooner known than that they have other options.
        // More words than a word of bits: refuse whatever begins with the same command.
        bool hasWords = _plain.Length > MostPlain ? _plain[0].IsAnyRun || _plain[0].MayBe(in target, 0) : PlainWordsMatch(in target);
        if (!hasWords)
            return false;
        foreach (var value in _values)
        {
            if (!value.IsIn(in target))
                return false;
        }
        foreach (var option in _options)
        {
            if (!option.IsIn(in target, _formsOf, _guesses))
                return false;
        }
        return true;
    }

    /// <summary>Follows all readings at once: bit j says that the first j plain words may have been found so far.</summary>
    private bool PlainWordsMatch(scoped in CommandTarget target)
    {
        ulong reached = Close(1);
        ulong mayTakeArgument = 0;
        for (int at = 0; at < target.Words.Length && reached != 0; at++)
        {
            bool isOption = at > 0 && MayBeOption(in target, at);
            ulong next = 0;
            for (int j = 0; j <= _plain.Length; j++)
            {
                if ((reached >> j & 1) == 0)
                    continue;
                // A path or URL is refused behind other operands too.
                if (j < _plain.Length && (_plain[j].IsAnyRun || j > 0 && (_plain[j].IsPath || _plain[j].IsUrl)) || isOption && j > 0 || (mayTakeArgument >> j & 1) != 0)
                    next |= 1UL << j;
                if (j < _plain.Length && !_plain[j].IsAnyRun && _plain[j].MayBe(in target, at))
                    next |= 1UL << (j + 1);
            }
            if ((target.ShapeOf(at) & WordShape.IsMany) != 0)
                next = FromLowest(reached | next);
            mayTakeArgument = isOption ? next : 0;
            reached = Close(next);
        }
        return (reached >> _plain.Length & 1) != 0;
    }

    private static bool MayBeOption(scoped in CommandTarget target, int at)
    {
        var word = target.Word(at);
        return word is ['-', _, ..] || target.ShapeOf(at) != WordShape.None && (word.IsEmpty || TargetShape.IsHole(word[0]));
    }

    /// <summary>Any number of arguments that nobody knows may be any of the words to come.</summary>
    private ulong FromLowest(ulong reached) => reached == 0 ? 0 : ~((1UL << BitOperations.TrailingZeroCount(reached)) - 1) & ((2UL << _plain.Length) - 1);

    /// <summary>A run may take nothing.</summary>
    private ulong Close(ulong reached)
    {
        for (int j = 0; j < _plain.Length; j++)
        {
            if ((reached >> j & 1) != 0 && _plain[j].IsAnyRun)
                reached |= 1UL << (j + 1);
        }
        return reached;
    }
}
