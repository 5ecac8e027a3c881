using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>A map of which every key is known, under whatever spelling it was written.</summary>
internal sealed class KeyedMap
{
    /// <summary>No more than its table has keys, so that looking through them is quick.</summary>
    private readonly List<(string Key, YamlEntry Entry)> _entries;

    private HashSet<string>? _meant;
    private readonly bool _isPartial;

    private KeyedMap(YamlMapping mapping) => (Span, _isPartial, _entries) = (mapping.Span, mapping.IsPartial, new(Math.Min(mapping.Entries.Count, 8)));

    /// <summary>Where the map begins.</summary>
    internal SourceSpan Span { get; }

    /// <summary>
    /// Sorts a map's keys and reports those that do not belong into it; the messages say where the map stands in the words of
    /// <paramref name="place"/>, which begin with a space or are empty.
    /// </summary>
    internal static KeyedMap Read(YamlMapping mapping, KeyTable table, string place, DiagnosticBag diagnostics)
    {
        var map = new KeyedMap(mapping);
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (diagnostics.IsFull)
                break;
            string written = entry.Key.Value;
            if (table.Resolve(written) is { } key)
                map.Add(key, entry, place, diagnostics);
            else
                map.ReportUnknown(entry.Key, table, place, diagnostics);
        }
        return map;
    }

    internal bool TryFind(string key, out YamlEntry entry)
    {
        foreach (var (known, found) in _entries)
        {
            if (!string.Equals(known, key, StringComparison.Ordinal))
                continue;
            entry = found;
            return true;
        }
        entry = default;
        return false;
    }

    /// <summary>Whether a key that is not there may be what an entry meant that was reported already.</summary>
    internal bool MayHold(string key) => _isPartial || _meant is not null && _meant.Contains(key);

    private void ReportUnknown(YamlScalar key, KeyTable table, string place, DiagnosticBag diagnostics)
    {
        if (Spelling.Nearest(key.Value, table.Known) is { } near)
            (_meant ??= new(StringComparer.Ordinal)).Add(table.Resolve(near)!);
        diagnostics.Error(
            DiagnosticIds.UnknownKey, key.Span, $"unknown key {Quoted.Text(key.Value)}{place}", table.Help(key.Value));
    }

    private void Add(string key, YamlEntry entry, string place, DiagnosticBag diagnostics)
    {
        if (!TryFind(key, out YamlEntry other))
        {
            _entries.Add((key, entry));
            return;
        }
        YamlScalar first = other.Key;
        diagnostics.Error(
            DiagnosticIds.KeyAndAlias,
            entry.Key.Span,
            $"'{entry.Key.Value}' says the same as '{first.Value}' on line {first.Span.Line}{place}",
            "keep one of the two");
    }
}
