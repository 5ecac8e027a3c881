namespace ActionGate;

/// <summary>What a <see cref="PolicyWatcher"/> found when it looked at its files.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class PolicyReload
{
    internal PolicyReload(
        PolicyReloadOutcome outcome, string policyHash, IReadOnlyList<string> files, IReadOnlyList<string>? removedFiles = null, IReadOnlyList<Diagnostic>? diagnostics = null, bool isRecovery = false)
    {
        Outcome = outcome;
        PolicyHash = policyHash;
        Files = files;
        RemovedFiles = removedFiles ?? [];
        Diagnostics = diagnostics ?? [];
        IsRecovery = isRecovery;
    }

    /// <summary>What it came to.</summary>
    public PolicyReloadOutcome Outcome { get; }

    /// <summary>The <see cref="Policy.Hash"/> of the policy that decides now.</summary>
    public string PolicyHash { get; }

    /// <summary>The full paths of the policy files that were found, in the order of their layers.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>
    /// For <see cref="PolicyReloadOutcome.Replaced"/>: the files that were layers before and are gone. Each could only tighten, so without
    /// it more may be allowed. Otherwise empty.
    /// </summary>
    public IReadOnlyList<string> RemovedFiles { get; }

    /// <summary>For <see cref="PolicyReloadOutcome.Failed"/>: everything that is wrong. For <see cref="PolicyReloadOutcome.Replaced"/>: warnings. Otherwise empty.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>A failure was reported before, and is over.</summary>
    public bool IsRecovery { get; }

    /// <summary>The outcome, and what is wrong as <c>actiongate check</c> prints it.</summary>
    public override string ToString()
    {
        string text = Outcome switch
        {
            PolicyReloadOutcome.Replaced => $"policy {PolicyHash} is in force now",
            PolicyReloadOutcome.Restored => $"the policy files hold what is in force again: {PolicyHash}",
            PolicyReloadOutcome.Failed => $"the policy files were not reloaded; in force is still {PolicyHash}",
            PolicyReloadOutcome.Waiting => "the policy files are changing",
            _ => $"the policy files hold what is in force: {PolicyHash}",
        };
        return Diagnostics.Count == 0 ? text : text + '\n' + string.Join('\n', Diagnostics);
    }
}
