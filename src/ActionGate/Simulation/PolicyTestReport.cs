using System.Globalization;
using System.Text;

namespace ActionGate;

/// <summary>What became of the tests of a file.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class PolicyTestReport
{
    internal PolicyTestReport(string file, IReadOnlyList<PolicyTestResult> results, IReadOnlyList<UnreachedRule> unreached)
    {
        File = file;
        Results = results;
        Failures = [.. results.Where(r => !r.IsPassed)];
        Unreached = unreached;
    }

    /// <summary>The test file as it was named when loaded.</summary>
    public string File { get; }

    /// <summary>Every test passed. What no test reaches does not count: see <see cref="Unreached"/>.</summary>
    public bool IsPassed => Failures.Count == 0;

    /// <summary>Every test, in the order of the file. At least one.</summary>
    public IReadOnlyList<PolicyTestResult> Results { get; }

    /// <summary>The tests that did not pass, in the order of the file.</summary>
    public IReadOnlyList<PolicyTestResult> Failures { get; }

    /// <summary>
    /// What decided no operation of any test, layer by layer in the order of the text: rules, agents' entries with
    /// <c>code_execution</c>, and the default. A layer counts by itself, so that it does not matter which of two layers that agree is
    /// named in the decision. Empty where everything was reached.
    /// </summary>
    public IReadOnlyList<UnreachedRule> Unreached { get; }

    /// <summary>Such as <c>policy.tests.yaml: 12 passed, 1 failed, 2 rules reached by no test</c>.</summary>
    public string Summary
    {
        get
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{File}: {Results.Count - Failures.Count} passed");
            if (Failures.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $", {Failures.Count} failed");
            if (Unreached.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $", {Unreached.Count} {(Unreached.Count == 1 ? "rule" : "rules")} reached by no test");
            return text.ToString();
        }
    }

    /// <summary>Each failure, each rule that no test reaches, and the summary, a line or two each, as <c>actiongate test</c> prints them.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var failure in Failures)
            text.Append(failure).Append('\n');
        foreach (var rule in Unreached)
            text.Append(rule).Append('\n');
        return text.Append(Summary).ToString();
    }
}
