namespace ActionGate.Scanning.Shell.Commands;

/// <summary>How a command reads its arguments, where others differ.</summary>
[Flags]
internal enum CommandTraits : uint
{
    None = 0,

    /// <summary>It needs no rule of its own.</summary>
    Transparent = 1,

    /// <summary>Versions stand behind its name: <c>python3.12</c>.</summary>
    Versioned = 2,

    /// <summary>Options end at the first operand.</summary>
    Stop = 4,

    /// <summary>Options end at the second operand.</summary>
    StopSecond = 8,

    /// <summary>The first word may be a cluster of letters without a dash.</summary>
    OldStyle = 16,

    /// <summary>Options may begin with <c>+</c>.</summary>
    Plus = 32,

    /// <summary>An option that the table does not list does nothing that matters.</summary>
    Lenient = 64,

    /// <summary>An option that the table does not list may do anything.</summary>
    Strict = 128,

    /// <summary>The first operand is a subcommand.</summary>
    Subcommands = 256,

    /// <summary>A subcommand that the catalogue does not list may run anything.</summary>
    Closed = 512,

    /// <summary>The inner command gets more arguments than are seen.</summary>
    Appends = 1024,

    /// <summary>A dash alone is an option.</summary>
    Dash = 2048,

    /// <summary>Its words are no options and operands in the usual sense; a reader of its own name reads them.</summary>
    Own = 4096,

    /// <summary>The shell itself runs it, and it may change what later commands mean.</summary>
    Builtin = 8192,

    /// <summary>Options are whole words in any case, which may be abbreviated; letters do not cluster.</summary>
    Words = 16384,

    /// <summary>Arguments of letters are the next words, whatever letters follow: <c>bash -oe errexit</c>. A dash alone ends options.</summary>
    Shell = 32768,

    /// <summary>Its first word may be a subcommand.</summary>
    MaySubcommand = 65536,

    /// <summary>An option's argument may stand behind a colon: <c>--out:F</c>.</summary>
    Colons = 131072,
}

/// <summary>What the operands are: some at the beginning, any number, some at the end.</summary>
internal sealed record OperandShape(CatalogEffect[] First, CatalogEffect? Rest, CatalogEffect[] Last, ulong If, ulong Unless)
{
    internal bool Holds(ulong given) => (If == 0 || (If & given) != 0) && (Unless & given) == 0;
}

/// <summary>What the catalogue says about a command or a subcommand, ready for use. Immutable once it is read.</summary>
internal sealed class CommandEntry
{
    private readonly Dictionary<string, CommandOption>.AlternateLookup<ReadOnlySpan<char>> _options;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _plain;

    /// <summary>The names of all options, sorted, for those that begin with an abbreviation.</summary>
    private readonly string[] _names;

    internal CommandEntry(
        string name, CommandTraits traits, IReadOnlyList<CommandOption> options, Dictionary<string, CommandOption> byName, HashSet<string> plain)
    {
        Name = name;
        Traits = traits;
        Options = options;
        _options = byName.GetAlternateLookup<ReadOnlySpan<char>>();
        _plain = plain.GetAlternateLookup<ReadOnlySpan<char>>();
        _names = [.. byName.Keys];
        Array.Sort(_names, StringComparer.Ordinal);
        foreach (var option in options)
            IsDangerous |= option.IsDangerous;
    }

    internal string Name { get; }

    internal CommandTraits Traits { get; }

    internal IReadOnlyList<CommandOption> Options { get; }

    /// <summary>The first one that holds is the one.</summary>
    internal required IReadOnlyList<OperandShape> Shapes { get; init; }

    /// <summary>What is done with operands behind <c>--</c>, where that is another thing.</summary>
    internal CatalogEffect? Behind { get; init; }

    /// <summary>What happens whatever the arguments are.</summary>
    internal required IReadOnlyList<(CatalogEffect Effect, string Target)> Always { get; init; }

    /// <summary>What happens where there is no operand.</summary>
    internal required IReadOnlyList<(CatalogEffect Effect, string Target)> Alone { get; init; }

    /// <summary>Pairs of letters and long names that the options do not show.</summary>
    internal required IReadOnlyList<string> Forms { get; init; }

    /// <summary>Its options as <see cref="CommandCatalog.OptionForms"/> tells them. Two threads may both make it; they make the same.</summary>
    internal string OptionForms => field ??= OptionList.Of(this);

    /// <summary>An option of it can run, write or delete what no operand names.</summary>
    internal bool IsDangerous { get; }

    internal bool Is(CommandTraits trait) => (Traits & trait) != 0;

    /// <summary>An option that is not listed can't be passed over.</summary>
    internal bool IsStrict => Is(CommandTraits.Strict) || !Is(CommandTraits.Lenient) && (IsDangerous || RunsOperands);

    /// <summary>Some operand is run, so that its place matters.</summary>
    internal bool RunsOperands
    {
        get
        {
            // Asked where nothing is allocated.
            for (int i = 0; i < Shapes.Count; i++)
            {
                var shape = Shapes[i];
                if (shape.Rest is { IsRun: true } || Array.Exists(shape.First, e => e.IsRun) || Array.Exists(shape.Last, e => e.IsRun))
                    return true;
            }
            return false;
        }
    }

    /// <param name="name">The option with its dashes.</param>
    internal CommandOption? Find(ReadOnlySpan<char> name) => _options.TryGetValue(name, out var option) ? option : null;

    /// <summary>The names that begin so.</summary>
    internal ReadOnlySpan<string> Completions(ReadOnlySpan<char> start)
    {
        int low = 0;
        int high = _names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_names[middle].AsSpan().CompareTo(start, StringComparison.Ordinal) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        int end = low;
        while (end < _names.Length && _names[end].AsSpan().StartsWith(start, StringComparison.Ordinal))
            end++;
        return _names.AsSpan(low, end - low);
    }

    internal CommandOption? Find(char sign, char letter) => Find([sign, letter]);

    /// <summary>The subcommand is known to do nothing that matters.</summary>
    internal bool IsPlainSubcommand(ReadOnlySpan<char> name) => _plain.Contains(name);
}
