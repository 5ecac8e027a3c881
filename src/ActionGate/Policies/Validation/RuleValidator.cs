using System.Globalization;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Checks the shape of rules, one after the other, and remembers their ids.</summary>
internal sealed class RuleValidator(ActionNames actions, SetNames sets, AgentNames agents, DiagnosticBag diagnostics)
{
    private const string TargetKeys = "target, path, command, host, url";

    internal static readonly Choice<Verdict> Decisions = new(
        DiagnosticIds.UnknownDecision,
        "decision",
        ("allow", Verdict.Allow),
        ("deny", Verdict.Deny),
        ("require_approval", Verdict.RequireApproval));

    private readonly TextReading _text = new(diagnostics);
    private readonly TargetReading _targets = new(sets, diagnostics);
    private readonly ConditionReading _conditions = new(agents, diagnostics);
    private readonly LimitReading _limits = new(diagnostics);
    private readonly ApprovalReading _approval = new(diagnostics);
    private readonly Dictionary<string, SourceSpan> _ids = new(StringComparer.Ordinal);

    /// <summary>Reads a list of rules, without those of which nothing is left whose pattern could be checked.</summary>
    /// <param name="node">The list.</param>
    /// <param name="agent">Whose rules they are; empty: the document's.</param>
    internal List<PolicyRule> ReadAll(YamlNode node, string agent)
    {
        var rules = new List<PolicyRule>();
        if (node is not YamlSequence sequence)
        {
            diagnostics.Error(DiagnosticIds.WrongType, node.Span, $"expected a list of rules, found {node.Kind}");
            return rules;
        }
        for (int i = 0; i < sequence.Items.Count && !diagnostics.IsFull; i++)
        {
            if (Read(sequence.Items[i], agent, i + 1) is { } rule)
                rules.Add(rule);
        }
        return rules;
    }

    /// <summary>Reads an entry under <c>assert</c>; <see langword="null"/> where nothing is left of it that could be checked.</summary>
    internal PolicyAssertion? ReadAssertion(YamlNode node, bool isAlways)
    {
        const string subject = "the assertion";
        const string place = " in an assertion";
        if (node is not YamlMapping mapping)
        {
            diagnostics.Error(
                DiagnosticIds.WrongType, node.Span, $"expected an assertion (a map with 'action', 'target' and 'decision'), found {node.Kind}");
            return null;
        }
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Assertion, place, diagnostics);
        (List<Marked<string>> known, bool areAllKnown) = ReadActions(keys, subject, place);
        List<Marked<string>> targets = [];
        List<Marked<string>>? argv = null;
        bool hasTarget = keys.TryFind("target", out YamlEntry target);
        if (hasTarget)
            targets = _targets.Read(target, known, place);
        if (keys.TryFind("argv", out YamlEntry argvEntry))
            argv = _targets.ReadArgv(argvEntry, hasTarget ? target : null, areAllKnown ? known : [], place);
        else if (!hasTarget && !keys.MayHold("argv"))
            ReportMissing(keys, subject, "target", TargetKeys);
        if (ReadDecision(keys, subject, place) is not { } decision || known.Count == 0 || (targets.Count == 0 && argv is not { Count: > 0 }))
            return null;
        return new PolicyAssertion
        {
            Span = mapping.Span,
            IsAlways = isAlways,
            Decision = decision,
            Agent = keys.TryFind("agent", out YamlEntry agent) ? _text.Line(agent.Value) : null,
            // What a rule that allows takes: exactly what it says, and nothing beneath.
            Requests = new PolicyRule { Id = "assert", Span = mapping.Span, Actions = known, Targets = targets, Argv = argv, Decision = Verdict.Allow },
        };
    }

    private PolicyRule? Read(YamlNode node, string agent, int number)
    {
        if (node is not YamlMapping mapping)
        {
            diagnostics.Error(
                DiagnosticIds.WrongType, node.Span, $"expected a rule (a map with 'action', 'target' and 'decision'), found {node.Kind}");
            return null;
        }
        string id = FindId(mapping) ?? PlaceName();
        string place = $" in rule {Quoted.Text(id)}";
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Rule, place, diagnostics);
        if (keys.TryFind("id", out YamlEntry idEntry))
            CheckId(idEntry.Value);
        else
            AddId(PlaceName(), mapping.Span);

        string subject = $"rule {Quoted.Text(id)}";
        (List<Marked<string>> known, bool areAllKnown) = ReadActions(keys, subject, place);
        List<Marked<string>> targets = [];
        List<Marked<string>>? argv = null;
        bool hasTarget = keys.TryFind("target", out YamlEntry target);
        if (hasTarget)
            targets = _targets.Read(target, known, place);
        if (keys.TryFind("argv", out YamlEntry argvEntry))
            argv = _targets.ReadArgv(argvEntry, hasTarget ? target : null, areAllKnown ? known : [], place);
        else if (!hasTarget && !keys.MayHold("argv"))
            ReportMissing(keys, subject, "target", IsShell(known) ? TargetKeys + ", argv" : TargetKeys);

        Verdict? decision = ReadDecision(keys, subject, place);
        bool? isForNetwork = known.Exists(action => action.Value == ActionKind.Network.Name) ? true : areAllKnown ? false : null;
        var (match, noMatch) = keys.TryFind("tests", out YamlEntry tests) ? ReadTests(tests.Value, place) : ([], []);
        var rule = new PolicyRule
        {
            Id = id,
            Span = mapping.Span,
            Actions = known,
            Targets = targets,
            Argv = argv,
            Decision = decision ?? Verdict.Deny,
            Description = keys.TryFind("description", out YamlEntry description) ? _text.Any(description.Value)?.Value : null,
            Conditions = _conditions.Read(keys, isForNetwork, decision, place),
            Rate = keys.TryFind("rate", out YamlEntry rate) ? ReadRate(rate, decision, place) : null,
            Limits = keys.TryFind("limits", out YamlEntry limits) ? _limits.Read(limits.Value, place) : null,
            Approval = keys.TryFind("approval", out YamlEntry approval) ? _approval.Read(approval, decision, place) : null,
            Match = match,
            NoMatch = noMatch,
        };
        return known.Count == 0 || (targets.Count == 0 && argv is not { Count: > 0 }) ? null : rule;

        string PlaceName() => string.Create(CultureInfo.InvariantCulture, $"{agent}#{number}");
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
        if (InvisibleText.FirstIn(id.Value) is { } invisible)
            diagnostics.Error(
                DiagnosticIds.InvalidRuleId,
                id.Span,
                $"the id {Quoted.Text(id.Value)} holds the invisible character {invisible}",
                "it would read as another rule's: leave it out");
        else if (id.Value[0] == ' ' || id.Value[^1] == ' ')
            diagnostics.Error(
                DiagnosticIds.InvalidRuleId, id.Span, $"the id {Quoted.Text(id.Value)} begins or ends with a blank", "it would read as another rule's: remove it");
        else if (id.Value[0] is '@' or '#')
            diagnostics.Error(
                DiagnosticIds.InvalidRuleId,
                id.Span,
                $"expected the id of a rule, found {Quoted.Text(id.Value)}",
                $"ids that begin with '{id.Value[0]}' are the gate's own: choose another");
        else
            AddId(id.Value, id.Span);
    }

    /// <summary>Names by place are remembered too: an id <c>alice#1</c> could be that of Alice's first rule.</summary>
    private void AddId(string id, SourceSpan span)
    {
        if (_ids.TryAdd(id, span) || diagnostics.IsFull)
            return;
        SourceSpan first = _ids[id];
        diagnostics.Error(
            DiagnosticIds.DuplicateRuleId,
            span,
            $"duplicate id {Quoted.Text(id)}, first on line {first.Line}",
            first == span ? "an alias repeats this rule: write it again with another id, or without" : "give each rule an id of its own");
    }

    /// <summary>The actions that are known, and whether these are all that the rule has.</summary>
    private (List<Marked<string>> Known, bool AreAll) ReadActions(KeyedMap keys, string subject, string place)
    {
        if (!keys.TryFind("action", out YamlEntry entry))
        {
            ReportMissing(keys, subject, "action", Spelling.List(actions.Known));
            return ([], false);
        }
        List<Marked<string>> names = _text.Lines(entry.Value, mayBeEmpty: false);
        foreach ((string name, SourceSpan span) in names)
        {
            if (!actions.IsKnown(name) && !diagnostics.IsFull)
                diagnostics.Error(DiagnosticIds.UnknownAction, span, $"unknown action {Quoted.Text(name)}{place}", actions.Help(name));
        }
        int unknown = names.RemoveAll(name => !actions.IsKnown(name.Value));
        return (names, unknown == 0 && names.Count > 0);
    }

    /// <summary>What the rule decides; <see langword="null"/>, with an error, where nobody can tell.</summary>
    private Verdict? ReadDecision(KeyedMap keys, string subject, string place)
    {
        if (!keys.TryFind("decision", out YamlEntry entry))
        {
            ReportMissing(keys, subject, "decision", Decisions.List);
            return null;
        }
        return _text.Line(entry.Value) is { } text ? Decisions.Find(text, place, diagnostics) : null;
    }

    private RateLimit? ReadRate(YamlEntry entry, Verdict? decision, string place)
    {
        if (_text.Line(entry.Value) is not { } text)
            return null;
        if (RateText.Read(text.Value, out RateLimit? rate) is { } help)
            diagnostics.Error(
                DiagnosticIds.InvalidRate, text.Span, $"expected a rate for '{entry.Key.Value}'{place}, found {Quoted.Text(text.Value)}", help);
        if (decision == Verdict.Deny)
            diagnostics.Warning(
                DiagnosticIds.DenyRated,
                entry.Key.Span,
                $"'rate' has no effect on a refusal{place}",
                "a rate bounds what is allowed: write it in the rule that allows");
        return rate;
    }

    private (List<Marked<string>> Match, List<Marked<string>> NoMatch) ReadTests(YamlNode node, string place)
    {
        if (_text.Map(node, "a map of tests", "as in { match: [git status], no_match: [rm x] }") is not { } mapping)
            return ([], []);
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Tests, " under 'tests'" + place, diagnostics);
        return (
            keys.TryFind("match", out YamlEntry match) ? _text.Targets(match.Value) : [],
            keys.TryFind("no_match", out YamlEntry noMatch) ? _text.Targets(noMatch.Value) : []);
    }

    private static bool IsShell(List<Marked<string>> actions) => actions is [{ Value: var action }] && action == ActionKind.ShellExec.Name;

    private void ReportMissing(KeyedMap keys, string subject, string key, string choices)
    {
        if (!keys.MayHold(key))
            diagnostics.Error(
                DiagnosticIds.IncompleteRule, keys.Span, $"{subject} has no '{key}'", $"expected one of {choices}");
    }
}
