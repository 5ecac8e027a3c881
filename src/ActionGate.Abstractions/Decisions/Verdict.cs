namespace ActionGate;

/// <summary>What a gate says of an action. The default value refuses; the lower value is the stricter one.</summary>
public enum Verdict : byte
{
    /// <summary>The action must not happen.</summary>
    Deny = 0,

    /// <summary>The action may happen if a person approves it, and not otherwise.</summary>
    RequireApproval,

    /// <summary>The action may happen.</summary>
    Allow,
}
