using System.Text;
using ActionGate.Compilation;
using ActionGate.Policies;
using ActionGate.Policies.Yaml;

namespace ActionGate.Simulation.Suggestions;

/// <summary>How a policy spells its rules: the keys it uses, and how it lays them out.</summary>
internal sealed class RuleStyle
{
    private static readonly string[] TargetKeys = ["target", "path", "command", "host", "url"];

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly bool _isFlow;
    private readonly string _indent;

    private RuleStyle(YamlSequence? rules, PolicySource source)
    {
        int flow = 0;
        foreach (var rule in rules?.Items ?? [])
        {
            if (rule is not YamlMapping mapping)
                continue;
            foreach (var entry in mapping.Entries)
                _counts[entry.Key.Value] = _counts.GetValueOrDefault(entry.Key.Value) + 1;
            flow += source.LineSpan(mapping.Span.Line).TrimStart("- \t") is ['{', ..] ? 1 : -1;
        }
        _isFlow = flow > 0;
        var first = rules?.Items is [{ } item, ..] ? source.LineSpan(item.Span.Line) : "  - ";
        int dash = first.IndexOf('-');
        _indent = dash >= 0 && first[..dash].IsWhiteSpace() ? first[..dash].ToString() : "  ";
    }

    internal static RuleStyle Of(PolicySource source)
    {
        var root = YamlReader.Read(new DiagnosticBag(source)) as YamlMapping;
        return new RuleStyle(root?.Entries.FirstOrDefault(e => e.Key.Value == "rules").Value as YamlSequence, source);
    }

    /// <summary>A rule as text, its lines ended.</summary>
    internal string Write(SuggestedRule rule)
    {
        var members = new List<(string Key, string Value)> { ("id", rule.Id), ("action", rule.Kinds.Count == 1 ? rule.Kinds[0] : ListOf(rule.Kinds, isQuoted: false)) };
        if (rule.Argv is { } argv)
            members.Add(("argv", ListOf(argv, isQuoted: true)));
        else
            members.Add((TargetKeyFor(rule.Kinds[0]), rule.Patterns.Count == 1 ? Quote(rule.Patterns[0].Text) : ListOf([.. rule.Patterns.Select(p => p.Text)], isQuoted: true)));
        if (rule.Method is { } method)
            members.Add(("methods", ListOf([method], isQuoted: false)));
        if (rule.Agents.Count > 0)
            members.Add(("agents", ListOf(rule.Agents, isQuoted: true)));
        members.Add((Count("effect") > Count("decision") ? "effect" : "decision", "allow"));
        var text = new StringBuilder();
        foreach (string note in rule.Notes)
            text.Append(_indent).Append("# ").Append(note).Append('\n');
        if (_isFlow)
            return text.Append(_indent).Append("- { ").AppendJoin(", ", members.Select(m => $"{m.Key}: {m.Value}")).Append(" }\n").ToString();
        for (int i = 0; i < members.Count; i++)
            text.Append(_indent).Append(i == 0 ? "- " : "  ").Append(members[i].Key).Append(": ").Append(members[i].Value).Append('\n');
        return text.ToString();
    }

    /// <summary>The key that the policy uses for targets of this kind, or would use.</summary>
    private string TargetKeyFor(string kind)
    {
        string alias = TargetFamilies.Of(kind) switch
        {
            TargetFamily.Path => "path",
            TargetFamily.Command => "command",
            TargetFamily.Network => "host",
            _ => "target",
        };
        int aliases = TargetKeys[1..].Sum(Count);
        return alias != "target" && aliases > Count("target") ? alias : "target";
    }

    private int Count(string key) => _counts.GetValueOrDefault(key);

    private static string ListOf(IReadOnlyList<string> items, bool isQuoted) => $"[{string.Join(", ", isQuoted ? items.Select(Quote) : items)}]";

    /// <summary>A text that is read as it stands: single quotes know no escapes but for themselves.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>How a policy writes the paths of its patterns: from its base, where it does.</summary>
internal sealed class PathStyle
{
    private readonly string? _base;
    private readonly string _prefix;

    internal PathStyle(CompiledPolicy policy, PolicyDocument document)
    {
        _base = policy.BaseDirectory is { Length: > 1 } folder ? policy.PathRules.Display(folder) : null;
        var targets = document.Rules.SelectMany(r => r.Targets).Select(t => t.Value).ToList();
        int fromVariable = targets.Count(t => t.StartsWith("${PROJECT_DIR}/", StringComparison.Ordinal));
        int fromDot = targets.Count(t => t.StartsWith("./", StringComparison.Ordinal));
        int absolute = targets.Count(t => t.StartsWith('/'));
        bool isVariableBase = policy.Variables.TryGetValue("PROJECT_DIR", out string? value) && string.Equals(value, _base, StringComparison.Ordinal);
        _prefix = fromVariable > fromDot && isVariableBase ? "${PROJECT_DIR}/" : absolute > fromDot ? "" : "./";
    }

    /// <summary>A path as a pattern that takes it alone.</summary>
    internal string Literal(string path)
    {
        if (_prefix.Length == 0 || _base is null || !path.StartsWith(_base, StringComparison.Ordinal) || path.Length == _base.Length || path[_base.Length] != '/')
            return PatternLiteral.Of(path);
        return _prefix + PatternLiteral.Of(path[(_base.Length + 1)..]);
    }
}
