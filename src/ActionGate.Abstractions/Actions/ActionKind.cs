namespace ActionGate;

/// <summary>What sort of action is asked for: <c>shell_exec</c>, <c>file_read</c>, or a name that the policy declares under <c>kinds</c>.</summary>
/// <remarks>Names compare ordinally. The default value has an empty name, which no policy knows and every gate refuses.</remarks>
public readonly struct ActionKind : IEquatable<ActionKind>
{
    private readonly string? _name;

    /// <summary>Names an action kind.</summary>
    /// <param name="name">The name as policies write it; <see langword="null"/> counts as empty, which is refused when it is decided.</param>
    public ActionKind(string? name) => _name = name;

    /// <summary>The name as policies write it; empty for the default value, never <see langword="null"/>.</summary>
    public string Name => _name ?? "";

    /// <summary>Running shell text. The target is the text, read as a POSIX shell reads it.</summary>
    public static ActionKind ShellExec => new("shell_exec");

    /// <summary>Running a script file. The target is its path.</summary>
    public static ActionKind ScriptExec => new("script_exec");

    /// <summary>Reading a file or listing a folder. The target is a path or a <c>file:</c> URL.</summary>
    public static ActionKind FileRead => new("file_read");

    /// <summary>Creating or changing a file or folder. The target is a path or a <c>file:</c> URL.</summary>
    public static ActionKind FileWrite => new("file_write");

    /// <summary>Deleting a file or folder. The target is a path or a <c>file:</c> URL. Rules for <c>file_write</c> decide where no rule for <c>file_delete</c> matches.</summary>
    public static ActionKind FileDelete => new("file_delete");

    /// <summary>Talking to a host. The target is a URL or <c>host[:port]</c>.</summary>
    public static ActionKind Network => new("network");

    /// <summary>Running a block of code. The target is the language's canonical name.</summary>
    public static ActionKind CodeExecution => new("code_execution");

    /// <summary>Importing a module. The target is the module's dotted name.</summary>
    public static ActionKind ModuleImport => new("module_import");

    /// <summary>Reading an environment variable. The target is its name; <c>*</c> is the whole environment.</summary>
    public static ActionKind EnvRead => new("env_read");

    /// <summary>Setting an environment variable that a program will see. The target is its name.</summary>
    public static ActionKind EnvWrite => new("env_write");

    /// <summary>Running code that is made while running, or that no scanner can read. The target is the code where it is known.</summary>
    public static ActionKind DynamicCode => new("dynamic_code");

    /// <summary>Names an action kind, so that a custom one can be written as a string.</summary>
    /// <param name="name">The name as policies write it.</param>
    public static implicit operator ActionKind(string? name) => new(name);

    /// <inheritdoc/>
    public bool Equals(ActionKind other) => string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActionKind other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Name, StringComparison.Ordinal);

    /// <summary>Compares two kinds by name, ordinally.</summary>
    public static bool operator ==(ActionKind left, ActionKind right) => left.Equals(right);

    /// <summary>Compares two kinds by name, ordinally.</summary>
    public static bool operator !=(ActionKind left, ActionKind right) => !left.Equals(right);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
