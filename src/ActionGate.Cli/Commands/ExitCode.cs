namespace ActionGate.Cli.Commands;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing was refused.</summary>
    internal const int Done = 0;

    /// <summary>Refused (approval required is refused too), invalid, or tampered.</summary>
    internal const int Refused = 1;

    /// <summary>The usage or the environment is at fault: there is no result.</summary>
    internal const int Trouble = 2;
}
