using System.Globalization;
using ActionGate.Policies.Testing;

namespace ActionGate.Simulation;

/// <summary>Holds a decision against what a test expects.</summary>
internal static class TestComparison
{
    /// <summary>Each difference, as what was expected and what was found; none where the test passes.</summary>
    internal static IReadOnlyList<string> Differences(TestCase test, in Decision decision)
    {
        var differences = new List<string>();
        if (decision.Verdict != test.Decision)
            differences.Add($"expected {DecisionText.Of(test.Decision)}, found {DecisionText.Of(decision.Verdict)}");
        if (test.Rule is { } rule && rule.Value != (decision.Rule?.Id ?? TestCase.ByDefault))
            differences.Add($"expected {NameOf(rule.Value)}, found {NameOf(decision.Rule?.Id ?? TestCase.ByDefault)}");
        if (test.Reason is { } reason && !decision.Reason.Contains(reason, StringComparison.Ordinal))
            differences.Add($"expected {DecisionText.Quote(reason)} in the reason, found {DecisionText.Quote(decision.Reason)}");
        if (test.Limits is { } limits && limits != decision.Limits)
            differences.Add($"expected {TextOf(limits)}, found {TextOf(decision.Limits)}");
        return differences;
    }

    private static string NameOf(string rule) => rule == TestCase.ByDefault ? "no rule" : $"rule {DecisionText.Quote(rule)}";

    private static string TextOf(ExecutionLimits limits)
    {
        var parts = new List<string>();
        Add("time", limits.WallTime?.ToString("c", CultureInfo.InvariantCulture));
        Add("cpu", limits.CpuTime?.ToString("c", CultureInfo.InvariantCulture));
        Add("memory", limits.MemoryBytes?.ToString(CultureInfo.InvariantCulture));
        Add("output", limits.OutputBytes?.ToString(CultureInfo.InvariantCulture));
        Add("file_size", limits.FileBytes?.ToString(CultureInfo.InvariantCulture));
        Add("processes", limits.Processes?.ToString(CultureInfo.InvariantCulture));
        Add("enforcement", limits.MustBeEnforced ? "required" : null);
        return parts.Count == 0 ? "no limits" : $"the limits {string.Join(", ", parts)}";

        void Add(string key, string? value)
        {
            if (value is not null)
                parts.Add($"{key} {value}");
        }
    }
}
