using System.ComponentModel;
using System.Diagnostics;

namespace ActionGate.Planning;

/// <summary>Asks an interpreter of Python whether it looks for modules beside the program that it runs.</summary>
internal static class PythonPath
{
    /// <summary>Ends with 0 where it does not: <c>safe_path</c> is there since 3.11, <c>isolated</c> since 3.4 (docs.python.org, sys.flags).</summary>
    private const string Question = "import sys; sys.exit(not (getattr(sys.flags, 'safe_path', False) or sys.flags.isolated))";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Whether it does not look there; no answer is a no.</summary>
    /// <param name="program">Its absolute path.</param>
    /// <param name="arguments">What it gets before the program.</param>
    /// <param name="environment">What it sees.</param>
    internal static bool IsSafe(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, [.. arguments, "-c", Question])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetPathRoot(program),
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            if (process.WaitForExit(Longest))
                return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
