using System.Numerics;

namespace ActionGate.Matching;

/// <summary>
/// The broad reading of a refusing command pattern. Its plain words must stand in order, with options (and what may be their
/// arguments) between them; its options may stand anywhere behind the command.
/// </summary>
internal sealed class BroadCommand
{
    private readonly CommandWord[] _plain;
    private readonly BroadOption[] _options;

    internal BroadCommand(IReadOnlyList<CommandWord> words, Func<string, string, string?> formsOf)
    {
        _plain = [.. words.Where((w, i) => i == 0 || !w.IsOption)];
        _options = [];
        if (_plain.Length < words.Count)
        {
            var forms = OptionForms.Of(NameOf(0), NameOf(1), formsOf);
            _options = [.. words.Where((w, i) => i > 0 && w.IsOption).Select(w => new BroadOption(w.Text, forms))];
        }

        string NameOf(int index)
        {
            string name = index < _plain.Length && !_plain[index].IsAnyRun ? _plain[index].Text.Literal ?? "" : "";
            return name[(name.LastIndexOf('/') + 1)..];
        }
    }

    internal bool IsMatch(scoped in CommandTarget target)
    {
        foreach (var option in _options)
        {
            if (!option.IsIn(in target))
                return false;
        }
        // More words than a word of bits: refuse whatever begins with the same command.
        return _plain.Length > 62 ? _plain[0].IsAnyRun || _plain[0].MayBe(in target, 0) : PlainWordsMatch(in target);
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
                if (j < _plain.Length && _plain[j].IsAnyRun || isOption && j > 0 || (mayTakeArgument >> j & 1) != 0)
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
