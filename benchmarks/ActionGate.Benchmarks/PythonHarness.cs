using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Benchmarks;

/// <summary>The parser and a whole scan beside CPython's own <c>ast.parse</c>, which python3 measures inside itself: best of several rounds of each.</summary>
internal static class PythonHarness
{
    private const int Rounds = 15;

    /// <summary>Times the snippet on its standard input, then its own library, file by file, of which it names the folder.</summary>
    private const string Measure = """
        import ast, os, sys, time, warnings
        warnings.simplefilter("ignore")
        text = sys.stdin.read()
        def best(run, rounds):
            times = []
            for _ in range(rounds):
                start = time.perf_counter()
                run()
                times.append(time.perf_counter() - start)
            return min(times)
        def many():
            for _ in range(1000):
                ast.parse(text)
        folder = os.path.dirname(os.__file__)
        texts = []
        for name in sorted(os.listdir(folder)):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    texts.append(f.read())
        def library():
            for one in texts:
                ast.parse(one)
        print(best(many, 15) * 1000, best(library, 5), sum(len(t) for t in texts), folder, sys.version.split()[0])
        """;

    internal static void Run()
    {
        string[]? python = AskPython();
        double parse = Best(() => PythonParser.Parse(PythonSamples.Snippet, 250), 1000);
        double scan = Best(() => CodeScanners.Scan(PythonSamples.Snippet, "python"), 1000);
        Print($"snippet of {PythonSamples.Snippet.Length} characters: parse {parse:F1} us, scan {scan:F1} us");
        if (python is null)
        {
            Console.WriteLine("there is no python3 here to compare with");
            return;
        }
        Print($"  ast.parse of Python {python[4]}: {Number(python[0]):F1} us");
        string[] texts = [.. Directory.EnumerateFiles(python[3], "*.py").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        double seconds = Best(() =>
        {
            foreach (string text in texts)
                PythonParser.Parse(text, 250);
        }, 1) / 1e6;
        double characters = texts.Sum(t => (double)t.Length);
        Print($"standard library, {characters / 1e6:F1} million characters: parse {characters / 1e6 / seconds:F1} MB/s");
        Print($"  ast.parse: {Number(python[2]) / 1e6 / Number(python[1]):F1} MB/s");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Microseconds of one run in the best round.</summary>
    private static double Best(Action run, int times)
    {
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < times; i++)
                run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / times);
        }
        return best;
    }

    private static string[]? AskPython()
    {
        var start = new ProcessStartInfo("python3", ["-c", Measure]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardInputEncoding = new UTF8Encoding(false) };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Write(PythonSamples.Snippet);
            process.StandardInput.Close();
            string[] answer = process.StandardOutput.ReadToEnd().Trim().Split(' ');
            process.WaitForExit();
            return answer.Length == 5 ? answer : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
