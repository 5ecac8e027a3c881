using System.Collections.Frozen;
using System.Collections.ObjectModel;

namespace ActionGate;

/// <summary>Where and how a <see cref="ProcessCodeExecutor"/> runs code.</summary>
/// <remarks>Immutable as long as the collections it was given are; the executor copies them.</remarks>
public sealed record ProcessCodeExecutorOptions
{
    /// <summary>
    /// The names that are copied from the host's environment unless told otherwise: <c>PATH</c>; <c>HOME</c>, so that <c>~</c> is
    /// at run time what it was when it was decided; the words of locale, time zone and temporary folder; on Windows what programs
    /// need to start at all. Nothing that holds tokens, keys, proxies or start-up files of interpreters.
    /// </summary>
    public static IReadOnlyList<string> DefaultEnvironmentVariables { get; } = Array.AsReadOnly<string>(
        OperatingSystem.IsWindows()
            ? ["PATH", "PATHEXT", "SystemRoot", "SystemDrive", "ComSpec", "USERPROFILE", "TEMP", "TMP", "TZ"]
            : ["PATH", "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"]);

    /// <summary>
    /// The languages that are run unless told otherwise, and by what: <c>bash</c>, <c>sh</c>, <c>python</c> (<c>python3</c>),
    /// <c>javascript</c> (<c>node</c>), <c>powershell</c> (<c>pwsh</c>, without a profile).
    /// </summary>
    public static IReadOnlyDictionary<string, CodeInterpreter> DefaultInterpreters { get; } = new Dictionary<string, CodeInterpreter>(StringComparer.Ordinal)
    {
        [CodeLanguage.Bash] = Usual(CodeLanguage.Bash),
        [CodeLanguage.Sh] = Usual(CodeLanguage.Sh),
        [CodeLanguage.Python] = Usual(CodeLanguage.Python),
        [CodeLanguage.JavaScript] = Usual(CodeLanguage.JavaScript),
        [CodeLanguage.PowerShell] = Usual(CodeLanguage.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// The absolute path of the folder that blocks run in and are written to. It is made when a run needs it and it is absent, for
    /// its owner alone (0700); a folder that exists keeps its rights. It must not itself be a symbolic link.
    /// One executor a folder: it takes the files in there that it did not write for somebody else's.
    /// </summary>
    public required string WorkDirectory { get; init; }

    /// <summary>
    /// How long a run may take, all its blocks together; 60 seconds by default, above zero, at most <see cref="int.MaxValue"/>
    /// milliseconds. <see cref="ExecutionLimits.WallTime"/> can only shorten it.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many bytes of output a run may produce, all its blocks together; 1 MiB by default, from 1 byte to 1 GiB.
    /// <see cref="ExecutionLimits.OutputBytes"/> can only lessen it.
    /// </summary>
    public long MaxOutputBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The names of the variables that blocks inherit from the host's environment; everything else stays behind. Read once, when the
    /// executor is made. <see cref="DefaultEnvironmentVariables"/> by default.
    /// </summary>
    public IReadOnlyList<string> EnvironmentVariables { get; init; } = DefaultEnvironmentVariables;

    /// <summary>
    /// Variables with a value of their own; they win over inherited ones and over what the executor sets for a language.
    /// Empty by default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// The languages that are run and by what, by canonical name or alias; a language that is absent here is not run.
    /// <see cref="DefaultInterpreters"/> by default.
    /// </summary>
    public IReadOnlyDictionary<string, CodeInterpreter> Interpreters { get; init; } = DefaultInterpreters;

    /// <summary>
    /// The absolute path of a control group of version 2 below which runs get theirs, on Linux; <see langword="null"/>, the default: the one that the host
    /// is in. To be named where the kernel hands no controllers down from that one, because the host itself is in it: such as the group of a
    /// systemd unit with <c>Delegate=yes</c> and <c>DelegateSubgroup=host</c>.
    /// </summary>
    public string? ControlGroup { get; init; }

    /// <summary>What measures <see cref="Timeout"/>; the system's clock by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private static CodeInterpreter Usual(string language, params string[] arguments) => new(CodeLanguage.Interpreter(language)!, arguments);
}
