using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Expansion;

[Flags]
internal enum ShellOptions : byte
{
    None = 0,

    /// <summary><c>set -f</c></summary>
    NoPatterns = 1,

    /// <summary><c>set -a</c></summary>
    ExportsAll = 2,

    /// <summary>What <c>set</c> switches may have changed in a way that is not known.</summary>
    Unknown = 4,

    /// <summary><c>set +B</c></summary>
    NoBraces = 8,

    /// <summary>Options that change how <c>echo</c> and patterns in expansions work; what they yield is not computed then.</summary>
    Changed = 16,

    /// <summary>The last command of a pipeline may run in the shell itself.</summary>
    LastInShell = 32,

    /// <summary>Patterns match names that begin with a dot.</summary>
    FindsDots = 64,

    /// <summary>Patterns match names whatever their case.</summary>
    FindsCases = 128,
}

/// <summary>
/// What a command reads from its standard input. Immutable. It is known only for the very command that is fed: of several commands
/// that share an input nobody can say where one stops reading and the next begins.
/// </summary>
/// <param name="Text">The text, as far as it is known; <see langword="null"/> where it is not.</param>
/// <param name="File">The file it comes from.</param>
/// <param name="IsInherited">It is the host's: nothing in the text feeds it.</param>
internal sealed record StandardInput(string? Text, ShellWord? File, bool IsInherited = false)
{
    internal static readonly StandardInput Unknown = new(null, null);

    internal static readonly StandardInput Inherited = new(null, null, IsInherited: true);

    internal static readonly StandardInput Empty = new("", null);

    /// <summary>Something feeds it, or may: whatever reads it gets more than the host gives.</summary>
    internal bool IsFed => !IsInherited && Text is not "";
}

/// <summary>The folders of <c>pushd</c>, the last one first.</summary>
internal sealed class FolderStack(ShellWord[] folders, FolderStack? below)
{
    internal ShellWord[] Folders { get; } = folders;

    internal FolderStack? Below { get; } = below;
}

/// <summary>A variable that a function has made its own.</summary>
internal sealed class LocalVariable(string name, Variable? before, LocalVariable? below)
{
    internal string Name { get; } = name;

    internal Variable? Before { get; } = before;

    internal LocalVariable? Below { get; } = below;
}

/// <summary>What is known of a shell at one place of its text. Dictionaries are shared between copies until one of them is written.</summary>
internal sealed class ShellState
{
    /// <summary>Among the names that a text changes: the folder.</summary>
    internal const string FolderName = "/";

    /// <summary>Among the names that a text changes: functions, options, parameters, or nobody knows what.</summary>
    internal const string AllNames = "*";

    internal static readonly ShellWord[] Start = [new("", 0)];

    /// <summary>Names that may change at any time. Shared, and never written.</summary>
    private HashSet<string>? _volatile;
    private ShellWord[] _folders = Start;

    private Dictionary<string, Variable>? _variables;
    private Dictionary<string, FunctionMeaning>? _functions;
    private bool _sharesVariables;
    private bool _sharesFunctions;
    private bool _sharesAliases;
    private HashSet<string>? _aliases;

    /// <summary>No path leads here: what joins it is what the other side knows.</summary>
    internal bool IsDead { get; set; }

    /// <summary>Variables may have been set that nobody knows of.</summary>
    internal bool IsForgotten { get; private set; }

    internal ShellOptions Options { get; set; }

    internal ShellWord[] Folders
    {
        get => _folders;
        set => _folders = IsVolatile(FolderName) ? [] : value;
    }

    /// <summary>Takes down the names that are changed, in this state and in its copies; <see langword="null"/> where nobody asks.</summary>
    internal HashSet<string>? Touched { get; set; }

    internal FolderStack? Stack { get; set; }

    internal LocalVariable? Locals { get; set; }

    internal StandardInput Input { get; set; } = StandardInput.Inherited;

    /// <summary>What <c>exec &lt; F</c> has made the input of all that comes behind; <see langword="null"/> where nothing did.</summary>
    internal StandardInput? InputOfShell { get; private set; }

    /// <summary>The positional parameters; <see langword="null"/> where they are not known.</summary>
    internal string[]? Parameters { get; set; }

    /// <summary>What <c>$0</c> is; <see langword="null"/> where it is not known.</summary>
    internal string? Self { get; set; }

    /// <summary>Counts the changes of variables.</summary>
    internal int Revision { get; private set; }

    /// <summary>How many entries a copy of the variables has.</summary>
    internal int VariableCount => _variables?.Count ?? 0;

    internal Dictionary<string, Variable>? Variables => _variables;

    internal Variable? Find(string name) => _variables is not null && _variables.TryGetValue(name, out var found) ? found : null;

    internal FunctionMeaning? FindFunction(string name) => _functions is not null && _functions.TryGetValue(name, out var found) ? found : null;

    internal bool IsAlias(string name) => _aliases is not null && _aliases.Contains(name);

    internal void Touch(string name) => Touched?.Add(name);

    internal bool IsVolatile(string name) => _volatile is not null && _volatile.Contains(name);

    /// <summary>From here on these may change at any time, so that nothing is known of them.</summary>
    internal void MakeVolatile(HashSet<string> names)
    {
        _volatile = _volatile is null ? names : new(_volatile.Concat(names), StringComparer.Ordinal);
        foreach (string name in names)
        {
            Touch(name);
            if (name is not (FolderName or AllNames))
                Set(name, Find(name) ?? Variable.Unknown);
        }
        Folders = _folders;
    }

    internal void Set(string name, Variable? value)
    {
        Revision++;
        Touched?.Add(name);
        if (IsVolatile(name))
            value = new([PartlyKnown.Anything], null, value?.Traits ?? VariableTraits.None);
        if (_sharesVariables || _variables is null)
            _variables = _variables is null ? new(StringComparer.Ordinal) : new(_variables, StringComparer.Ordinal);
        _sharesVariables = false;
        if (value is null)
            _variables.Remove(name);
        else
            _variables[name] = value;
    }

    internal void SetFunction(string name, FunctionMeaning? value)
    {
        if (_sharesFunctions || _functions is null)
            _functions = _functions is null ? new(StringComparer.Ordinal) : new(_functions, StringComparer.Ordinal);
        _sharesFunctions = false;
        if (value is null)
            _functions.Remove(name);
        else
            _functions[name] = value;
    }

    internal void AddAlias(string name)
    {
        if (_sharesAliases || _aliases is null)
            _aliases = new(_aliases ?? [], StringComparer.Ordinal);
        _sharesAliases = false;
        _aliases.Add(name);
    }

    /// <summary>The shell's own input is another one from here on.</summary>
    internal void ReplaceInput(StandardInput input)
    {
        // A trap may do so between any two commands.
        Touch(AllNames);
        InputOfShell = Input = input.IsFed ? StandardInput.Unknown : StandardInput.Empty;
    }

    /// <summary>Ends what a redirection gave to one command.</summary>
    internal void RestoreInput(StandardInput before) => Input = InputOfShell ?? before;

    internal void Forget()
    {
        _variables = null;
        _sharesVariables = false;
        IsForgotten = true;
        Touch(AllNames);
        Folders = [];
        Stack = null;
        Parameters = null;
        Options |= ShellOptions.Unknown;
        InputOfShell = Input = StandardInput.Unknown;
        Revision++;
    }

    internal ShellState Fork()
    {
        _sharesVariables = _sharesFunctions = _sharesAliases = true;
        return (ShellState)MemberwiseClone();
    }

    /// <summary>What a shell of its own knows that this one starts: only exported variables; any function may be exported, none must.</summary>
    internal ShellState ForChild()
    {
        var child = new ShellState { Folders = Folders, IsForgotten = IsForgotten };
        if (_variables is not null)
        {
            foreach (var (name, variable) in _variables)
            {
                if (variable.Has(VariableTraits.Exported) && !variable.IsArray)
                    child.Set(name, variable.With(VariableTraits.Exported));
                else if (name is "HOME")
                    child.Set(name, Variable.Unknown);
            }
        }
        if (_functions is not null)
        {
            foreach (var (name, meaning) in _functions)
                child.SetFunction(name, meaning with { IsCertain = false });
        }
        return child;
    }

    /// <summary>What is known where either state may hold.</summary>
    internal static ShellState Join(ShellState a, ShellState b, ShellBudget budget) => Meet(a, b, budget, Variable.Join);

    /// <summary>What is known however often the step from <paramref name="a"/> to <paramref name="b"/> is taken.</summary>
    internal static ShellState Widen(ShellState a, ShellState b, ShellBudget budget) => Meet(a, b, budget, Variable.Widen, isWidened: true);

    private static ShellState Meet(ShellState a, ShellState b, ShellBudget budget, Func<Variable, Variable, Variable> meet, bool isWidened = false)
    {
        if (ReferenceEquals(a, b) || b.IsDead)
            return a;
        if (a.IsDead)
            return b;
        var result = a.Fork();
        result.IsForgotten |= b.IsForgotten;
        if (b._volatile is not null && !ReferenceEquals(a._volatile, b._volatile))
            result.MakeVolatile(b._volatile);
        result.Options |= b.Options;
        if (((a.Options ^ b.Options) & ShellOptions.NoPatterns) != 0)
            result.Options &= ~ShellOptions.NoPatterns;
        if (!AreSame(a.Folders, b.Folders))
            result.Folders = isWidened ? [] : JoinFolders(a.Folders, b.Folders);
        if (!ReferenceEquals(a.Stack, b.Stack))
            result.Stack = null;
        if (a.Input != b.Input)
            result.Input = StandardInput.Unknown;
        if (a.InputOfShell != b.InputOfShell)
            result.InputOfShell = StandardInput.Unknown;
        if (!ReferenceEquals(a.Parameters, b.Parameters) && (a.Parameters is null || b.Parameters is null || !a.Parameters.AsSpan().SequenceEqual(b.Parameters)))
            result.Parameters = null;
        if (a.Self != b.Self)
            result.Self = null;
        if (!ReferenceEquals(a.Locals, b.Locals))
            result.Locals = JoinLocals(a.Locals, b.Locals);
        if (!ReferenceEquals(a._aliases, b._aliases) && b._aliases is not null)
            result._aliases = a._aliases is null ? b._aliases : new(a._aliases.Concat(b._aliases), StringComparer.Ordinal);
        if (!ReferenceEquals(a._variables, b._variables))
            result.MeetVariables(a, b, budget, meet);
        if (!ReferenceEquals(a._functions, b._functions))
            result.MeetFunctions(a, b, budget);
        return result;
    }

    /// <summary>Whether everything that decides what a text does is known alike in both.</summary>
    internal static bool AreSame(ShellState a, ShellState b, ShellBudget budget)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a.IsDead != b.IsDead || a.IsForgotten != b.IsForgotten || a.Options != b.Options || !AreSame(a.Folders, b.Folders) || a.Input != b.Input || a.InputOfShell != b.InputOfShell ||
            !ReferenceEquals(a.Stack, b.Stack) || (a._volatile?.Count ?? 0) != (b._volatile?.Count ?? 0) || (a._aliases?.Count ?? 0) != (b._aliases?.Count ?? 0) ||
            (a.Parameters is null ? b.Parameters is not null : b.Parameters is null || !a.Parameters.AsSpan().SequenceEqual(b.Parameters)))
        {
            return false;
        }
        return AreSame(a._variables, b._variables, Variable.AreSame, budget) && AreSame(a._functions, b._functions, FunctionMeaning.AreSame, budget);
    }

    private static bool AreSame<T>(Dictionary<string, T>? a, Dictionary<string, T>? b, Func<T, T, bool> areSame, ShellBudget budget)
    {
        if (ReferenceEquals(a, b))
            return true;
        if ((a?.Count ?? 0) != (b?.Count ?? 0))
            return false;
        if (a is null || b is null)
            return true;
        budget.TakeSteps(a.Count);
        foreach (var (name, value) in a)
        {
            if (!b.TryGetValue(name, out var other) || !areSame(value, other))
                return false;
        }
        return true;
    }

    internal static bool AreSame(ShellWord[] a, ShellWord[] b) => ReferenceEquals(a, b) || a.AsSpan().SequenceEqual(b);

    private static ShellWord[] JoinFolders(ShellWord[] a, ShellWord[] b)
    {
        // None at all says that they are not known.
        if (a.Length == 0 || b.Length == 0)
            return [];
        var all = new List<ShellWord>(a);
        foreach (var folder in b)
        {
            if (!all.Contains(folder))
                all.Add(folder);
        }
        return all.Count > Variable.MaxValues ? [] : [.. all];
    }

    /// <summary>What only one side has made local may be restored or not, so that it is not known afterwards.</summary>
    private static LocalVariable? JoinLocals(LocalVariable? a, LocalVariable? b)
    {
        var common = a;
        while (common is not null && !IsWithin(common, b))
            common = common.Below;
        var joined = common;
        for (var local = a; local != common; local = local!.Below)
            joined = new(local!.Name, Variable.Unknown, joined);
        for (var local = b; local != common; local = local!.Below)
            joined = new(local!.Name, Variable.Unknown, joined);
        return joined;
    }

    private static bool IsWithin(LocalVariable local, LocalVariable? list)
    {
        while (list is not null && !ReferenceEquals(list, local))
            list = list.Below;
        return list is not null;
    }

    private void MeetVariables(ShellState a, ShellState b, ShellBudget budget, Func<Variable, Variable, Variable> meet)
    {
        budget.TakeSteps(a.VariableCount + b.VariableCount);
        foreach (var (name, variable) in a._variables ?? [])
        {
            var other = b.Find(name);
            if (other is null)
                Set(name, new([PartlyKnown.Anything], null, variable.Traits));
            else if (!ReferenceEquals(variable, other) && !Variable.AreSame(variable, other))
                Set(name, meet(variable, other));
        }
        foreach (var (name, variable) in b._variables ?? [])
        {
            if (a.Find(name) is null)
                Set(name, new([PartlyKnown.Anything], null, variable.Traits));
        }
    }

    private void MeetFunctions(ShellState a, ShellState b, ShellBudget budget)
    {
        budget.TakeSteps((a._functions?.Count ?? 0) + (b._functions?.Count ?? 0));
        foreach (var (name, meaning) in a._functions ?? [])
            SetFunction(name, b.FindFunction(name) is { } other ? FunctionMeaning.Join(meaning, other) : meaning with { IsCertain = false });
        foreach (var (name, meaning) in b._functions ?? [])
        {
            if (a.FindFunction(name) is null)
                SetFunction(name, meaning with { IsCertain = false });
        }
    }
}
