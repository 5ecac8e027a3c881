namespace ActionGate;

/// <summary>What a look at watched policy files came to.</summary>
public enum PolicyReloadOutcome : byte
{
    /// <summary>The files hold what is in force.</summary>
    Unchanged = 0,

    /// <summary>The files changed, and it is not certain yet that whoever changes them has finished. The policy in force decides.</summary>
    Waiting,

    /// <summary>The files changed, and what they hold now is in force.</summary>
    Replaced,

    /// <summary>After a failure the files hold again what was in force all the time.</summary>
    Restored,

    /// <summary>What the files hold did not come into force. The policy that was in force before decides.</summary>
    Failed,
}
