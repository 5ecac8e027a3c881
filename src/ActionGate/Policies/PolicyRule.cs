namespace ActionGate.Policies;

/// <summary>One rule as its author wrote it.</summary>
internal sealed class PolicyRule
{
    /// <summary>The id; <c>#N</c> by its place where it has none.</summary>
    internal required string Id { get; init; }

    /// <summary>Where the rule begins.</summary>
    internal required SourceSpan Span { get; init; }

    /// <summary>At least one built-in kind or one that the document declares.</summary>
    internal required IReadOnlyList<Marked<string>> Actions { get; init; }

    /// <summary>At least one pattern or <c>@set</c>, any of which makes the rule match.</summary>
    internal required IReadOnlyList<Marked<string>> Targets { get; init; }

    internal required Verdict Decision { get; init; }

    internal string? Description { get; init; }
}
