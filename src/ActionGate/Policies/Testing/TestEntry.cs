using ActionGate.Policies.Validation;

namespace ActionGate.Policies.Testing;

/// <summary>One test as it is written, while it is read.</summary>
/// <param name="keys">Its keys.</param>
/// <param name="name">Its name, or its number where it has none.</param>
internal sealed class TestEntry(KeyedMap keys, string name)
{
    internal KeyedMap Keys { get; } = keys;

    /// <summary>Where something stands, for the messages.</summary>
    internal string Place { get; } = $" in test {Quoted.Text(name)}";

    /// <summary>The test shows what is refused as no request at all, so that what looks like a slip may be its point.</summary>
    internal bool ExpectsFault { get; init; }

    internal void ReportMissing(string key, string help, DiagnosticBag diagnostics)
    {
        if (!Keys.MayHold(key))
            diagnostics.Error(DiagnosticIds.IncompleteTest, Keys.Span, $"test {Quoted.Text(name)} has no '{key}'", help);
    }
}
