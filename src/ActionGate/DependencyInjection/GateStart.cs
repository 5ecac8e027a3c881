namespace ActionGate.DependencyInjection;

/// <summary>
/// Options that hold nothing. Hosts validate options at start; validating these opens the gate, so that everything that can be wrong with
/// it is found then, and found once.
/// </summary>
internal sealed class GateStart
{
}
