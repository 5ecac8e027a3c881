using System.Globalization;
using ActionGate.Policies.Validation;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Testing;

/// <summary>Checks the shape of tests, one after the other, and remembers their names.</summary>
/// <param name="agent">Who acts in tests that do not say.</param>
/// <param name="diagnostics">Gets what is wrong.</param>
internal sealed class TestReading(string? agent, DiagnosticBag diagnostics)
{
    private readonly TextReading _text = new(diagnostics);
    private readonly TestRequestReading _requests = new(diagnostics);
    private readonly ConditionReading _conditions = new(new AgentNames(null), diagnostics);
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Reads a test; <see langword="null"/>, with an error, where it can't be run.</summary>
    internal TestCase? Read(YamlNode node, int number)
    {
        if (node is not YamlMapping mapping)
        {
            diagnostics.Error(
                DiagnosticIds.WrongType, node.Span, $"expected a test (a map with 'name', 'action', 'target' and 'decision'), found {node.Kind}");
            return null;
        }
        string called = FindName(mapping) ?? string.Create(CultureInfo.InvariantCulture, $"#{number}");
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Test, $" in test {Quoted.Text(called)}", diagnostics);
        Marked<string>? rule = keys.TryFind("rule", out YamlEntry ruleEntry) ? _text.Line(ruleEntry.Value) : null;
        var test = new TestEntry(keys, called) { ExpectsFault = rule?.Value == RuleReference.Fault.Id };
        string? name = ReadName(test);
        var (action, code) = _requests.Read(test, ReadContext(keys));
        Verdict? decision = ReadDecision(test);
        DateTimeOffset? now = keys.TryFind("now", out YamlEntry nowEntry) ? _conditions.ReadTime(nowEntry, test.Place) : null;
        string? reason = keys.TryFind("reason", out YamlEntry reasonEntry) ? _text.Line(reasonEntry.Value)?.Value : null;
        ExecutionLimits? limits = keys.TryFind("limits", out YamlEntry limitsEntry)
            ? new LimitReading(diagnostics).Read(limitsEntry.Value, test.Place) ?? ExecutionLimits.None
            : null;
        if (name is null || decision is null || (action is null && code is null))
            return null;
        return new TestCase
        {
            Span = mapping.Span,
            Name = name,
            Action = action,
            Code = code,
            Now = now,
            Decision = decision.Value,
            Rule = rule,
            Reason = reason,
            Limits = limits,
        };
    }

    /// <summary>The name as the messages about the test call it, before anything of the test is checked.</summary>
    private static string? FindName(YamlMapping test)
    {
        foreach ((YamlScalar key, YamlNode value) in test.Entries)
        {
            if (key.Value == "name" && value is YamlScalar { IsNothing: false, Value: not "" } name)
                return name.Value;
        }
        return null;
    }

    private string? ReadName(TestEntry test)
    {
        if (!test.Keys.TryFind("name", out YamlEntry entry))
        {
            test.ReportMissing("name", "say what it shows", diagnostics);
            return null;
        }
        if (_text.Line(entry.Value) is not { } name)
            return null;
        if (!_lines.TryAdd(name.Value, name.Span.Line) && !diagnostics.IsFull)
            diagnostics.Error(
                DiagnosticIds.DuplicateTest,
                name.Span,
                $"duplicate name {Quoted.Text(name.Value)}, first on line {_lines[name.Value]}",
                "give each test a name of its own");
        return name.Value;
    }

    private Verdict? ReadDecision(TestEntry test)
    {
        if (test.Keys.TryFind("decision", out YamlEntry entry))
            return _text.Line(entry.Value) is { } text ? RuleValidator.Decisions.Find(text, test.Place, diagnostics) : null;
        test.ReportMissing("decision", $"expected one of {RuleValidator.Decisions.List}", diagnostics);
        return null;
    }

    private ActionContext ReadContext(KeyedMap keys) => new()
    {
        Agent = keys.TryFind("agent", out YamlEntry own) ? ReadAgent(own.Value) : agent,
        Suggester = keys.TryFind("suggester", out YamlEntry suggester) ? _text.Line(suggester.Value)?.Value : null,
        WorkingDirectory = keys.TryFind("cwd", out YamlEntry folder) ? _text.Line(folder.Value)?.Value : null,
    };

    /// <summary>Nothing is nobody, where the file names an agent for all tests.</summary>
    private string? ReadAgent(YamlNode node) => node is YamlScalar { IsNothing: true } ? null : _text.Line(node)?.Value;
}
