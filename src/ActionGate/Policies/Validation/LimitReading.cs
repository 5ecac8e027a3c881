using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads a map of <c>limits</c>, of a document or of a rule.</summary>
internal sealed class LimitReading(DiagnosticBag diagnostics)
{
    private static readonly Choice<bool> Enforcements = new(DiagnosticIds.UnknownWord, "value", ("required", true), ("watched", false));

    private readonly TextReading _text = new(diagnostics);
    private readonly QuantityReading _quantities = new(new TextReading(diagnostics), diagnostics);

    /// <summary>The limits; <see langword="null"/> where nothing is limited.</summary>
    internal ExecutionLimits? Read(YamlNode node, string place)
    {
        if (_text.Map(node, "a map of limits", "as in { time: 30s, memory: 512MB }") is not { } mapping)
            return null;
        place = " under 'limits'" + place;
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Limits, place, diagnostics);
        var limits = new ExecutionLimits
        {
            WallTime = keys.TryFind("time", out YamlEntry time) ? _quantities.DurationLimit(time, place) : null,
            CpuTime = keys.TryFind("cpu", out YamlEntry cpu) ? _quantities.DurationLimit(cpu, place) : null,
            MemoryBytes = keys.TryFind("memory", out YamlEntry memory) ? _quantities.SizeLimit(memory, place) : null,
            OutputBytes = keys.TryFind("output", out YamlEntry output) ? _quantities.SizeLimit(output, place) : null,
            FileBytes = keys.TryFind("file_size", out YamlEntry fileSize) ? _quantities.SizeLimit(fileSize, place) : null,
            Processes = keys.TryFind("processes", out YamlEntry processes) ? _quantities.CountLimit(processes, place) : null,
            MustBeEnforced = keys.TryFind("enforcement", out YamlEntry enforcement)
                && _text.Line(enforcement.Value) is { } word && Enforcements.Find(word, $" for 'enforcement'{place}", diagnostics) == true,
        };
        return limits == ExecutionLimits.None ? null : limits;
    }
}
