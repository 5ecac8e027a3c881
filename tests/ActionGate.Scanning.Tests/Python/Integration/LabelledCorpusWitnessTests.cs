using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace ActionGate.Scanning.Tests.Python.Integration;

/// <summary>CPython's audit hooks as the witness that the labels are not too few. witness.py explains how a snippet is kept from doing harm.</summary>
public sealed partial class LabelledCorpusWitnessTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Labels_OfEachSnippet_CoverWhatCPythonDoes()
    {
        Skip.If(OperatingSystem.IsWindows(), "the witness forks");
        Skip.If(!IsNewEnough(), "there is no CPython 3.11 or newer");

        var (code, text) = Run([Path.Combine(CorpusFolder.Of("PythonLabelled"), "witness.py")]);

        output.WriteLine(text);
        code.Should().Be(0, text);
        // A witness that saw nothing would agree with everything.
        var ran = Summary().Match(text);
        int.Parse(ran.Groups["snippets"].ValueSpan, CultureInfo.InvariantCulture).Should().BeGreaterThan(300);
        int.Parse(ran.Groups["events"].ValueSpan, CultureInfo.InvariantCulture).Should().BeGreaterThan(300);
    }

    private static bool IsNewEnough()
    {
        try
        {
            return Run(["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Text) Run(string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-I", "-B", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(300)))
            process.Kill(entireProcessTree: true);
        return (process.ExitCode, text.Result + errors.Result);
    }

    [GeneratedRegex(@"(?<snippets>\d+) snippets ran, (?<events>\d+) events")]
    private static partial Regex Summary();
}
