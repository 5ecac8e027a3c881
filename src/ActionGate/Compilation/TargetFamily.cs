namespace ActionGate.Compilation;

/// <summary>How the targets of an action kind are read.</summary>
internal enum TargetFamily : byte
{
    Text = 0,
    Path,
    Network,
    Command,
}

internal static class TargetFamilies
{
    /// <summary>The family of a kind; custom kinds are text.</summary>
    internal static TargetFamily Of(string kind) => kind switch
    {
        "file_read" or "file_write" or "file_delete" or "script_exec" => TargetFamily.Path,
        "network" => TargetFamily.Network,
        "shell_exec" => TargetFamily.Command,
        _ => TargetFamily.Text,
    };
}
