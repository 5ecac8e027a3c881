using ActionGate.Observability;

namespace ActionGate;

/// <summary>What a <see cref="Gate"/> is made of.</summary>
/// <remarks>Immutable. The gate owns neither the audit log nor the handler: whoever opened them closes them.</remarks>
public sealed record GateOptions
{
    /// <summary>The policy that decides.</summary>
    public required Policy Policy { get; init; }

    /// <summary>Where decisions are recorded; several gates may share one.</summary>
    public required AuditLog Audit { get; init; }

    /// <summary>Who is asked where the policy says <c>require_approval</c>; <see langword="null"/>: nobody, and such actions do not happen.</summary>
    public IApprovalHandler? Approvals { get; init; }

    /// <summary>
    /// Absolute paths of folders of the host's that no agent changes, whatever the policy says: such as that of a <see cref="PendingApprovals"/> which stands behind a handler of the
    /// host's own. Those of <see cref="Audit"/>, and of <see cref="Approvals"/> where it is one, are so without being named. None by default; copied.
    /// </summary>
    public IReadOnlyList<string> ProtectedFolders { get; init; } = [];

    /// <summary>How long an answer is waited for; 5 minutes by default. After that the action is refused.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether verdicts bind. <see langword="null"/>, the default: as the policy's <c>mode</c> says, which is
    /// <see cref="GateMode.Simulate"/> only where all its layers say so.
    /// </summary>
    public GateMode? Mode { get; init; }

    /// <summary>
    /// Paths are also decided by where they really lead on this machine; on by default. A policy's <c>symlinks: ignore</c> turns it off
    /// for its own layer.
    /// </summary>
    public bool ResolveSymlinks { get; init; } = true;

    /// <summary>Which shell the host hands the text of <c>shell_exec</c> to; bash or any POSIX shell by default.</summary>
    public HostShell Shell { get; init; }

    /// <summary>
    /// Whether spans and log messages show what was acted on: the part of a target that the audit log would show, never code, never a
    /// user name and password. <see langword="false"/> by default.
    /// </summary>
    public bool RevealTargets { get; init; }

    /// <summary>
    /// What the functions of libraries do that code calls; <see langword="null"/>, the default: what is shipped. docs/catalogs.md describes how a
    /// host adds to it.
    /// </summary>
    public ScanCatalog? Catalog { get; init; }

    /// <summary>Where rules with a <c>rate</c> are counted; <see langword="null"/>, the default: by this gate alone.</summary>
    public RateStore? Rates { get; init; }

    /// <summary>The clock for approvals and durations; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Is told what happens; <see langword="null"/>: nobody is.</summary>
    internal GateObserver? Observer { get; init; }
}
