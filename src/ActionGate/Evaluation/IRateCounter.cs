using ActionGate.Compilation;

namespace ActionGate.Evaluation;

/// <summary>Counts what rules with a rate allow, for one request.</summary>
internal interface IRateCounter
{
    /// <summary>Takes one of what the rule allows the agent; <see langword="false"/> where nothing is left in the window that ends now.</summary>
    bool TryTake(CompiledRate rate, string? agent, DateTimeOffset now);
}
