using System.Globalization;

namespace ActionGate;

/// <summary>What became of one test of a policy.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class PolicyTestResult
{
    internal PolicyTestResult(string name, string file, int line, IReadOnlyList<string> differences, in Decision decision, CodeDecision? code)
    {
        Name = name;
        File = file;
        Line = line;
        Differences = differences;
        Decision = decision;
        Code = code;
    }

    /// <summary>The test's name; no two tests of a file share one.</summary>
    public string Name { get; }

    /// <summary>The test file as it was named when loaded.</summary>
    public string File { get; }

    /// <summary>The test's first line in its file, from 1.</summary>
    public int Line { get; }

    /// <summary>The decision is what the test expects.</summary>
    public bool IsPassed => Differences.Count == 0;

    /// <summary>Each thing that is not as expected, such as <c>expected deny, found allow</c>. Empty where the test passed.</summary>
    public IReadOnlyList<string> Differences { get; }

    /// <summary>The decision that was made; for code that on the whole.</summary>
    public Decision Decision { get; }

    /// <summary>For code: the decision with every operation. Otherwise <see langword="null"/>.</summary>
    public CodeDecision? Code { get; }

    /// <summary>Such as <c>policy.tests.yaml:9: test 'a' failed: expected deny, found allow</c>, and below it the decision.</summary>
    public override string ToString()
    {
        string test = string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: test {DecisionText.Quote(Name)}");
        return IsPassed ? $"{test} passed" : $"{test} failed: {string.Join("; ", Differences)}\n  {Decision}";
    }
}
