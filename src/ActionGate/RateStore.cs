using ActionGate.Rates;

namespace ActionGate;

/// <summary>Keeps how often rules with a <c>rate</c> have let something pass lately, in memory. Gates that share one count together.</summary>
/// <remarks>Safe for concurrent use. It keeps at most 100,000 pairs of rule and agent; beyond that such rules deny.</remarks>
public sealed class RateStore
{
    internal RateCounters Counters { get; } = new();
}
