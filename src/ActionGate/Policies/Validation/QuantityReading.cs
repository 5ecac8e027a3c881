using System.Globalization;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads durations, sizes and counts; reports what is none, under the name of its key.</summary>
internal sealed class QuantityReading(TextReading text, DiagnosticBag diagnostics)
{
    private const string Unlimited = "unlimited";

    /// <summary>A duration; none too for the word that stands for its absence.</summary>
    internal TimeSpan? Duration(YamlEntry entry, string place, string? absence = null)
    {
        if (text.Line(entry.Value) is not { } written || written.Value == absence)
            return null;
        if (DurationText.Read(written.Value, out TimeSpan duration) is not { } help)
            return duration;
        Report(DiagnosticIds.InvalidDuration, "a duration", entry.Key, written, place, absence is null ? help : $"{help}; or write '{absence}'");
        return null;
    }

    /// <summary>A duration, or no limit.</summary>
    internal TimeSpan? DurationLimit(YamlEntry entry, string place) => Duration(entry, place, Unlimited);

    /// <summary>A number of bytes, or no limit.</summary>
    internal long? SizeLimit(YamlEntry entry, string place)
    {
        if (text.Line(entry.Value) is not { Value: not Unlimited } written)
            return null;
        if (SizeText.Read(written.Value, out long bytes) is not { } help)
            return bytes;
        Report(DiagnosticIds.InvalidSize, "a size", entry.Key, written, place, $"{help}; or write '{Unlimited}'");
        return null;
    }

    /// <summary>A whole number from 1, or no limit.</summary>
    internal int? CountLimit(YamlEntry entry, string place)
    {
        if (text.Line(entry.Value) is not { Value: not Unlimited } written)
            return null;
        if (IsCount(written.Value, int.MaxValue, out int count))
            return count;
        Report(DiagnosticIds.InvalidNumber, "a whole number", entry.Key, written, place, $"write a number from 1; or write '{Unlimited}'");
        return null;
    }

    /// <summary>A whole number from 1 to a bound.</summary>
    internal int? Count(YamlEntry entry, int most, string place)
    {
        if (text.Line(entry.Value) is not { } written)
            return null;
        if (IsCount(written.Value, most, out int count))
            return count;
        string help = string.Create(CultureInfo.InvariantCulture, $"write a number from 1 to {most}");
        Report(DiagnosticIds.InvalidNumber, "a whole number", entry.Key, written, place, help);
        return null;
    }

    private static bool IsCount(string text, int most, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= 1 && count <= most;

    private void Report(string id, string expected, YamlScalar key, Marked<string> found, string place, string help) =>
        diagnostics.Error(id, found.Span, $"expected {expected} for '{key.Value}'{place}, found {Quoted.Text(found.Value)}", help);
}
