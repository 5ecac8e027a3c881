namespace ActionGate.Policies;

/// <summary>An entry under <c>assert</c>.</summary>
internal sealed record PolicyAssertion
{
    /// <summary>Where the entry begins.</summary>
    internal required SourceSpan Span { get; init; }

    /// <summary>Every request that it describes gets the verdict; otherwise none does.</summary>
    internal required bool IsAlways { get; init; }

    internal required Verdict Decision { get; init; }

    /// <summary>A literal name; <see langword="null"/>: whoever acts.</summary>
    internal Marked<string>? Agent { get; init; }

    /// <summary>The requests that it describes: its actions and targets are those of a rule.</summary>
    internal required PolicyRule Requests { get; init; }
}
