using ActionGate.Policies.Validation;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Testing;

/// <summary>Reads a file of tests, as strictly as a policy: every error at once, each with its place.</summary>
internal sealed class TestReader
{
    private readonly DiagnosticBag _diagnostics;
    private readonly TextReading _text;
    private readonly KeyedMap _keys;

    private TestReader(YamlMapping root, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _text = new TextReading(diagnostics);
        _keys = KeyedMap.Read(root, KeyTable.TestFile, "", diagnostics);
    }

    /// <summary>
    /// Reads the text of the bag's source. The tests may be run only if <paramref name="diagnostics"/> then holds no error; what is at
    /// fault is left out of the document, which is <see langword="null"/> where nothing of it could be read.
    /// </summary>
    internal static TestDocument? Read(DiagnosticBag diagnostics, long maxBytes = PolicyReader.DefaultMaxBytes)
    {
        if (diagnostics.Source.IsLongerThan(maxBytes))
        {
            diagnostics.Error(DiagnosticIds.PolicyTooLarge, default, PolicyFile.TooLarge(maxBytes));
            return null;
        }
        YamlNode? root = YamlReader.Read(diagnostics);
        if (root is YamlMapping mapping)
            return new TestReader(mapping, diagnostics).ReadDocument();
        if (root is YamlScalar { IsNothing: true })
            YamlText.ReportEmpty(diagnostics);
        else if (root is not null)
            diagnostics.Error(
                DiagnosticIds.WrongType, root.Span, $"expected a test file (a map with 'version', 'policy' and 'tests'), found {root.Kind}");
        return null;
    }

    private TestDocument ReadDocument()
    {
        VersionReading.Check(_keys, _diagnostics);
        return new TestDocument
        {
            Policies = ReadPolicies(),
            Base = ReadLine("base"),
            Variables = _keys.TryFind("variables", out YamlEntry variables) ? new VariableReading(_diagnostics).Values(variables.Value) : [],
            Tests = ReadTests(ReadLine("agent")),
        };
    }

    private string? ReadLine(string key) => _keys.TryFind(key, out YamlEntry entry) ? _text.Line(entry.Value)?.Value : null;

    private List<Marked<string>> ReadPolicies()
    {
        if (_keys.TryFind("policy", out YamlEntry entry))
            return _text.Lines(entry.Value, mayBeEmpty: false);
        ReportMissing("policy", "name the policy's file, or a list of files that decide together");
        return [];
    }

    private List<TestCase> ReadTests(string? agent)
    {
        var tests = new List<TestCase>();
        if (!_keys.TryFind("tests", out YamlEntry entry))
        {
            ReportMissing("tests", "a list of tests, each with 'name', 'action', 'target' and 'decision'");
            return tests;
        }
        // Tests that are not there all pass.
        if (entry.Value is not YamlSequence { Items.Count: > 0 } sequence)
        {
            string found = entry.Value is YamlSequence ? "an empty list" : entry.Value.Kind;
            _diagnostics.Error(DiagnosticIds.WrongType, entry.Value.Span, $"expected a list of tests, found {found}");
            return tests;
        }
        var reading = new TestReading(agent, _diagnostics);
        for (int i = 0; i < sequence.Items.Count && !_diagnostics.IsFull; i++)
        {
            if (reading.Read(sequence.Items[i], i + 1) is { } test)
                tests.Add(test);
        }
        return tests;
    }

    private void ReportMissing(string key, string help)
    {
        if (!_keys.MayHold(key))
            _diagnostics.Error(DiagnosticIds.MissingKey, _keys.Span, $"the test file has no '{key}'", help);
    }
}
