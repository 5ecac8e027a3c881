using System.Diagnostics;

namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>A folder of recorders: the only programs that the texts find.</summary>
internal sealed class TraceFolder : IDisposable
{
    private static readonly string[] Idle = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
    private static readonly string[] Real = ["env", "nice", "nohup", "timeout", "stdbuf", "setsid", "xargs", "bash", "sh"];

    private readonly string _root = Directory.CreateTempSubdirectory("actiongate-trace-").FullName;

    internal static HashSet<string> Recorders { get; } = [.. Idle, .. Real];

    internal static string? Bash { get; } = Find("bash");

    internal static string? Dash { get; } = Find("dash");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <param name="texts">What is run.</param>
    /// <param name="shell">The shell, with its options.</param>
    internal IEnumerable<Trace> Run(IReadOnlyList<TraceText> texts, string shell)
    {
        string recorders = Directory.CreateDirectory(Path.Combine(_root, "bin")).FullName;
        foreach (string name in Idle)
            Write(recorders, name, "");
        foreach (string name in Real)
            Write(recorders, name, Find(name) is { } real ? $"exec {real} \"$@\"\n" : "");
        for (int i = 0; i < texts.Count; i++)
        {
            Directory.CreateDirectory(Path.Combine(_root, $"{i}", "in"));
            File.WriteAllText(Path.Combine(_root, $"{i}", "text"), texts[i].Text + "\n");
            File.WriteAllText(Path.Combine(_root, $"{i}", "log"), "");
        }
        // The substitution lasts until the last process that a text started has closed descriptor 9.
        RunBash($"""
            for ((i = 0; i < {texts.Count}; i++)); do
              cd "$ROOT/$i/in"
              : "$(LOG=$ROOT/$i/log PATH=$ROOT/bin exec {shell} ../text 9>&1 >/dev/null 2>../err </dev/null)"
            done
            """);
        for (int i = 0; i < texts.Count; i++)
        {
            string log = File.ReadAllText(Path.Combine(_root, $"{i}", "log"));
            List<string[]> recorded = [.. log.Split("@@\0", StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split('\0')[..^1])];
            string own = Path.Combine(_root, $"{i}", "in");
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(_root, $"{i}"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(own, f)).Except(["../text", "../log", "../err"])];
            yield return new Trace(texts[i], recorded, files, File.ReadAllText(Path.Combine(_root, $"{i}", "err")));
        }
    }

    /// <summary>One append for each call, so that commands that run at the same time do not mix.</summary>
    private static void Write(string folder, string name, string then)
    {
        string file = Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/bin/sh\nprintf '%s\\0' @@ \"${{0##*/}}\" \"$@\" >>\"$LOG\"\n{then}");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private void RunBash(string script)
    {
        var start = new ProcessStartInfo(Bash!) { RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = _root };
        start.ArgumentList.Add("--norc");
        start.ArgumentList.Add("--noprofile");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.Environment.Clear();
        start.Environment["ROOT"] = _root;
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
            process.Kill(entireProcessTree: true);
        errors.Result.Should().BeEmpty();
        process.ExitCode.Should().Be(0);
    }

    private static string? Find(string name) => new[] { "/usr/bin", "/bin", "/usr/local/bin" }.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
}

/// <summary>What came of running a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Recorded">The commands that were run.</param>
/// <param name="Files">The files that it made, relative to its folder.</param>
/// <param name="Errors">What the shell complained of.</param>
internal sealed record Trace(TraceText Text, List<string[]> Recorded, string[] Files, string Errors);
