namespace ActionGate.Simulation;

/// <summary>Time that stands still, for decisions that must be the same on every day. What is measured with it still passes.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
