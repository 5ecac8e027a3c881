using System.Text;
using System.Text.RegularExpressions;
using ActionGate.Cli.Commands;

namespace ActionGate.Cli.Tests;

/// <summary>One run of the command in this process: what it was given, and what came out.</summary>
internal sealed partial record CommandRun(int Code, string Output, string Error)
{
    /// <summary>The lines of standard output, with what differs from run to run masked.</summary>
    internal string[] Lines => Masked.TrimEnd('\n').Split('\n');

    internal string Masked => Time().Replace(Output, "\"evaluationTime\":\"TIME\"");

    internal static CommandRun Of(string input, params string[] arguments) => Of(Encoding.UTF8.GetBytes(input), arguments);

    internal static CommandRun Of(byte[] input, params string[] arguments) => On(new MemoryStream(input), hasColour: false, arguments);

    internal static CommandRun On(Stream input, bool hasColour, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int code = Application.Run(arguments, new CommandHost
        {
            Input = input,
            Output = output,
            Error = error,
            HasColour = hasColour,
            CurrentDirectory = "/work-folder",
        });
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    [GeneratedRegex("\"evaluationTime\":\"\\d+\\.\\d{3}ms\"")]
    private static partial Regex Time();
}
