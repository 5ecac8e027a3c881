namespace ActionGate;

/// <summary>Where and how a <see cref="SandboxedCodeExecutor"/> runs code.</summary>
/// <remarks>Immutable as long as the collections it was given are; the executor copies them.</remarks>
public sealed record SandboxedCodeExecutorOptions
{
    /// <summary>
    /// What programs and their libraries need unless told otherwise: <c>/usr</c>, <c>/bin</c>, <c>/sbin</c>, <c>/lib*</c>, and of <c>/etc</c> what tells
    /// where libraries are, how names are found and which certificates count. Nothing of a user's.
    /// </summary>
    public static IReadOnlyList<string> DefaultSystemFolders { get; } = Array.AsReadOnly<string>(
    [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
        "/etc/localtime", "/etc/ssl/certs", "/etc/pki/tls/certs", "/etc/ca-certificates", "/etc/nsswitch.conf", "/etc/hosts", "/etc/resolv.conf",
    ]);

    /// <summary>How processes are run: work directory, interpreters, environment, time and output, as for a <see cref="ProcessCodeExecutor"/>.</summary>
    public required ProcessCodeExecutorOptions Process { get; init; }

    /// <summary>The absolute path of <c>bwrap</c>; <c>/usr/bin/bwrap</c> by default.</summary>
    public string Bubblewrap { get; init; } = "/usr/bin/bwrap";

    /// <summary>
    /// Absolute paths of folders and files that every run can read, and run, whatever the policy says of reading them; <see cref="DefaultSystemFolders"/> by default.
    /// An interpreter that is elsewhere needs its folder here. What is not there is left out.
    /// </summary>
    public IReadOnlyList<string> SystemFolders { get; init; } = DefaultSystemFolders;

    /// <summary>
    /// Where bubblewrap is not there or does not work, code runs without a sandbox, as a <see cref="ProcessCodeExecutor"/> runs it.
    /// <see langword="false"/> by default: it does not run.
    /// </summary>
    public bool RunsUnconfinedWhereUnavailable { get; init; }
}
