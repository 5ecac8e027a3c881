namespace ActionGate;

/// <summary>What a gate that the container makes is made of. Read once, when the gate is made; not safe for concurrent use.</summary>
public sealed class ActionGateOptions
{
    /// <summary>
    /// The policy: files, and folders of files (<see cref="PolicyWatcher"/> says which), each a layer, the most general first. At least
    /// one. Relative paths are relative to the process's current folder.
    /// </summary>
    public IList<string> PolicyFiles { get; } = [];

    /// <summary>The absolute folder against which relative patterns and targets resolve, where a policy sets no <c>base</c>; the policy file's by default.</summary>
    public string? BaseDirectory { get; set; }

    /// <summary>Values for <c>${NAME}</c> in policies; they come before the policies' own. Empty by default.</summary>
    public IDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The folder of the audit log. Gates that name the same folder share one log. Required, unless the host registers an
    /// <see cref="AuditLog"/> of its own, with the gate's name as its key where the gate has one.
    /// </summary>
    public string? AuditDirectory { get; set; }

    /// <summary>How the log in <see cref="AuditDirectory"/> records. Of gates that share a log, those of the first that is made apply.</summary>
    public AuditOptions Audit { get; set; } = new();

    /// <summary>Whether verdicts bind. <see langword="null"/>, the default: as the policy's <c>mode</c> says.</summary>
    public GateMode? Mode { get; set; }

    /// <summary>Whether paths are also decided by where they really lead on this machine; <see langword="true"/> by default.</summary>
    public bool ResolveSymlinks { get; set; } = true;

    /// <summary>Which shell the host hands the text of <c>shell_exec</c> to; bash or any POSIX shell by default.</summary>
    public HostShell Shell { get; set; }

    /// <summary>
    /// Files with what the functions of the host's own libraries do, beside what is shipped; docs/catalogs.md describes their form. Empty by
    /// default. Read when the gate is made, and not again; agents can't change them. Relative paths are relative to the process's current folder.
    /// </summary>
    public IList<string> CatalogFiles { get; } = [];

    /// <summary>Whether changed policy files are put in force while the host runs; <see langword="true"/> by default.</summary>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>How often the policy files are looked at; 1 second by default.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a changed policy file must have stayed the same before it is loaded; 200 ms by default.</summary>
    public TimeSpan ReloadQuietPeriod { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Who is asked where the policy says <c>require_approval</c>. <see langword="null"/>, the default: the registered
    /// <see cref="IApprovalHandler"/>, first the one with the gate's name as its key; without one nobody is, and such actions do not happen.
    /// </summary>
    public IApprovalHandler? Approvals { get; set; }

    /// <summary>How long an answer is waited for; 5 minutes by default. After that the action is refused.</summary>
    public TimeSpan ApprovalTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether spans and log messages show what was acted on: the part of a target that the audit log would show, never code, never a
    /// user name and password. <see langword="false"/> by default.
    /// </summary>
    public bool RevealTargets { get; set; }

    /// <summary>The clock of the gate, its policy, its watcher and its log. <see langword="null"/>, the default: the registered <see cref="TimeProvider"/>, or the system's.</summary>
    public TimeProvider? Clock { get; set; }
}
