namespace ActionGate.Observability;

/// <summary>Is told what happens at a gate, so that a room that knows a logger can write it down. What it throws is swallowed.</summary>
/// <remarks>Called by every thread that uses the gate, so it must be safe for concurrent use. It gets nothing of a target unless the host asked for it.</remarks>
internal abstract class GateObserver
{
    /// <summary>A gate decides from now on.</summary>
    internal abstract void Opened(string policyHash, int layers, GateMode mode);

    /// <summary>Another policy decides from now on.</summary>
    internal abstract void PolicyReplaced(string policyHash, int layers);

    /// <summary>A policy came into force without these files, which were layers before.</summary>
    internal abstract void LayersRemoved(IReadOnlyList<string> files);

    /// <summary>Changed policy files did not come into force.</summary>
    internal abstract void ReloadFailed(IReadOnlyList<Diagnostic> diagnostics);

    /// <summary>What is in the files is in force again.</summary>
    internal abstract void ReloadRecovered(string policyHash);

    /// <summary>An action was not allowed.</summary>
    /// <param name="decision">The decision, as the caller gets it.</param>
    /// <param name="kind">The action kind as the policy knows it.</param>
    /// <param name="agent">The agent, in the host's words.</param>
    /// <param name="target">What may be shown of the target; <see langword="null"/> unless the host asked for it.</param>
    internal abstract void NotAllowed(in Decision decision, string kind, string? agent, string? target);

    /// <summary>Somebody is asked to approve an action.</summary>
    internal abstract void ApprovalAsked(in Decision decision, string kind, string? agent);

    /// <summary>The asking ended.</summary>
    /// <param name="decision">The decision that was asked about.</param>
    /// <param name="kind">The action kind as the policy knows it.</param>
    /// <param name="agent">The agent, in the host's words.</param>
    /// <param name="outcome">One of <see cref="ApprovalOutcome"/>.</param>
    internal abstract void ApprovalAnswered(in Decision decision, string kind, string? agent, string outcome);

    /// <summary>Records can't be written; everything is denied until they can.</summary>
    internal abstract void AuditUnavailable(string fault);

    /// <summary>Records are written again.</summary>
    internal abstract void AuditAvailable();
}
