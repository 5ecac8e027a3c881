using System.Diagnostics;
using Xunit.Abstractions;

namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>What bash runs of a text is what the scanner lists. README.md in Corpus/ShellTraces explains the texts, and why they do no harm.</summary>
public sealed class TraceTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Complaints = ["command not found", "syntax error", "No such file", "unexpected EOF", "bad substitution"];

    private readonly TraceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Scan_EachText_ListsWhatBashRuns()
    {
        Skip.If(TraceFolder.Bash is null, "there is no bash");
        var texts = TraceText.ReadAll();
        var broken = new List<string>();
        var missed = new List<string>();
        var inexact = new List<string>();

        foreach (var (text, recorded, errors) in _folder.Run(texts))
        {
            if (Complaints.Any(c => errors.Contains(c, StringComparison.Ordinal)) || (text.IsExact && recorded.Count == 0))
                broken.Add($"{text.Place}: '{text.Shown}': {errors}");
            var result = CodeScanners.Scan(text.Text, "bash");
            List<IReadOnlyList<string?>> listed = [.. (result.Shell?.Commands ?? []).Where(c => c[0] is not { } name || TraceFolder.Recorders.Contains(name))];
            bool mayBeSilent = !text.IsExact && result.IsOpaque;
            foreach (string[] command in recorded)
            {
                if (!mayBeSilent && !listed.Exists(l => CouldBe(l, command)))
                    missed.Add($"{text.Place}: {Show(command)} of '{text.Shown}', listed {string.Join(' ', listed.Select(Show))} {result.Note}");
            }
            if (text.IsExact && !listed.Select(Show).Distinct().Order(StringComparer.Ordinal).SequenceEqual(recorded.Select(Show).Distinct().Order(StringComparer.Ordinal)))
                inexact.Add($"{text.Place}: '{text.Shown}': bash runs {string.Join(' ', recorded.Select(Show))}, listed {string.Join(' ', listed.Select(Show))}");
        }

        broken.Should().BeEmpty("each text of the corpus runs");
        int exact = texts.Count(t => t.IsExact);
        output.WriteLine($"{texts.Count} texts, {missed.Count} commands missed; {exact - inexact.Count} of {exact} exact ({100.0 * (exact - inexact.Count) / exact:0.0} %)");
        foreach (string line in inexact)
            output.WriteLine(line);
        if (missed.Count > 0)
            Assert.Fail($"{missed.Count} commands are missed\n{string.Join('\n', missed)}");
        (exact - inexact.Count).Should().BeGreaterThanOrEqualTo((int)Math.Ceiling(0.98 * exact), string.Join('\n', inexact));
    }

    [Fact]
    public void Texts_AreManyAndDiffer()
    {
        var texts = TraceText.ReadAll();

        texts.Should().HaveCountGreaterThanOrEqualTo(300);
        texts.Select(t => t.Text).Should().OnlyHaveUniqueItems();
    }

    /// <summary>A word that is not static stands for any run of words.</summary>
    private static bool CouldBe(IReadOnlyList<string?> listed, string[] command, int i = 0, int j = 0)
    {
        for (; i < listed.Count; i++, j++)
        {
            if (listed[i] is null)
                return Enumerable.Range(j, command.Length - j + 1).Any(next => CouldBe(listed, command, i + 1, next));
            if (j == command.Length || listed[i] != command[j])
                return false;
        }
        return j == command.Length;
    }

    private static string Show(IEnumerable<string?> words) => $"[{string.Join('|', words.Select(w => w ?? "<?>"))}]";

    /// <summary>One text of the corpus.</summary>
    private sealed record TraceText(string Place, bool IsExact, string Text)
    {
        internal string Shown => Text.ReplaceLineEndings("\\n");

        internal static IReadOnlyList<TraceText> ReadAll()
        {
            var texts = new List<TraceText>();
            foreach (string file in Directory.EnumerateFiles(Path.Combine(FindRoot(), "tests", "ActionGate.Scanning.Tests", "Corpus", "ShellTraces"), "*.txt").Order(StringComparer.Ordinal))
            {
                string[] lines = File.ReadAllLines(file);
                for (int i = 0; i < lines.Length; i++)
                {
                    if (lines[i].Length == 0 || lines[i][0] == '#')
                        continue;
                    string place = $"{Path.GetFileName(file)}:{i + 1}";
                    bool isExact = lines[i].StartsWith("= ", StringComparison.Ordinal);
                    if (!isExact && !lines[i].StartsWith("~ ", StringComparison.Ordinal))
                        throw new FormatException($"{place}: '{lines[i]}'");
                    string text = lines[i][2..];
                    while (i + 1 < lines.Length && (Continues(lines, i + 1) || (lines[i + 1].Length == 0 && NextContinues(lines, i + 1))))
                        text += "\n" + (lines[++i].Length == 0 ? "" : lines[i][4..]);
                    texts.Add(new TraceText(place, isExact, text));
                }
            }
            return texts;
        }

        private static bool Continues(string[] lines, int i) => lines[i].StartsWith("    ", StringComparison.Ordinal);

        private static bool NextContinues(string[] lines, int i)
        {
            while (i < lines.Length && lines[i].Length == 0)
                i++;
            return i < lines.Length && Continues(lines, i);
        }

        private static string FindRoot()
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActionGate.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("the tests run outside a checkout");
        }
    }

    /// <summary>A folder of recorders: the only programs that the texts find.</summary>
    private sealed class TraceFolder : IDisposable
    {
        private static readonly string[] Idle = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
        private static readonly string[] Real = ["env", "nice", "nohup", "timeout", "stdbuf", "setsid", "xargs", "bash", "sh"];

        private readonly string _root = Directory.CreateTempSubdirectory("actiongate-trace-").FullName;

        internal static HashSet<string> Recorders { get; } = [.. Idle, .. Real];

        internal static string? Bash { get; } = Find("bash");

        public void Dispose() => Directory.Delete(_root, recursive: true);

        internal IEnumerable<(TraceText Text, List<string[]> Recorded, string Errors)> Run(IReadOnlyList<TraceText> texts)
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
                  : "$(LOG=$ROOT/$i/log PATH=$ROOT/bin exec {Bash} --norc --noprofile ../text 9>&1 >/dev/null 2>../err </dev/null)"
                done
                """);
            for (int i = 0; i < texts.Count; i++)
            {
                string log = File.ReadAllText(Path.Combine(_root, $"{i}", "log"));
                List<string[]> recorded = [.. log.Split("@@\0", StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split('\0')[..^1])];
                yield return (texts[i], recorded, File.ReadAllText(Path.Combine(_root, $"{i}", "err")));
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
}
