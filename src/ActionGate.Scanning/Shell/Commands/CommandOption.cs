namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Whether an option takes an argument.</summary>
internal enum OptionArity : byte
{
    None,
    Required,

    /// <summary>Only in the same word: <c>-i.bak</c>, <c>--color=auto</c>.</summary>
    Optional,

    /// <summary>A name and a value, of which the value counts.</summary>
    Two,
}

/// <summary>What an option changes besides what its argument is.</summary>
[Flags]
internal enum OptionMarks : byte
{
    None = 0,

    /// <summary>Operands count with all that lies below.</summary>
    Recursive = 1,

    /// <summary>Operands that are read are written as well.</summary>
    Edit = 2,

    /// <summary>What follows it are arguments of what it names.</summary>
    Ends = 4,

    /// <summary>Nothing is done: help, version.</summary>
    Quiet = 8,

    /// <summary>Its argument stands for what the inner command gets.</summary>
    Placeholder = 16,

    /// <summary>Its argument is put behind the names of files that are kept as they were.</summary>
    Backup = 32,
}

/// <summary>An option of a command, under all its names.</summary>
internal sealed class CommandOption(OptionArity arity)
{
    /// <summary>With their dashes.</summary>
    internal List<string> Names { get; } = [];

    internal OptionArity Arity { get; set; } = arity;

    internal List<CatalogEffect> Effects { get; } = [];

    internal OptionMarks Marks { get; set; }

    /// <summary>Its bit, where conditions speak of it; otherwise none.</summary>
    internal ulong Bit { get; set; }

    /// <summary>Giving it changes nothing that is reported.</summary>
    internal bool IsInert => Effects.Count == 0 && Marks == OptionMarks.None && Bit == 0;

    internal bool IsDangerous
    {
        get
        {
            if ((Marks & OptionMarks.Edit) != 0)
                return true;
            foreach (var effect in Effects)
            {
                if (effect.IsDangerous)
                    return true;
            }
            return false;
        }
    }
}
