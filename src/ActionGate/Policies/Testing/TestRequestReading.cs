using ActionGate.Policies.Validation;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Testing;

/// <summary>Reads what a test asks for: an action and its target, code, or blocks of code.</summary>
internal sealed class TestRequestReading(DiagnosticBag diagnostics)
{
    private static readonly string[] Subjects = ["action", "code", "blocks"];

    private static readonly Choice<bool> Truth = new(DiagnosticIds.UnknownWord, "value", ("true", true), ("false", false));

    private readonly TextReading _text = new(diagnostics);

    /// <summary>Reads the request; none, with an error, where there is none.</summary>
    internal (Marked<ActionRequest>? Action, CodeRequest? Code) Read(TestEntry test, ActionContext context)
    {
        string? subject = FindSubject(test);
        CheckFit(test, "target", subject is null or "action", "'action'");
        CheckFit(test, "language", subject is null or "code", "'code'");
        if (subject is "code" or "blocks")
        {
            CheckActionKeys(test, kind: "");
            return (null, subject == "code" ? ReadCode(test, context) : ReadBlocks(test, context));
        }
        return (subject is null ? null : ReadAction(test, context), null);
    }

    /// <summary>The one key of the three that the test has; <see langword="null"/>, with an error, where it has none or several.</summary>
    private string? FindSubject(TestEntry test)
    {
        string? found = null;
        bool isOne = true;
        foreach (string key in Subjects)
        {
            if (!test.Keys.TryFind(key, out YamlEntry entry))
                continue;
            if (found is null)
            {
                found = key;
                continue;
            }
            isOne = false;
            diagnostics.Error(
                DiagnosticIds.UnfittingTestKey,
                entry.Key.Span,
                $"'{key}' stands beside '{found}'{test.Place}",
                "a test is one request: an action, code, or blocks of code");
        }
        if (found is null && !test.Keys.MayHold("code") && !test.Keys.MayHold("blocks"))
            test.ReportMissing("action", "expected one of action (with 'target'), code (with 'language'), blocks", diagnostics);
        return isOne ? found : null;
    }

    private Marked<ActionRequest>? ReadAction(TestEntry test, ActionContext context)
    {
        test.Keys.TryFind("action", out YamlEntry action);
        Marked<string>? kind = _text.Line(action.Value);
        if (kind is not null)
            CheckActionKeys(test, kind.Value.Value);
        string? target = null;
        if (test.Keys.TryFind("target", out YamlEntry targetEntry))
            target = _text.Target(targetEntry.Value);
        else
            test.ReportMissing("target", "what the action acts on, as an agent would send it", diagnostics);
        string? method = test.Keys.TryFind("method", out YamlEntry methodEntry) ? _text.Line(methodEntry.Value)?.Value : null;
        int? port = test.Keys.TryFind("port", out YamlEntry portEntry) ? ReadPort(portEntry, test.Place) : null;
        bool isRecursive = test.Keys.TryFind("recursive", out YamlEntry recursion) && ReadTruth(recursion, test.Place);
        if (kind is not { } known || target is null)
            return null;
        return new Marked<ActionRequest>(
            new ActionRequest(known.Value, target, context) { Method = method, Port = port, IsRecursive = isRecursive }, known.Span);
    }

    private CodeRequest? ReadCode(TestEntry test, ActionContext context)
    {
        test.Keys.TryFind("code", out YamlEntry code);
        string? text = _text.Target(code.Value);
        string? language = ReadLanguage(test, test.Keys);
        return text is null || language is null ? null : new CodeRequest([new CodeBlock(text, language)], context);
    }

    private CodeRequest? ReadBlocks(TestEntry test, ActionContext context)
    {
        test.Keys.TryFind("blocks", out YamlEntry entry);
        if (entry.Value is not YamlSequence { Items.Count: > 0 } sequence)
        {
            string found = entry.Value is YamlSequence ? "an empty list" : entry.Value.Kind;
            diagnostics.Error(
                DiagnosticIds.WrongType,
                entry.Value.Span,
                $"expected a list of blocks{test.Place}, found {found}",
                "one entry a block: [{ language: bash, code: ls }]");
            return null;
        }
        var blocks = new List<CodeBlock>();
        for (int i = 0; i < sequence.Items.Count && !diagnostics.IsFull; i++)
        {
            if (_text.Map(sequence.Items[i], "a block of code", "as in { language: bash, code: ls }") is not { } mapping)
                continue;
            KeyedMap keys = KeyedMap.Read(mapping, KeyTable.TestBlock, " under 'blocks'" + test.Place, diagnostics);
            string? code = ReadBlockCode(test, keys);
            if (ReadLanguage(test, keys) is { } language && code is not null)
                blocks.Add(new CodeBlock(code, language));
        }
        return blocks.Count == sequence.Items.Count ? new CodeRequest(blocks, context) : null;
    }

    private string? ReadBlockCode(TestEntry test, KeyedMap keys)
    {
        if (keys.TryFind("code", out YamlEntry code))
            return _text.Target(code.Value);
        ReportMissing(test, keys, "code", "write its text");
        return null;
    }

    private string? ReadLanguage(TestEntry test, KeyedMap keys)
    {
        if (!keys.TryFind("language", out YamlEntry entry))
        {
            ReportMissing(test, keys, "language", $"expected one of {Spelling.List(ConditionReading.Languages)}");
            return null;
        }
        if (_text.Line(entry.Value) is not { } language)
            return null;
        // A misspelt language is refused, and a test that expects a refusal would pass for nothing.
        if (CodeLanguage.Canonical(language.Value) is null && !test.ExpectsFault)
            diagnostics.Error(
                DiagnosticIds.UnknownRuleLanguage,
                language.Span,
                $"unknown language {Quoted.Text(language.Value)}{test.Place}",
                Spelling.Help(language.Value, ConditionReading.Languages));
        return language.Value;
    }

    private void ReportMissing(TestEntry test, KeyedMap keys, string key, string help)
    {
        if (keys == test.Keys)
            test.ReportMissing(key, help, diagnostics);
        else if (!keys.MayHold(key))
            diagnostics.Error(DiagnosticIds.IncompleteTest, keys.Span, $"a block has no '{key}'{test.Place}", help);
    }

    private int? ReadPort(YamlEntry entry, string place)
    {
        if (_text.Line(entry.Value) is not { } text)
            return null;
        int? port = ConditionReading.Port(text.Value);
        if (port is null)
            diagnostics.Error(
                DiagnosticIds.InvalidPort, text.Span, $"expected a port, found {Quoted.Text(text.Value)}{place}", "a number from 0 to 65535");
        return port;
    }

    private bool ReadTruth(YamlEntry entry, string place) =>
        _text.Line(entry.Value) is { } text && Truth.Find(text, $" for '{entry.Key.Value}'{place}", diagnostics) == true;

    /// <summary>Reports what the evaluation would not look at.</summary>
    private void CheckActionKeys(TestEntry test, string kind)
    {
        bool isNetwork = kind == ActionKind.Network.Name;
        CheckFit(test, "method", isNetwork, "the action 'network'");
        CheckFit(test, "port", isNetwork, "the action 'network'");
        bool isFile = kind == ActionKind.FileRead.Name || kind == ActionKind.FileWrite.Name || kind == ActionKind.FileDelete.Name;
        CheckFit(test, "recursive", isFile, "file_read, file_write and file_delete");
    }

    private void CheckFit(TestEntry test, string key, bool fits, string where)
    {
        if (!fits && test.Keys.TryFind(key, out YamlEntry entry))
            diagnostics.Error(
                DiagnosticIds.UnfittingTestKey, entry.Key.Span, $"'{key}' fits only {where}{test.Place}", "remove it, or correct what is asked for");
    }
}
