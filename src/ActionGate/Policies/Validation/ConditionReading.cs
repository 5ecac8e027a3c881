using System.Buffers;
using System.Globalization;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads the conditions of rules: for whom, in which language, for which requests, and when they apply.</summary>
internal sealed class ConditionReading(AgentNames agents, DiagnosticBag diagnostics)
{
    private const int HighestPort = 65_535;

    internal static readonly IReadOnlyCollection<string> Languages =
    [
        CodeLanguage.Bash, CodeLanguage.Sh, CodeLanguage.Python, CodeLanguage.JavaScript, CodeLanguage.TypeScript, CodeLanguage.PowerShell,
        CodeLanguage.CSharp,
    ];

    /// <summary>RFC 9110, 5.6.2: what a token, and so a method, may hold.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly TextReading _text = new(diagnostics);

    /// <summary>Reads the conditions of a rule.</summary>
    /// <param name="keys">The rule.</param>
    /// <param name="isForNetwork">Whether the network is among its actions; <see langword="null"/>: nobody can tell.</param>
    /// <param name="decision">What it decides; <see langword="null"/>: nobody can tell.</param>
    /// <param name="place">Where it stands, for the messages.</param>
    internal RuleConditions Read(KeyedMap keys, bool? isForNetwork, Verdict? decision, string place)
    {
        var names = keys.TryFind("agents", out YamlEntry agentsEntry) ? ReadAgents(agentsEntry.Value, place) : null;
        var languages = keys.TryFind("languages", out YamlEntry languagesEntry) ? ReadLanguages(languagesEntry.Value, place) : null;
        var methods = keys.TryFind("methods", out YamlEntry methodsEntry) ? ReadMethods(methodsEntry, isForNetwork, place) : null;
        var ports = keys.TryFind("ports", out YamlEntry portsEntry) ? ReadPorts(portsEntry, isForNetwork, place) : null;
        DateTimeOffset? notBefore = keys.TryFind("not_before", out YamlEntry from) ? ReadTime(from, place) : null;
        DateTimeOffset? expires = keys.TryFind("expires", out YamlEntry until) ? ReadTime(until, place) : null;
        if (expires is not null)
            CheckPeriod(until, notBefore, expires.Value, decision, place);
        if (names is null && languages is null && methods is null && ports is null && notBefore is null && expires is null)
            return RuleConditions.None;
        return new RuleConditions
        {
            Agents = names,
            Languages = languages,
            Methods = methods,
            Ports = ports,
            NotBefore = notBefore,
            Expires = expires,
        };
    }

    private string[] ReadAgents(YamlNode node, string place)
    {
        List<Marked<string>> names = _text.Lines(node, mayBeEmpty: false);
        foreach (Marked<string> name in names)
            agents.CheckUse(name, place, diagnostics);
        return [.. names.Select(name => name.Value)];
    }

    private string[] ReadLanguages(YamlNode node, string place)
    {
        var languages = new List<string>();
        foreach ((string name, SourceSpan span) in _text.Lines(node, mayBeEmpty: false))
        {
            if (CodeLanguage.Canonical(name) is not { } canonical)
                Report(DiagnosticIds.UnknownRuleLanguage, span, $"unknown language {Quoted.Text(name)}{place}", Spelling.Help(name, Languages));
            else if (!languages.Contains(canonical, StringComparer.Ordinal))
                languages.Add(canonical);
        }
        return [.. languages];
    }

    private string[] ReadMethods(YamlEntry entry, bool? isForNetwork, string place)
    {
        CheckFit(entry.Key, isForNetwork, place);
        var methods = new List<string>();
        foreach ((string method, SourceSpan span) in _text.Lines(entry.Value, mayBeEmpty: false))
        {
            // A '*' may stand in a token, and means nothing there: such a rule would never match.
            if (method.AsSpan().ContainsAnyExcept(TokenCharacters) || method.Contains('*', StringComparison.Ordinal))
                Report(
                    DiagnosticIds.InvalidMethod,
                    span,
                    $"expected an HTTP method, found {Quoted.Text(method)}{place}",
                    "as in GET or POST; without 'methods' the rule is for all of them");
            else
                methods.Add(method.ToUpperInvariant());
        }
        return [.. methods];
    }

    private PortRange[] ReadPorts(YamlEntry entry, bool? isForNetwork, string place)
    {
        CheckFit(entry.Key, isForNetwork, place);
        var ports = new List<PortRange>();
        foreach ((string text, SourceSpan span) in _text.Lines(entry.Value, mayBeEmpty: false))
        {
            int dash = text.IndexOf('-', StringComparison.Ordinal);
            int? first = Port(dash < 0 ? text : text.AsSpan(0, dash));
            int? last = dash < 0 ? first : Port(text.AsSpan(dash + 1));
            if (first is null || last is null)
                Report(
                    DiagnosticIds.InvalidPort,
                    span,
                    $"expected a port, found {Quoted.Text(text)}{place}",
                    "a number from 0 to 65535, or two with a '-' between them: 443, 8000-9000");
            else if (first > last)
                Report(
                    DiagnosticIds.InvalidPort,
                    span,
                    $"the ports {Quoted.Text(text)} run backwards{place}",
                    string.Create(CultureInfo.InvariantCulture, $"write {last}-{first}"));
            else
                ports.Add(new PortRange(first.Value, last.Value));
        }
        return [.. ports];
    }

    internal static int? Port(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= HighestPort ? port : null;

    internal DateTimeOffset? ReadTime(YamlEntry entry, string place)
    {
        if (_text.Line(entry.Value) is not { } text)
            return null;
        if (TimeText.Read(text.Value, out DateTimeOffset time) is not { } help)
            return time;
        Report(
            DiagnosticIds.InvalidTime, text.Span, $"expected a point in time for '{entry.Key.Value}'{place}, found {Quoted.Text(text.Value)}", help);
        return null;
    }

    private void CheckPeriod(YamlEntry entry, DateTimeOffset? notBefore, DateTimeOffset expires, Verdict? decision, string place)
    {
        if (expires <= notBefore)
            Report(
                DiagnosticIds.EmptyPeriod,
                entry.Value.Span,
                $"'expires' is not after 'not_before'{place}",
                "the rule would never apply: write a later time");
        if (decision == Verdict.Deny)
            diagnostics.Warning(
                DiagnosticIds.DenyExpires,
                entry.Key.Span,
                $"'expires' ends a refusal{place}",
                "what it denies may be allowed from then on: let what allows expire instead");
    }

    private void CheckFit(YamlScalar key, bool? isForNetwork, string place)
    {
        if (isForNetwork == false)
            Report(
                DiagnosticIds.UnfittingCondition,
                key.Span,
                $"'{key.Value}' fits only the action 'network'{place}",
                "no other action has it: remove it, or correct the action");
    }

    private void Report(string id, SourceSpan span, string message, string help)
    {
        if (!diagnostics.IsFull)
            diagnostics.Error(id, span, message, help);
    }
}
