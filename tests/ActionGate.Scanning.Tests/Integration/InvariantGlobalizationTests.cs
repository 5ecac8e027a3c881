using System.Diagnostics;

namespace ActionGate.Scanning.Tests.Integration;

public sealed class InvariantGlobalizationTests
{
    /// <summary>The mode is fixed when a process starts, so the corpora run once more in one without culture data.</summary>
    [Fact]
    public async Task Scan_WithoutCultureData_FindsTheSame()
    {
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                "vstest",
                typeof(InvariantGlobalizationTests).Assembly.Location,
                $"--TestCaseFilter:FullyQualifiedName~{nameof(NonAsciiNamesTests)}|FullyQualifiedName~{nameof(CodeScannersTests)}|FullyQualifiedName~{nameof(ScanSessionTests)}",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";

        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var text = child.StandardOutput.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
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
        output.Should().MatchRegex(@"Passed:\s+[1-9]\d\d\b", "each test has to run there");
    }
}
