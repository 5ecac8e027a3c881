using System.Globalization;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Checks the shape of rules, one after the other, and remembers their ids.</summary>
internal sealed class RuleValidator(ActionNames actions, SetNames sets, DiagnosticBag diagnostics)
{
    private static readonly string[] Decisions = ["allow", "deny", "require_approval"];

    private readonly TextReading _text = new(diagnostics);
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>Reads a rule; <see langword="null"/>, with an error, if nothing is left of it whose pattern could be checked.</summary>
    /// <param name="node">The rule.</param>
    /// <param name="number">Its place among the rules, from 1.</param>
    internal PolicyRule? Read(YamlNode node, int number)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"#{number}");
        if (node is not YamlMapping mapping)
        {
            diagnostics.Error(
                DiagnosticIds.WrongType, node.Span, $"expected a rule (a map with 'action', 'target' and 'decision'), found {node.Kind}");
            return null;
        }
        if (FindId(mapping) is { } written)
            id = written;
        string place = $" in rule {Quoted.Text(id)}";
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Rule, place, diagnostics);
        if (keys.TryFind("id", out YamlEntry idEntry))
            CheckId(idEntry.Value);

        List<Marked<string>> actionsOfRule = ReadActions(keys, id, place);
        List<Marked<string>> targets = ReadTargets(keys, id, place, actionsOfRule);
        Verdict decision = ReadDecision(keys, id, place);
        string? description = keys.TryFind("description", out YamlEntry entry) ? _text.Any(entry.Value)?.Value : null;
        if (actionsOfRule.Count == 0 || targets.Count == 0)
            return null;
        return new PolicyRule
        {
            Id = id,
            Span = mapping.Span,
            Actions = actionsOfRule,
            Targets = targets,
            Decision = decision,
            Description = description,
        };
    }

    /// <summary>The id as the messages about the rule name it, before anything of the rule is checked.</summary>
    private static string? FindId(YamlMapping rule)
    {
        foreach ((YamlScalar key, YamlNode value) in rule.Entries)
        {
            if (key.Value == "id" && value is YamlScalar { IsNothing: false, Value: not "" } id)
                return id.Value;
        }
        return null;
    }

    private void CheckId(YamlNode node)
    {
        if (_text.Line(node) is not { } id)
            return;
        if (id.Value[0] is '@' or '#')
            diagnostics.Error(
                DiagnosticIds.InvalidRuleId,
                id.Span,
                $"expected the id of a rule, found {Quoted.Text(id.Value)}",
                $"ids that begin with '{id.Value[0]}' are the gate's own: choose another");
        else if (!_ids.TryAdd(id.Value, id.Span.Line))
            diagnostics.Error(
                DiagnosticIds.DuplicateRuleId,
                id.Span,
                $"duplicate id {Quoted.Text(id.Value)}, first on line {_ids[id.Value]}",
                "give each rule an id of its own");
    }

    private List<Marked<string>> ReadActions(KeyedMap keys, string id, string place)
    {
        if (!keys.TryFind("action", out YamlEntry entry))
        {
            ReportMissing(keys, id, "action", Spelling.List(actions.Known));
            return [];
        }
        List<Marked<string>> names = _text.Lines(entry.Value, mayBeEmpty: false);
        foreach ((string name, SourceSpan span) in names)
        {
            if (!actions.IsKnown(name) && !diagnostics.IsFull)
                diagnostics.Error(DiagnosticIds.UnknownAction, span, $"unknown action {Quoted.Text(name)}{place}", ActionHelp(name));
        }
        names.RemoveAll(name => !actions.IsKnown(name.Value));
        return names;
    }

    private string ActionHelp(string name)
    {
        string help = Spelling.Help(name, actions.Known);
        return ActionNames.IsName(name) ? help + "; a name of your own must be declared under 'kinds'" : help;
    }

    private List<Marked<string>> ReadTargets(KeyedMap keys, string id, string place, List<Marked<string>> actionsOfRule)
    {
        if (!keys.TryFind("target", out YamlEntry entry))
        {
            ReportMissing(keys, id, "target", "target, path, command, host, url");
            return [];
        }
        foreach ((string action, SourceSpan _) in actionsOfRule)
        {
            if (Fits(entry.Key.Value, action))
                continue;
            diagnostics.Warning(
                DiagnosticIds.UnfittingAlias,
                entry.Key.Span,
                $"'{entry.Key.Value}' does not fit the action {Quoted.Text(action)}{place}",
                $"it is read as any target of this action: write {FittingKeys(action)}");
            break;
        }
        List<Marked<string>> targets = _text.Lines(entry.Value, mayBeEmpty: false);
        foreach ((string target, SourceSpan span) in targets)
        {
            if (IsKnownTarget(target) || diagnostics.IsFull)
                continue;
            diagnostics.Error(
                DiagnosticIds.UnknownSet,
                span,
                $"unknown set {Quoted.Text(target)}{place}",
                Spelling.Help(target, sets.Known) + "; '[@]' is a literal '@'");
        }
        targets.RemoveAll(target => !IsKnownTarget(target.Value));
        return targets;
    }

    private bool IsKnownTarget(string target) => !target.StartsWith('@') || sets.IsKnown(target[1..]);

    private Verdict ReadDecision(KeyedMap keys, string id, string place)
    {
        if (!keys.TryFind("decision", out YamlEntry entry))
        {
            ReportMissing(keys, id, "decision", Spelling.List(Decisions));
            return Verdict.Deny;
        }
        if (_text.Line(entry.Value) is not { } text)
            return Verdict.Deny;
        switch (text.Value)
        {
            case "allow":
                return Verdict.Allow;
            case "require_approval":
                return Verdict.RequireApproval;
            case "deny":
                return Verdict.Deny;
            default:
                diagnostics.Error(
                    DiagnosticIds.UnknownDecision,
                    text.Span,
                    $"unknown decision {Quoted.Text(text.Value)}{place}",
                    Spelling.Help(text.Value, Decisions));
                return Verdict.Deny;
        }
    }

    private void ReportMissing(KeyedMap keys, string id, string key, string choices)
    {
        if (!keys.MayHold(key))
            diagnostics.Error(
                DiagnosticIds.IncompleteRule, keys.Span, $"rule {Quoted.Text(id)} has no '{key}'", $"expected one of {choices}");
    }

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
