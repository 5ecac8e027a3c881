using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActionGate.Scanning.Python;
using Xunit.Abstractions;

namespace ActionGate.Scanning.Tests.Python.Integration;

/// <summary>
/// Programs over classes, iterators and closures as CPython runs them: what it opens has been found, or is said not to be known. By hand, more of
/// them: <c>ACTIONGATE_CLASS_RUNS=seed,count</c>.
/// </summary>
public sealed class ClassRunsTests(ITestOutputHelper output)
{
    private const string More = "ACTIONGATE_CLASS_RUNS";

    [SkippableFact]
    public void Read_GeneratedProgram_KnowsWhatCPythonOpens()
    {
        var programs = Programs(Environment.GetEnvironmentVariable(More) is { Length: > 0 } given ? given.Split(',') : ["20", "1200"]);
        Skip.If(programs is null, "there is no CPython");

        int told = 0;
        var wrong = new List<string>();
        foreach (var (code, opened) in programs!)
        {
            var reading = PythonScanner.Read(code);
            reading.IsParsed.Should().BeTrue(code);
            bool isTold = !reading.IsOpaque;
            told += isTold ? 1 : 0;
            var missed = opened.Where(path => !reading.HoldsMore && !reading.Operations.Any(o => Covers(o, path))).Distinct().ToList();
            if (missed.Count > 0)
                wrong.Add($"opens {string.Join(", ", missed)}; found {string.Join(", ", reading.Operations.Select(static o => o.Target ?? "?"))}\n{code}");
        }

        output.WriteLine($"{programs.Count} programs, {told} of them understood");
        wrong.Should().BeEmpty();
        programs.Count.Should().BeGreaterThan(100);
        // What is never understood is never wrong.
        told.Should().BeGreaterThan(programs.Count / 4);
    }

    private static bool Covers(Operation operation, string path) =>
        operation.Kind == ActionKind.FileRead && (operation.Certainty != Certainty.Exact || operation.Target == path);

    /// <returns><see langword="null"/> where there is no CPython.</returns>
    private static List<(string Code, string[] Opened)>? Programs(string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (string argument in (string[])["-I", "-B", Path.Combine(CorpusFolder.Of("PythonRuns"), "classes.py"), .. arguments])
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var programs = new List<(string Code, string[] Opened)>();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                using var row = JsonDocument.Parse(line);
                programs.Add((row.RootElement.GetProperty("code").GetString()!, [.. row.RootElement.GetProperty("opened").EnumerateArray().Select(static p => p.GetString()!)]));
            }
            process.WaitForExit();
            process.ExitCode.Should().Be(0, string.Create(CultureInfo.InvariantCulture, $"{errors.GetAwaiter().GetResult()}"));
            return programs;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
