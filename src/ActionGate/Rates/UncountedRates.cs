using ActionGate.Compilation;
using ActionGate.Evaluation;

namespace ActionGate.Rates;

/// <summary>For looking again at what was counted already.</summary>
internal sealed class UncountedRates : IRateCounter
{
    internal static UncountedRates Instance { get; } = new();

    public bool TryTake(CompiledRate rate, string? agent, DateTimeOffset now) => true;
}
