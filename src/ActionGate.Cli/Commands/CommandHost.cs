using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary>What surrounds a run of the command: its three streams, and what the process knows of them.</summary>
internal sealed class CommandHost
{
    internal required Stream Input { get; init; }

    internal required Stream Output { get; init; }

    internal required TextWriter Error { get; init; }

    /// <summary>Standard output is a terminal that wants colour.</summary>
    internal bool HasColour { get; init; }

    /// <summary>Standard output is a terminal: what it takes for commands must not reach it.</summary>
    internal bool IsTerminal { get; init; }

    /// <summary>Standard error is a terminal: what passes can be shown there.</summary>
    internal bool IsErrorTerminal { get; init; }

    /// <summary>Opens the terminal of whoever started the tool, wherever the streams lead; <see langword="null"/>: there is none.</summary>
    internal Func<(TextReader Input, TextWriter Output)?> OpenTerminal { get; init; } = static () => null;

    /// <summary>The absolute folder in which the command was started; empty where it is gone, or its name is no UTF-8.</summary>
    internal required string CurrentDirectory { get; init; }

    /// <summary>The same for whoever needs it.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    internal string RequireCurrentDirectory() =>
        CurrentDirectory.Length > 0 ? CurrentDirectory : throw new CommandException("the current folder is gone, or its name is no UTF-8");

    /// <summary>A path of the command line means what it means to whoever types it.</summary>
    /// <exception cref="CommandException">It is relative, and there is no current folder.</exception>
    internal string FullPath(string path) => Path.GetFullPath(path, Path.IsPathFullyQualified(path) ? path : RequireCurrentDirectory());

    /// <summary>Waits before something is looked at again that may have grown.</summary>
    /// <returns>Whether to look again; the process itself goes on until somebody ends it.</returns>
    internal Func<TimeSpan, bool> Pause { get; init; } = static time =>
    {
        Thread.Sleep(time);
        return true;
    };

    internal static CommandHost OfProcess() => new()
    {
        Input = StandardStreams.IsInputClosed ? new ClosedInput() : Console.OpenStandardInput(),
        Output = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new UnixOutput(StandardStreams.IsOutputClosed),
        Error = StandardStreams.IsErrorClosed ? TextWriter.Null : Console.Error,
        IsTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !StandardStreams.IsErrorClosed && !Console.IsErrorRedirected,
        OpenTerminal = OwnTerminal.Open,
        HasColour = !Console.IsOutputRedirected && WantsColour(Environment.GetEnvironmentVariable),
        CurrentDirectory = StartDirectory(),
    };

    /// <summary>NO_COLOR as no-color.org has it: set and not empty; a dumb terminal can't.</summary>
    internal static bool WantsColour(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR")) && !string.Equals(environment("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>Opens standard output for text; only a terminal costs the start of the colouring library.</summary>
    internal TextOutput OpenText() => HasColour ? new ColourText(Output) : new PlainText(Output);

    /// <summary>Tells a problem. Where standard error is closed too, the exit code alone tells it.</summary>
    internal void Complain(string message) => Say("actiongate: " + PrintableText.Of(message));

    /// <summary>A line on standard error.</summary>
    internal void Say(string line)
    {
        try
        {
            Error.WriteLine(line);
            Error.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
        }
    }

#pragma warning disable RS0030 // A command line is the one place where the user's own folder is meant.
    private static string StartDirectory()
    {
        try
        {
            // The runtime puts U+FFFD where a name is no UTF-8: no path leads there.
            return Environment.CurrentDirectory is { } folder && !folder.Contains('\uFFFD', StringComparison.Ordinal) ? folder : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
#pragma warning restore RS0030
}
