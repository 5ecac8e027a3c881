using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>An option that was given.</summary>
/// <param name="Option">Which one.</param>
/// <param name="Value">Its argument; <see langword="null"/> where it has none.</param>
/// <param name="At">The word behind its last one.</param>
internal readonly record struct GivenOption(CommandOption Option, ShellWord? Value, int At);

/// <summary>The arguments of a command, told apart.</summary>
internal sealed class Arguments
{
    private Dictionary<string, ShellWord?>? _byName;
    private int _indexed;

    internal List<GivenOption> Options { get; } = [];

    /// <summary>The places of the operands among the words.</summary>
    internal List<int> Operands { get; } = [];

    /// <summary>How many operands stand before <c>--</c>; <see langword="null"/> without one.</summary>
    internal int? Divider { get; set; }

    /// <summary>The argument of an option, the last one where it was given again; <see langword="null"/> where there is none.</summary>
    internal ShellWord? ValueOf(string name) => ByName().GetValueOrDefault(name);

    /// <summary>An option was given.</summary>
    internal bool Has(string name) => ByName().ContainsKey(name);

    /// <summary>What was given so far: every operand may ask for an option.</summary>
    private Dictionary<string, ShellWord?> ByName()
    {
        _byName ??= new(StringComparer.Ordinal);
        for (; _indexed < Options.Count; _indexed++)
        {
            foreach (string name in Options[_indexed].Option.Names)
                _byName[name] = Options[_indexed].Value ?? _byName.GetValueOrDefault(name);
        }
        return _byName;
    }

    /// <summary>How many folders were read so far that get files by the operands' names.</summary>
    internal int Targets { get; set; }

    /// <summary>The bits of the options that conditions speak of.</summary>
    internal ulong Given { get; set; }

    internal OptionMarks Marks { get; set; }

    /// <summary>A word that is not known may be an option, or more words.</summary>
    internal bool MayHideOptions { get; set; }

    /// <summary>An option that the table does not list.</summary>
    internal string? Unknown { get; set; }

    /// <summary>Where operands can't be told from arguments of unknown options.</summary>
    internal bool HasUncertainPlaces { get; set; }
}
