namespace ActionGate;

/// <summary>How much of an operation's target is known without running the code.</summary>
public enum Certainty : byte
{
    /// <summary>Nothing: the target may be anything.</summary>
    Unknown = 0,

    /// <summary>A part: <see cref="Operation.Pattern"/> shows its shape.</summary>
    Partial,

    /// <summary>All of it.</summary>
    Exact,
}
