using System.Diagnostics;
using System.Reflection;

namespace ActionGate.Samples.Tests.Integration;

/// <summary>A built sample, run to its end as a process of its own.</summary>
internal sealed record SampleRun(int ExitCode, string Output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    internal static async Task<SampleRun> OfAsync(string sample, string input, params string[] arguments)
    {
        string program = Path.Combine(Metadata("Samples"), sample, "bin", Metadata("Configuration"), "net10.0", sample + ".dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new SampleRun(process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    internal static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Metadata(string key) =>
        typeof(SampleRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
