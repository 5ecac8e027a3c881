namespace ActionGate.Audit.Records;

/// <summary>Shells as records name them.</summary>
internal static class ShellNames
{
    /// <returns><see langword="null"/>: it is none in particular.</returns>
    internal static string? Of(HostShell shell) => shell switch
    {
        HostShell.Bash => "bash",
        HostShell.Sh => "sh",
        HostShell.Zsh => "zsh",
        HostShell.InteractiveBash => "interactive-bash",
        _ => null,
    };

    /// <returns><see langword="null"/>: there is none of this name.</returns>
    internal static HostShell? Parse(string? name) => name switch
    {
        "bash" => HostShell.Bash,
        "sh" => HostShell.Sh,
        "zsh" => HostShell.Zsh,
        "interactive-bash" => HostShell.InteractiveBash,
        _ => null,
    };
}
