namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Whether the arguments of a command do nothing that needs deciding; a reading of its own, without allocation.</summary>
internal static class PlainArguments
{
    internal static bool ArePlain(CommandTable table, ReadOnlySpan<char> text, ReadOnlySpan<Range> words)
    {
        var name = text[words[0]];
        if (CommandCatalog.IsProgramFile(name))
            return false;
        if (!table.TryFind(name, out var entry))
            return true;
        int at = 1;
        while (true)
        {
            // A catalogue of two levels has subcommands of three words at most.
            if (!AreInert(entry, text, words, ref at, out int operands))
                return false;
            if (!entry.Is(CommandTraits.Subcommands) || at >= words.Length)
                return !AnyHolds(entry.Alone) || operands > 0 && IdleOperands(entry) == int.MaxValue;
            var subcommand = text[words[at++]];
            if (!table.TryFind(entry, subcommand, out var inner))
                return entry.Shapes.Count == 0 && (!entry.Is(CommandTraits.Closed) || entry.IsPlainSubcommand(subcommand));
            entry = inner;
        }
    }

    /// <summary>Goes to the end of the arguments, or to the subcommand.</summary>
    private static bool AreInert(CommandEntry entry, ReadOnlySpan<char> text, ReadOnlySpan<Range> words, ref int at, out int operands)
    {
        operands = 0;
        const CommandTraits Unusual = CommandTraits.Own | CommandTraits.OldStyle | CommandTraits.Plus | CommandTraits.Transparent | CommandTraits.Stop
            | CommandTraits.StopSecond | CommandTraits.Dash | CommandTraits.Builtin | CommandTraits.Words;
        if (entry.Is(Unusual) || AnyHolds(entry.Always))
            return false;
        int idle = IdleOperands(entry);
        bool areOver = false;
        for (; at < words.Length; at++)
        {
            var word = text[words[at]];
            if (areOver || word is not ['-', _, ..])
            {
                if (entry.Is(CommandTraits.Subcommands))
                    return true;
                if (++operands > idle)
                    return false;
                continue;
            }
            if (word is "--")
            {
                areOver = true;
                continue;
            }
            // Behind an option that is not listed an operand's place is not certain.
            int takes = TakesValue(entry, word, mayPassOver: !entry.IsStrict && idle == int.MaxValue);
            if (takes < 0)
                return false;
            at += takes;
        }
        return true;
    }

    private static bool AnyHolds(IReadOnlyList<(CatalogEffect Effect, string Target)> effects)
    {
        for (int i = 0; i < effects.Count; i++)
        {
            if (effects[i].Effect.Holds(0))
                return true;
        }
        return false;
    }

    /// <summary>How many operands do nothing. No option has been given that a condition speaks of: that one would not be inert.</summary>
    private static int IdleOperands(CommandEntry entry)
    {
        for (int i = 0; i < entry.Shapes.Count; i++)
        {
            var shape = entry.Shapes[i];
            if (!shape.Holds(0))
                continue;
            int idle = 0;
            while (idle < shape.First.Length && shape.First[idle].Act == Act.Value)
                idle++;
            return idle == shape.First.Length && shape.Rest is null or { Act: Act.Value } && shape.Last.Length == 0 ? int.MaxValue : idle;
        }
        return int.MaxValue;
    }

    /// <returns>How many of the following words belong to the option; negative where it may do something.</returns>
    private static int TakesValue(CommandEntry entry, ReadOnlySpan<char> word, bool mayPassOver)
    {
        int equals = word.IndexOf('=');
        var name = equals < 0 ? word : word[..equals];
        if (entry.Find(name) is { } exact && (name.Length > 2 || equals < 0))
            return !exact.IsInert || exact.Arity == OptionArity.Two ? -1 : exact.Arity == OptionArity.Required && equals < 0 ? 1 : 0;
        if (word.StartsWith("--", StringComparison.Ordinal))
            return !mayPassOver || entry.Completions(name).Length > 0 || entry.Find(name[1..]) is not null ? -1 : 0;
        for (int i = 1; i < word.Length; i++)
        {
            var option = entry.Find('-', word[i]);
            if (option is null ? !mayPassOver || word.Contains(':') : !option.IsInert || option.Arity == OptionArity.Two)
                return -1;
            if (option is { Arity: not OptionArity.None })
                return option.Arity == OptionArity.Required && i + 1 == word.Length ? 1 : 0;
        }
        return 0;
    }
}
