using ActionGate.Normalisation;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Checks the shape of a whole document and makes the <see cref="PolicyDocument"/> of what is sound in it.</summary>
internal sealed class DocumentValidator
{
    private static readonly Choice<DefaultVerdict> Defaults = new(
        DiagnosticIds.UnknownDefault,
        "default",
        ("deny", DefaultVerdict.Deny),
        ("require_approval", DefaultVerdict.RequireApproval),
        ("allow", DefaultVerdict.Allow),
        ("abstain", DefaultVerdict.Abstain));

    private static readonly Choice<Precedence> Precedences =
        Setting(("first_match", Precedence.FirstMatch), ("deny_overrides", Precedence.DenyOverrides));

    private static readonly Choice<GateMode> Modes = Setting(("enforce", GateMode.Enforce), ("simulate", GateMode.Simulate));

    private static readonly Choice<PathPlatform> Platforms =
        Setting(("linux", PathPlatform.Linux), ("macos", PathPlatform.MacOS), ("windows", PathPlatform.Windows));

    private static readonly Choice<bool> Cases = Setting(("sensitive", true), ("insensitive", false));

    private static readonly Choice<bool> Symlinks = Setting(("check", false), ("ignore", true));

    private static readonly Choice<bool> Recursion = Setting(("check", false), ("allow", true));

    private static readonly Choice<ScriptReading> Scripts = Setting(("scan", ScriptReading.Scan), ("ignore", ScriptReading.Ignore), ("require", ScriptReading.Require));

    private readonly DiagnosticBag _diagnostics;
    private readonly TextReading _text;
    private readonly KeyedMap _keys;

    private DocumentValidator(YamlMapping root, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _text = new TextReading(diagnostics);
        _keys = KeyedMap.Read(root, KeyTable.Document, "", diagnostics);
    }

    /// <summary>Reads the document; <see langword="null"/>, with an error, if it is no map.</summary>
    internal static PolicyDocument? Validate(YamlNode root, DiagnosticBag diagnostics)
    {
        if (root is YamlMapping mapping)
            return new DocumentValidator(mapping, diagnostics).Read();
        if (root is YamlScalar { IsNothing: true })
            YamlText.ReportEmpty(diagnostics);
        else
            diagnostics.Error(
                DiagnosticIds.WrongType, root.Span, $"expected a policy (a map with 'version' and 'rules'), found {root.Kind}");
        return null;
    }

    private PolicyDocument Read()
    {
        VersionReading.Check(_keys, _diagnostics);
        var kinds = _keys.TryFind("kinds", out YamlEntry kindsEntry) ? ReadKinds(kindsEntry.Value) : [];
        var sets = _keys.TryFind("sets", out YamlEntry setsEntry) ? ReadSets(setsEntry.Value) : [];
        var actions = new ActionNames();
        foreach (Marked<string> kind in kinds)
            actions.Declare(kind.Value);
        var (agents, rules, asserts) = ReadAgentsAndRules(actions, new SetNames(sets.Keys));
        return new PolicyDocument
        {
            Name = ReadLine("name")?.Value,
            Revision = ReadLine("revision")?.Value,
            Agent = ReadLine("agent"),
            Default = ReadDefault(),
            Precedence = ReadSetting("precedence", Precedences) ?? Precedence.FirstMatch,
            Mode = ReadSetting("mode", Modes) ?? GateMode.Enforce,
            Unresolved = _keys.TryFind("unresolved", out YamlEntry unresolved)
                ? new UnresolvedReading(actions, _diagnostics).Read(unresolved.Value)
                : UnresolvedVerdicts.Deny,
            IgnoresWhatLiesBelow = ReadSetting("recursive", Recursion) ?? false,
            IgnoresSymlinks = ReadSetting("symlinks", Symlinks) ?? false,
            Scripts = ReadSetting("scripts", Scripts) ?? ScriptReading.Scan,
            Platform = ReadSetting("platform", Platforms),
            IsCaseSensitive = ReadSetting("case", Cases),
            TrustedDirectories = _keys.TryFind("trusted_directories", out YamlEntry trusted)
                ? _text.Lines(trusted.Value, mayBeEmpty: true)
                : null,
            Limits = _keys.TryFind("limits", out YamlEntry limits) ? new LimitReading(_diagnostics).Read(limits.Value, "") : null,
            Base = ReadLine("base"),
            Variables = _keys.TryFind("variables", out YamlEntry variables) ? new VariableReading(_diagnostics).Values(variables.Value) : [],
            Environment = _keys.TryFind("environment", out YamlEntry environment) ? new VariableReading(_diagnostics).Names(environment.Value) : [],
            Kinds = kinds,
            Sets = sets,
            Agents = agents,
            Rules = rules,
            Asserts = asserts,
        };
    }

    private static Choice<T> Setting<T>(params (string Word, T Value)[] words)
        where T : struct => new(DiagnosticIds.UnknownWord, "value", words);

    private T? ReadSetting<T>(string key, Choice<T> choice)
        where T : struct => ReadLine(key) is { } text ? choice.Find(text, $" for '{key}'", _diagnostics) : null;

    private Marked<string>? ReadLine(string key) => _keys.TryFind(key, out YamlEntry entry) ? _text.Line(entry.Value) : null;

    private void ReportMissing(string key, string help)
    {
        if (!_keys.MayHold(key))
            _diagnostics.Error(DiagnosticIds.MissingKey, _keys.Span, $"the policy has no '{key}'", help);
    }

    private DefaultVerdict ReadDefault()
    {
        if (ReadLine("default") is not { } text || Defaults.Find(text, "", _diagnostics) is not { } verdict)
            return DefaultVerdict.Deny;
        if (verdict == DefaultVerdict.Allow)
            _diagnostics.Warning(
                DiagnosticIds.DefaultAllows,
                text.Span,
                "this default allows whatever no rule matches",
                "write 'deny', and a rule for each thing that is allowed");
        return verdict;
    }

    private List<Marked<string>> ReadKinds(YamlNode node)
    {
        List<Marked<string>> kinds = _text.Lines(node, mayBeEmpty: true);
        foreach ((string kind, SourceSpan span) in kinds)
        {
            if (_diagnostics.IsFull)
                break;
            // In another case it would be a kind of its own, which nobody who reads the policy would expect.
            if (ActionNames.BuiltIn.Contains(kind, StringComparer.OrdinalIgnoreCase))
                _diagnostics.Error(
                    DiagnosticIds.InvalidKind,
                    span,
                    $"expected a name of your own, found {Quoted.Text(kind)}, which is built in",
                    "remove it");
            else if (!ActionNames.IsName(kind))
                _diagnostics.Error(
                    DiagnosticIds.InvalidKind,
                    span,
                    $"expected the name of a kind, found {Quoted.Text(kind)}",
                    "letters, digits, '_' and '-' with dots between them, and perhaps '.*' at the end: db_query, mcp.*");
        }
        return kinds;
    }

    private Dictionary<string, IReadOnlyList<Marked<string>>> ReadSets(YamlNode node)
    {
        var sets = new Dictionary<string, IReadOnlyList<Marked<string>>>(StringComparer.Ordinal);
        foreach ((YamlScalar key, YamlNode value) in _text.Entries(node, "a map of sets"))
        {
            if (_diagnostics.IsFull)
                break;
            if (SetNames.IsBuiltIn(key.Value))
                _diagnostics.Error(
                    DiagnosticIds.InvalidSetName,
                    key.Span,
                    $"expected a name of your own, found '{key.Value}', which is built in",
                    "choose another name");
            else if (!SetNames.IsName(key.Value))
                _diagnostics.Error(
                    DiagnosticIds.InvalidSetName,
                    key.Span,
                    $"expected the name of a set, found {Quoted.Text(key.Value)}",
                    "letters, digits, '_', '-' and '.'; the '@' stands only where the set is used");
            List<Marked<string>> entries = _text.Lines(value, mayBeEmpty: true);
            foreach ((string entry, SourceSpan span) in entries)
            {
                if (entry.StartsWith('@'))
                    _diagnostics.Error(
                        DiagnosticIds.NestedSet,
                        span,
                        $"expected a pattern, found the set {Quoted.Text(entry)}",
                        "sets do not nest: name both where they are used");
            }
            entries.RemoveAll(entry => entry.Value.StartsWith('@'));
            sets[key.Value] = entries;
        }
        return sets;
    }

    /// <summary>Whichever is written first is read first: of two rules with one id the lower is at fault.</summary>
    private (List<PolicyAgent>? Agents, List<PolicyRule> Rules, List<PolicyAssertion> Asserts) ReadAgentsAndRules(ActionNames actions, SetNames sets)
    {
        bool hasAgents = _keys.TryFind("agents", out YamlEntry agentsEntry);
        bool hasRules = _keys.TryFind("rules", out YamlEntry rulesEntry);
        if (!hasRules && !(hasAgents && agentsEntry.Value is not YamlMapping { Entries.Count: 0 }) && !_keys.MayHold("agents"))
            ReportMissing("rules", "write 'rules: []' if it shall have none");

        var validator = new RuleValidator(actions, sets, new AgentNames(hasAgents ? agentsEntry.Value : null), _diagnostics);
        List<PolicyRule> rules = [];
        bool areRulesFirst = hasRules && hasAgents && rulesEntry.Key.Span.IsBefore(agentsEntry.Key.Span);
        if (areRulesFirst)
            rules = validator.ReadAll(rulesEntry.Value, "");
        List<PolicyAgent>? agents = hasAgents ? new AgentValidator(validator, _diagnostics).ReadAll(agentsEntry.Value) : null;
        if (hasRules && !areRulesFirst)
            rules = validator.ReadAll(rulesEntry.Value, "");
        return (agents, rules, _keys.TryFind("assert", out YamlEntry asserts) ? new AssertionReading(validator, _diagnostics).Read(asserts.Value) : []);
    }
}
