namespace ActionGate;

/// <summary>Whether a gate's verdicts bind.</summary>
public enum GateMode : byte
{
    /// <summary>What is not allowed does not happen. The default.</summary>
    Enforce = 0,

    /// <summary>Everything is decided and recorded as it would be, and nothing is blocked.</summary>
    Simulate,
}
