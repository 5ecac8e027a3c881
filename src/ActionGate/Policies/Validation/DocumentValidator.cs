using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Checks the shape of a whole document and makes the <see cref="PolicyDocument"/> of what is sound in it.</summary>
internal sealed class DocumentValidator
{
    private static readonly string[] Defaults = ["deny", "require_approval", "allow", "abstain"];

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
        CheckVersion();
        var kinds = _keys.TryFind("kinds", out YamlEntry kindsEntry) ? ReadKinds(kindsEntry.Value) : [];
        var sets = _keys.TryFind("sets", out YamlEntry setsEntry) ? ReadSets(setsEntry.Value) : [];
        var actions = new ActionNames();
        foreach (Marked<string> kind in kinds)
            actions.Declare(kind.Value);
        return new PolicyDocument
        {
            Name = ReadLine("name")?.Value,
            Revision = ReadLine("revision")?.Value,
            Agent = ReadLine("agent"),
            Default = ReadDefault(),
            Base = ReadLine("base"),
            Variables = _keys.TryFind("variables", out YamlEntry variables) ? ReadVariables(variables.Value) : [],
            Environment = _keys.TryFind("environment", out YamlEntry environment) ? ReadEnvironment(environment.Value) : [],
            Kinds = kinds,
            Sets = sets,
            Rules = ReadRules(new RuleValidator(actions, new SetNames(sets.Keys), _diagnostics)),
        };
    }

    private Marked<string>? ReadLine(string key) => _keys.TryFind(key, out YamlEntry entry) ? _text.Line(entry.Value) : null;

    private void CheckVersion()
    {
        if (!_keys.TryFind("version", out YamlEntry entry))
            ReportMissing("version", "write 'version: 1'");
        else if (_text.Line(entry.Value) is { } version && version.Value is not ("1" or "1.0"))
            _diagnostics.Error(
                DiagnosticIds.UnsupportedVersion,
                version.Span,
                $"expected version 1, found {Quoted.Text(version.Value)}",
                "write 'version: 1'");
    }

    private void ReportMissing(string key, string help)
    {
        if (!_keys.MayHold(key))
            _diagnostics.Error(DiagnosticIds.MissingKey, _keys.Span, $"the policy has no '{key}'", help);
    }

    private DefaultVerdict ReadDefault()
    {
        if (ReadLine("default") is not { } text)
            return DefaultVerdict.Deny;
        switch (text.Value)
        {
            case "deny":
                return DefaultVerdict.Deny;
            case "require_approval":
                return DefaultVerdict.RequireApproval;
            case "abstain":
                return DefaultVerdict.Abstain;
            case "allow":
                _diagnostics.Warning(
                    DiagnosticIds.DefaultAllows,
                    text.Span,
                    "this default allows whatever no rule matches",
                    "write 'deny', and a rule for each thing that is allowed");
                return DefaultVerdict.Allow;
            default:
                _diagnostics.Error(
                    DiagnosticIds.UnknownDefault,
                    text.Span,
                    $"unknown default {Quoted.Text(text.Value)}",
                    Spelling.Help(text.Value, Defaults));
                return DefaultVerdict.Deny;
        }
    }

    private Dictionary<string, Marked<string>> ReadVariables(YamlNode node)
    {
        var variables = new Dictionary<string, Marked<string>>(StringComparer.Ordinal);
        foreach ((YamlScalar key, YamlNode value) in _text.Entries(node, "a map of variables"))
        {
            if (_diagnostics.IsFull)
                break;
            CheckVariableName(key.Value, key.Span);
            if (_text.Line(value) is not { } text)
                continue;
            if (text.Value.Contains("${", StringComparison.Ordinal))
                _diagnostics.Error(
                    DiagnosticIds.VariableInVariable,
                    text.Span,
                    $"the value of '{Quoted.Crop(key.Value)}' holds a variable",
                    "a variable's value is literal text: write it out");
            variables[key.Value] = text;
        }
        return variables;
    }

    private List<Marked<string>> ReadEnvironment(YamlNode node)
    {
        List<Marked<string>> names = _text.Lines(node, mayBeEmpty: true);
        foreach ((string name, SourceSpan span) in names)
        {
            if (_diagnostics.IsFull)
                break;
            CheckVariableName(name, span);
        }
        return names;
    }

    private void CheckVariableName(string name, SourceSpan span)
    {
        bool isName = name.Length > 0 && !char.IsAsciiDigit(name[0]);
        foreach (char c in name)
            isName &= char.IsAsciiLetterOrDigit(c) || c == '_';
        if (!isName)
            _diagnostics.Error(
                DiagnosticIds.InvalidVariableName,
                span,
                $"expected the name of a variable, found {Quoted.Text(name)}",
                "letters, digits and '_', the first no digit");
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

    private List<PolicyRule> ReadRules(RuleValidator validator)
    {
        var rules = new List<PolicyRule>();
        if (!_keys.TryFind("rules", out YamlEntry entry))
        {
            ReportMissing("rules", "write 'rules: []' if it shall have none");
            return rules;
        }
        if (entry.Value is not YamlSequence sequence)
        {
            _diagnostics.Error(DiagnosticIds.WrongType, entry.Value.Span, $"expected a list of rules, found {entry.Value.Kind}");
            return rules;
        }
        for (int i = 0; i < sequence.Items.Count && !_diagnostics.IsFull; i++)
        {
            if (validator.Read(sequence.Items[i], i + 1) is { } rule)
                rules.Add(rule);
        }
        return rules;
    }
}
