using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>A running <see cref="Writer"/>, and what it has said so far.</summary>
internal sealed class WriterProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(Aftermath.Rounds(60, 900));

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private bool _hasEnded;

    private WriterProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data is null ? "" : "error " + e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal int Id => _process.Id;

    /// <summary>What it has said, in order.</summary>
    internal string[] Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>The records that it was told are in the log: their names and sequences.</summary>
    internal IEnumerable<(string Name, long Sequence, long Milliseconds)> Acknowledged => Lines.Select(l => l.Split(' '))
        .Where(w => w[0] == "ack" && w.Length == 5)
        .Select(w => (w[1], long.Parse(w[2], CultureInfo.InvariantCulture), long.Parse(w[3], CultureInfo.InvariantCulture)));

    /// <summary>Why records are not in the log.</summary>
    internal IEnumerable<string> Faults => Lines.Where(l => l.StartsWith("fault ", StringComparison.Ordinal) && l.EndsWith(" .", StringComparison.Ordinal));

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where it may leave files.</param>
    /// <param name="through">The program that starts it, such as one that traces its calls; none: it starts by itself.</param>
    /// <param name="commands">What it is to do.</param>
    internal static WriterProcess Start(TempFolder folder, IEnumerable<string> through, params string[] commands)
    {
        string[] words = [.. through, Runtime, typeof(Writer).Assembly.Location, .. commands];
        return new WriterProcess(Process.Start(With(folder, words))!);
    }

    /// <summary>Runs it to its end.</summary>
    internal static WriterProcess Run(TempFolder folder, IEnumerable<string> through, params string[] commands)
    {
        var writer = Start(folder, through, commands);
        writer.WaitForEnd();
        return writer;
    }

    /// <summary>Skips the test where a program is missing, or may not do what it is needed for.</summary>
    internal static void Need(params string[] words)
    {
        using var folder = new TempFolder();
        try
        {
            using var process = Process.Start(With(folder, words))!;
            process.StandardOutput.ReadToEnd();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit(10_000).Should().BeTrue();
            Skip.If(process.ExitCode != 0, $"{string.Join(' ', words)}: {error}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SkipException($"{words[0]}: {e.Message}");
        }
    }

    /// <summary>Until it has said a line that begins so.</summary>
    internal string WaitFor(string start)
    {
        long began = Stopwatch.GetTimestamp();
        lock (_lines)
        {
            while (true)
            {
                if (_lines.Find(l => l.StartsWith(start, StringComparison.Ordinal)) is { } line)
                    return line;
                if (_hasEnded || Stopwatch.GetElapsedTime(began) > Longest)
                    throw new Xunit.Sdk.XunitException($"'{start}' was not said, but:\n{string.Join('\n', _lines)}");
                Monitor.Wait(_lines, 100);
            }
        }
    }

    /// <summary>Lets it go on from where it waits.</summary>
    internal void Continue() => _process.StandardInput.WriteLine();

    /// <summary>SIGKILL.</summary>
    internal void Kill()
    {
        _process.Kill();
        WaitForEnd();
    }

    /// <returns>Its exit code.</returns>
    internal int WaitForEnd()
    {
        if (!_process.WaitForExit(Longest))
        {
            _process.Kill(entireProcessTree: true);
            throw new Xunit.Sdk.XunitException($"the writer hangs, after:\n{string.Join('\n', Lines.TakeLast(20))}");
        }
        // What it said last may still be on its way; a child of it may hold the pipe.
        lock (_lines)
        {
            long exited = Stopwatch.GetTimestamp();
            while (!_hasEnded && Stopwatch.GetElapsedTime(exited) < Longest)
                Monitor.Wait(_lines, 100);
        }
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(10_000);
        }
        _process.Dispose();
    }

    private static string Runtime => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static ProcessStartInfo With(TempFolder folder, string[] words)
    {
        var start = new ProcessStartInfo(words[0], words.AsSpan(1).ToArray()) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = folder.Path;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // It would need a file as large as the memory that it may map, where files are limited.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return start;
    }

    private void Take(string? line)
    {
        lock (_lines)
        {
            if (line is null)
                _hasEnded = true;
            else if (line.Length > 0)
                _lines.Add(line);
            Monitor.PulseAll(_lines);
        }
    }
}
