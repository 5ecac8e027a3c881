using System.Globalization;
using System.Text;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Checks the shape of the entries under <c>agents</c>.</summary>
internal sealed class AgentValidator(RuleValidator rules, DiagnosticBag diagnostics)
{
    /// <summary>It stands in the id of every rule that has none of its own: without a bound a file could fill the memory.</summary>
    private const int LongestName = 200;

    private static readonly Choice<FileOperations> Operations = new(
        DiagnosticIds.UnknownFileOperation,
        "file operation",
        ("read", FileOperations.Read),
        ("write", FileOperations.Write),
        ("delete", FileOperations.Delete),
        ("read_only", FileOperations.Read));

    private readonly TextReading _text = new(diagnostics);
    private readonly QuantityReading _quantities = new(new TextReading(diagnostics), diagnostics);

    /// <summary>Reads the entries; an empty list, with an error, if they are no map.</summary>
    internal List<PolicyAgent> ReadAll(YamlNode node)
    {
        var agents = new List<PolicyAgent>();
        foreach ((YamlScalar key, YamlNode value) in _text.Entries(node, "a map from the names of agents to their entries"))
        {
            if (diagnostics.IsFull)
                break;
            if (Read(key, value) is { } agent)
                agents.Add(agent);
        }
        return agents;
    }

    private PolicyAgent? Read(YamlScalar key, YamlNode value)
    {
        if (_text.Line(key) is not { } name)
            return null;
        if (name.Value.Length > LongestName)
        {
            diagnostics.Error(
                DiagnosticIds.AgentNameTooLong,
                name.Span,
                string.Create(CultureInfo.InvariantCulture, $"expected at most {LongestName} characters in an agent's name, found {name.Value.Length}"),
                "choose a shorter name");
            return null;
        }
        AgentNames.WarnOfPattern(name, "", diagnostics);
        string place = $" of agent {Quoted.Text(name.Value)}";
        if (_text.Map(value, "a map as the entry" + place, "write {} for one that neither grants nor forbids anything") is not { } mapping)
            return null;
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Agent, place, diagnostics);
        if (keys.TryFind("description", out YamlEntry description))
            _text.Any(description.Value);
        return new PolicyAgent
        {
            Name = name,
            Code = keys.TryFind("code_execution", out YamlEntry code) ? ReadCode(code.Value, place) : null,
            Rules = keys.TryFind("rules", out YamlEntry own) ? rules.ReadAll(own.Value, name.Value) : [],
        };
    }

    private CodeConstraints? ReadCode(YamlNode node, string place)
    {
        if (_text.Map(node, "a map of constraints", "write {} to grant running code and nothing more") is not { } mapping)
            return null;
        place = " under 'code_execution'" + place;
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.CodeExecution, place, diagnostics);
        var limits = new ExecutionLimits
        {
            WallTime = keys.TryFind("max_execution_time", out YamlEntry time) ? _quantities.DurationLimit(time, place) : null,
            MemoryBytes = keys.TryFind("max_memory", out YamlEntry memory) ? _quantities.SizeLimit(memory, place) : null,
        };
        return new CodeConstraints
        {
            AllowedImports = keys.TryFind("allowed_imports", out YamlEntry allowed) ? ReadModules(allowed.Value, place) : null,
            DisallowedImports = keys.TryFind("disallowed_imports", out YamlEntry disallowed) ? ReadModules(disallowed.Value, place) : null,
            AllowedFileOperations = keys.TryFind("allowed_file_operations", out YamlEntry files) ? ReadOperations(files.Value, place) : null,
            AllowedFilePaths = keys.TryFind("allowed_file_paths", out YamlEntry paths) ? _text.Lines(paths.Value, mayBeEmpty: true) : null,
            Limits = limits == ExecutionLimits.None ? null : limits,
        };
    }

    private List<Marked<string>> ReadModules(YamlNode node, string place)
    {
        List<Marked<string>> modules = _text.Lines(node, mayBeEmpty: true);
        foreach ((string module, SourceSpan span) in modules)
        {
            if (!IsModule(module) && !diagnostics.IsFull)
                diagnostics.Error(
                    DiagnosticIds.InvalidModule,
                    span,
                    $"expected the name of a module, found {Quoted.Text(module)}{place}",
                    "letters, digits and '_' with dots between them, and '*' for any of these: os, os.path, num*");
        }
        return modules;
    }

    private FileOperations ReadOperations(YamlNode node, string place)
    {
        var operations = FileOperations.None;
        foreach (Marked<string> operation in _text.Lines(node, mayBeEmpty: true))
            operations |= Operations.Find(operation, place, diagnostics) ?? FileOperations.None;
        return operations;
    }

    private static bool IsModule(string name)
    {
        bool isStart = true;
        foreach (Rune c in name.EnumerateRunes())
        {
            if (c.Value == '.' ? isStart : c.Value is not ('_' or '*') && !Rune.IsLetterOrDigit(c) && !IsMark(c))
                return false;
            isStart = c.Value == '.';
        }
        return !isStart;
    }

    /// <summary>Accents and vowel signs, which are letters of their own in many scripts.</summary>
    private static bool IsMark(Rune c) =>
        Rune.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
