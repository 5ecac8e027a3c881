namespace ActionGate.Policies.Validation;

/// <summary>The keys that one kind of map may have.</summary>
/// <param name="known">Every spelling that is read, each key before its aliases.</param>
/// <param name="aliases">Which spellings stand for which key.</param>
/// <param name="unsupported">Keys of the language that this version can't hold to, and therefore refuses.</param>
internal sealed class KeyTable(string[] known, Dictionary<string, string> aliases, string[] unsupported)
{
    internal static readonly KeyTable Document = new(
        [
            "version", "name", "revision", "agent", "default", "defaultAction", "base", "variables", "environment", "kinds", "sets", "rules",
        ],
        new(StringComparer.Ordinal) { ["defaultAction"] = "default" },
        [
            "precedence", "mode", "agents", "unresolved", "scripts", "recursive", "platform", "case", "symlinks", "trusted_directories",
            "limits", "assert",
        ]);

    internal static readonly KeyTable Rule = new(
        ["id", "action", "target", "path", "command", "host", "url", "decision", "effect", "description"],
        new(StringComparer.Ordinal)
        {
            ["path"] = "target",
            ["command"] = "target",
            ["host"] = "target",
            ["url"] = "target",
            ["effect"] = "decision",
        },
        ["agents", "languages", "methods", "ports", "argv", "expires", "not_before", "rate", "limits", "approval", "tests"]);

    internal IReadOnlyCollection<string> Known { get; } = known;

    /// <summary>The key that a spelling stands for; <see langword="null"/> if it is not read.</summary>
    internal string? Resolve(string written) =>
        aliases.TryGetValue(written, out string? key) ? key : known.Contains(written, StringComparer.Ordinal) ? written : null;

    internal bool IsUnsupported(string written) => unsupported.Contains(written, StringComparer.Ordinal);
}
