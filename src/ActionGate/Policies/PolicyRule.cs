namespace ActionGate.Policies;

/// <summary>One rule as its author wrote it.</summary>
internal sealed record PolicyRule
{
    /// <summary>The id; where it has none <c>#N</c> by its place, and <c>AGENT#N</c> among the rules of an agent.</summary>
    internal required string Id { get; init; }

    /// <summary>Where the rule begins.</summary>
    internal required SourceSpan Span { get; init; }

    /// <summary>At least one built-in kind or one that the document declares.</summary>
    internal required IReadOnlyList<Marked<string>> Actions { get; init; }

    /// <summary>Patterns or <c>@set</c>s, any of which makes the rule match; none where there is <see cref="Argv"/>.</summary>
    internal required IReadOnlyList<Marked<string>> Targets { get; init; }

    internal required Verdict Decision { get; init; }

    internal string? Description { get; init; }

    /// <summary>A command word by word; only in rules for <c>shell_exec</c>, in place of targets.</summary>
    internal IReadOnlyList<Marked<string>>? Argv { get; init; }

    internal RuleConditions Conditions { get; init; } = RuleConditions.None;

    internal RateLimit? Rate { get; init; }

    internal ExecutionLimits? Limits { get; init; }

    internal ApprovalTerms? Approval { get; init; }

    /// <summary>Targets that the rule must match, or it does not load.</summary>
    internal IReadOnlyList<Marked<string>> Match { get; init; } = [];

    /// <summary>Targets that the rule must not match, or it does not load.</summary>
    internal IReadOnlyList<Marked<string>> NoMatch { get; init; } = [];
}
