using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads what a rule is about: its targets, or the words of its command.</summary>
internal sealed class TargetReading(SetNames sets, DiagnosticBag diagnostics)
{
    private readonly TextReading _text = new(diagnostics);

    /// <summary>Patterns and sets; which of the key's aliases was written does not matter, but for a warning.</summary>
    internal List<Marked<string>> Read(YamlEntry entry, List<Marked<string>> actions, string place)
    {
        CheckAlias(entry.Key, actions, place);
        List<Marked<string>> targets = _text.Lines(entry.Value, mayBeEmpty: false);
        foreach ((string target, SourceSpan span) in targets)
        {
            if (IsKnown(target) || diagnostics.IsFull)
                continue;
            diagnostics.Error(
                DiagnosticIds.UnknownSet,
                span,
                $"unknown set {Quoted.Text(target)}{place}",
                Spelling.Help(target, sets.Known) + "; '[@]' is a literal '@'");
        }
        targets.RemoveAll(target => !IsKnown(target.Value));
        return targets;
    }

    /// <summary>The words of a command, which a rule for nothing but shell text may name in place of a target.</summary>
    /// <param name="entry">The <c>argv</c>.</param>
    /// <param name="target">The target beside it, if there is one.</param>
    /// <param name="actions">The rule's actions; empty: nobody can tell.</param>
    /// <param name="place">Where the rule stands, for the messages.</param>
    internal List<Marked<string>> ReadArgv(YamlEntry entry, YamlEntry? target, List<Marked<string>> actions, string place)
    {
        if (target is { } other)
        {
            (YamlScalar first, YamlScalar second) =
                entry.Key.Span.IsBefore(other.Key.Span) ? (entry.Key, other.Key) : (other.Key, entry.Key);
            diagnostics.Error(
                DiagnosticIds.UnfittingArgv,
                second.Span,
                $"'{second.Value}' stands beside '{first.Value}' on line {first.Span.Line}{place}",
                "'argv' is the whole command, word by word: keep one of the two");
        }
        foreach ((string action, SourceSpan _) in actions)
        {
            if (action == ActionKind.ShellExec.Name)
                continue;
            diagnostics.Error(
                DiagnosticIds.UnfittingArgv,
                entry.Key.Span,
                $"'argv' does not fit the action {Quoted.Text(action)}{place}",
                "only 'shell_exec' has commands: write 'target'");
            break;
        }
        return _text.Words(entry.Value);
    }

    private void CheckAlias(YamlScalar key, List<Marked<string>> actions, string place)
    {
        foreach ((string action, SourceSpan _) in actions)
        {
            if (Fits(key.Value, action))
                continue;
            diagnostics.Warning(
                DiagnosticIds.UnfittingAlias,
                key.Span,
                $"'{key.Value}' does not fit the action {Quoted.Text(action)}{place}",
                $"it is read as any target of this action: write {FittingKeys(action)}");
            break;
        }
    }

    private bool IsKnown(string target) => !target.StartsWith('@') || sets.IsKnown(target[1..]);

    private static bool Fits(string key, string action) => key switch
    {
        "command" => action == ActionKind.ShellExec.Name,
        "path" => IsPath(action),
        "host" or "url" => action == ActionKind.Network.Name,
        _ => true,
    };

    private static string FittingKeys(string action) =>
        action == ActionKind.ShellExec.Name ? "'command' or 'target'"
        : action == ActionKind.Network.Name ? "'host', 'url' or 'target'"
        : IsPath(action) ? "'path' or 'target'"
        : "'target'";

    private static bool IsPath(string action) =>
        action == ActionKind.FileRead.Name
        || action == ActionKind.FileWrite.Name
        || action == ActionKind.FileDelete.Name
        || action == ActionKind.ScriptExec.Name;
}
