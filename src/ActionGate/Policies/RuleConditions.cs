namespace ActionGate.Policies;

/// <summary>Under which circumstances a rule applies; what is <see langword="null"/> does not matter.</summary>
internal sealed class RuleConditions
{
    internal static RuleConditions None { get; } = new();

    /// <summary>Literal names; <c>*</c> is anybody, named or not.</summary>
    internal string[]? Agents { get; init; }

    /// <summary>Canonical names.</summary>
    internal string[]? Languages { get; init; }

    /// <summary>In upper case.</summary>
    internal string[]? Methods { get; init; }

    internal PortRange[]? Ports { get; init; }

    /// <summary>The rule applies from here on.</summary>
    internal DateTimeOffset? NotBefore { get; init; }

    /// <summary>The rule applies no more from here on.</summary>
    internal DateTimeOffset? Expires { get; init; }

    internal bool IsNone => this == None;
}

/// <summary>Ports, both ends included.</summary>
internal readonly record struct PortRange(int First, int Last);

/// <summary>How often a rule may allow within a sliding window, per agent.</summary>
internal sealed record RateLimit(int Count, TimeSpan Window)
{
    /// <summary>More would cost memory that nobody expects a policy to cost.</summary>
    internal const int MostCount = 100_000;
}
