using ActionGate.Scanning.Shell.Commands.Programs;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>What a command may do by its own purpose that nobody decides.</summary>
[Flags]
internal enum IdleEffects : byte
{
    None = 0,

    /// <summary>It reads files.</summary>
    Reads = 1,

    /// <summary>It reaches hosts.</summary>
    Network = 2,
}

/// <summary>Whether the arguments of a command do nothing that needs deciding; a reading of its own, without allocation.</summary>
internal static class PlainArguments
{
    internal static bool ArePlain(CommandTable table, ReadOnlySpan<char> text, ReadOnlySpan<Range> words, IdleEffects idle)
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
            if (!AreInert(entry, text, words, idle, ref at, out int operands))
                return false;
            if (!entry.Is(CommandTraits.Subcommands) || at >= words.Length)
                return !AnyHolds(entry.Alone, idle) || operands > 0 && IdleOperands(entry, idle) == int.MaxValue;
            var subcommand = text[words[at++]];
            if (!table.TryFind(entry, subcommand, out var inner))
                return entry.Shapes.Count == 0 && (!entry.Is(CommandTraits.Closed) || entry.IsPlainSubcommand(subcommand));
            entry = inner;
        }
    }

    /// <summary>Goes to the end of the arguments, or to the subcommand.</summary>
    private static bool AreInert(CommandEntry entry, ReadOnlySpan<char> text, ReadOnlySpan<Range> words, IdleEffects idle, ref int at, out int operands)
    {
        operands = 0;
        const CommandTraits Unusual = CommandTraits.Own | CommandTraits.OldStyle | CommandTraits.Plus | CommandTraits.Transparent | CommandTraits.Stop
            | CommandTraits.StopSecond | CommandTraits.Dash | CommandTraits.Builtin | CommandTraits.Words | CommandTraits.MaySubcommand | CommandTraits.Colons;
        if (entry.Is(Unusual) || AnyHolds(entry.Always, idle))
            return false;
        int most = IdleOperands(entry, idle);
        bool looksAway = ReadsOutside(entry);
        bool areOver = false;
        for (; at < words.Length; at++)
        {
            var word = text[words[at]];
            if (areOver || word is not ['-', _, ..])
            {
                if (entry.Is(CommandTraits.Subcommands))
                    return true;
                if (++operands > most || looksAway && HiddenNames.LeadsAway(word))
                    return false;
                continue;
            }
            if (word is "--")
            {
                if (entry.Behind is not null)
                    return false;
                areOver = true;
                continue;
            }
            // Behind an option that is not listed an operand's place is not certain.
            int takes = TakesValue(entry, word, idle, mayPassOver: most == int.MaxValue && !entry.IsStrict && !entry.RunsOperands);
            if (takes < 0)
                return false;
            at += takes;
        }
        return true;
    }

    private static bool AnyHolds(IReadOnlyList<(CatalogEffect Effect, string Target)> effects, IdleEffects idle)
    {
        for (int i = 0; i < effects.Count; i++)
        {
            if (effects[i].Effect.Holds(0) && !IsIdle(effects[i].Effect, idle))
                return true;
        }
        return false;
    }

    /// <summary>How many operands do nothing. No option has been given that a condition speaks of: that one would not be inert.</summary>
    private static int IdleOperands(CommandEntry entry, IdleEffects idle)
    {
        for (int i = 0; i < entry.Shapes.Count; i++)
        {
            var shape = entry.Shapes[i];
            if (!shape.Holds(0))
                continue;
            int count = 0;
            while (count < shape.First.Length && IsIdle(shape.First[count], idle))
                count++;
            bool areAll = count == shape.First.Length && (shape.Rest is not { } rest || IsIdle(rest, idle)) && shape.Last.Length == 0;
            return areAll ? int.MaxValue : count;
        }
        return int.MaxValue;
    }

    /// <summary>It reads files that lie away from where it runs, and nothing else.</summary>
    private static bool ReadsOutside(CommandEntry entry)
    {
        for (int i = 0; i < entry.Shapes.Count; i++)
        {
            if (entry.Shapes[i].Rest is { Detail: "git-outside" })
                return true;
        }
        return false;
    }

    private static bool IsIdle(in CatalogEffect effect, IdleEffects idle) => effect.Act switch
    {
        // Where a path leads away is looked at for each word.
        Act.Value or Act.Parse when effect.Detail is null or "git-outside" => true,
        Act.Read or Act.ReadTree => (idle & IdleEffects.Reads) != 0 && !effect.IsByOption,
        // What looks like a host may be a file's URL.
        Act.Url or Act.Host => idle == (IdleEffects.Reads | IdleEffects.Network) && !effect.IsByOption,
        _ => false,
    };

    private static bool IsInert(CommandOption option, IdleEffects idle)
    {
        if (option.IsInert)
            return true;
        if (idle == IdleEffects.None || option.Bit != 0 || (option.Marks & ~OptionMarks.Recursive) != 0)
            return false;
        for (int i = 0; i < option.Effects.Count; i++)
        {
            if (!IsIdle(option.Effects[i], idle))
                return false;
        }
        return true;
    }

    /// <returns>How many of the following words belong to the option; negative where it may do something.</returns>
    private static int TakesValue(CommandEntry entry, ReadOnlySpan<char> word, IdleEffects idle, bool mayPassOver)
    {
        int equals = word.IndexOf('=');
        var name = equals < 0 ? word : word[..equals];
        if (entry.Find(name) is { } exact && (name.Length > 2 || equals < 0))
            return !IsInert(exact, idle) || exact.Arity == OptionArity.Two ? -1 : exact.Arity == OptionArity.Required && equals < 0 ? 1 : 0;
        if (word.StartsWith("--", StringComparison.Ordinal))
            return !mayPassOver || entry.Completions(name).Length > 0 || entry.Find(name[1..]) is not null ? -1 : 0;
        for (int i = 1; i < word.Length; i++)
        {
            var option = entry.Find('-', word[i]);
            if (option is null ? !mayPassOver || word.Contains(':') : !IsInert(option, idle) || option.Arity == OptionArity.Two)
                return -1;
            if (option is { Arity: not OptionArity.None })
                return option.Arity == OptionArity.Required && i + 1 == word.Length ? 1 : 0;
        }
        return 0;
    }
}
