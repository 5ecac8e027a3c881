namespace ActionGate.Policies.Validation;

/// <summary>The keys that one kind of map may have.</summary>
/// <param name="known">Every spelling that is read, each key before its aliases.</param>
internal sealed class KeyTable(params string[] known)
{
    internal static readonly KeyTable Limits = new("time", "cpu", "memory", "output", "file_size", "processes", "enforcement");

    internal static readonly KeyTable Approval = new("timeout", "approvers", "required", "scope");

    internal static readonly KeyTable Tests = new("match", "no_match");

    internal static readonly KeyTable CodeExecution = new(
        "allowed_imports", "disallowed_imports", "allowed_file_operations", "allowed_file_paths", "max_execution_time", "max_memory");

    internal static readonly KeyTable Agent = new("code_execution", "rules", "description") { Inner = [("code_execution", CodeExecution)] };

    internal static readonly KeyTable Assertion = new("action", "target", "path", "command", "host", "url", "argv", "decision", "effect", "agent")
    {
        Aliases = new(StringComparer.Ordinal)
        {
            ["path"] = "target",
            ["command"] = "target",
            ["host"] = "target",
            ["url"] = "target",
            ["effect"] = "decision",
        },
    };

    internal static readonly KeyTable Assertions = new("never", "always") { Inner = [("never", Assertion)] };

    internal static readonly KeyTable Document = new(
        "version", "name", "revision", "agent", "default", "defaultAction", "precedence", "mode", "unresolved", "base", "variables",
        "environment", "kinds", "sets", "agents", "rules", "limits", "scripts", "recursive", "symlinks", "platform", "case",
        "trusted_directories", "assert")
    {
        Aliases = new(StringComparer.Ordinal) { ["defaultAction"] = "default" },
        Inner = [("limits", Limits), ("assert", Assertions)],
    };

    internal static readonly KeyTable Rule = new(
        "id", "action", "target", "path", "command", "host", "url", "argv", "decision", "effect", "description", "agents", "languages",
        "methods", "ports", "not_before", "expires", "rate", "limits", "approval", "tests")
    {
        Aliases = new(StringComparer.Ordinal)
        {
            ["path"] = "target",
            ["command"] = "target",
            ["host"] = "target",
            ["url"] = "target",
            ["effect"] = "decision",
        },
        Inner = [("limits", Limits), ("approval", Approval), ("tests", Tests)],
    };

    internal static readonly KeyTable TestBlock = new("language", "code");

    internal static readonly KeyTable Test = new(
        "name", "action", "target", "language", "code", "blocks", "agent", "suggester", "cwd", "method", "port", "recursive", "now",
        "decision", "rule", "reason", "limits")
    {
        Inner = [("limits", Limits)],
    };

    internal static readonly KeyTable TestFile = new("version", "policy", "base", "agent", "variables", "tests") { Inner = [("tests", Test)] };

    internal IReadOnlyCollection<string> Known { get; } = known;

    /// <summary>Which spellings stand for which key.</summary>
    private Dictionary<string, string> Aliases { get; init; } = [];

    /// <summary>The maps below, by the key that they stand under.</summary>
    private (string Key, KeyTable Table)[] Inner { get; init; } = [];

    /// <summary>The key that a spelling stands for; <see langword="null"/> if it is not read.</summary>
    internal string? Resolve(string written) =>
        Aliases.TryGetValue(written, out string? key) ? key : known.Contains(written, StringComparer.Ordinal) ? written : null;

    /// <summary>The help about an unknown key: the map below that has it, else what is near.</summary>
    internal string Help(string written)
    {
        foreach ((string key, KeyTable table) in Inner)
        {
            if (table.Resolve(written) is not null)
                return $"it stands under '{key}'";
        }
        return Spelling.Help(written, Known);
    }
}
