namespace ActionGate.Cli.Input;

/// <summary>The terminal at which somebody sits.</summary>
internal static class OwnTerminal
{
    private const string Device = "/dev/tty";

    /// <summary>
    /// The terminal that controls this process: what is piped into the tool is no answer of a person. On Windows standard input, where that is the console.
    /// </summary>
    internal static (TextReader Input, TextWriter Output)? Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.IsInputRedirected || Console.IsErrorRedirected ? null : (Console.In, Console.Error);
        try
        {
            var input = new StreamReader(new FileStream(Device, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
            return (input, new StreamWriter(new FileStream(Device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
