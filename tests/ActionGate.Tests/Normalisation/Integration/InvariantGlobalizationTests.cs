using System.Diagnostics;

namespace ActionGate.Tests.Normalisation.Integration;

public class InvariantGlobalizationTests
{
    private const string Switch = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    /// <summary>The mode is fixed when a process starts, so the corpora run once more in one that has the other mode.</summary>
    [Fact]
    public async Task Corpora_InTheOtherGlobalizationMode_Hold()
    {
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                "vstest",
                typeof(InvariantGlobalizationTests).Assembly.Location,
                "--TestCaseFilter:FullyQualifiedName~" + nameof(NormalisationCorpusTests),
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment[Switch] = NormalisationCorpus.IsInvariant ? "0" : "1";

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        Task<string> text = child.StandardOutput.ReadToEndAsync();
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        try
        {
            await child.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
        }

        string output = await text + await errors;
        child.ExitCode.Should().Be(0, "the child said: {0}", output);
        output.Should().MatchRegex(@"Passed:\s+9\b", "each corpus has to run there");
    }
}
