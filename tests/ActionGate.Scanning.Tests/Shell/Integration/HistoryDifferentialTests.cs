using System.Diagnostics;
using ActionGate.Scanning.Tests.Shell.Syntax.Integration;

namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>Asks bash, with history expansion switched on, what it makes of lines of harmless parts.</summary>
public sealed class HistoryDifferentialTests
{
    [SkippableFact]
    public void Corpus_EachText_SaysWhatBashDoes()
    {
        Skip.IfNot(BashOracle.IsPresent, "no bash 5.2");
        string folder = Directory.CreateTempSubdirectory("actiongate-history-").FullName;
        try
        {
            var wrong = new List<string>();
            foreach (var (mark, text) in HistoryCorpus.Read().Where(c => c.Mark != '~'))
            {
                bool expands = Run(folder, "set -o history -o histexpand\n", text) != Run(folder, "set -o history\n", text);
                if (expands != (mark == '!'))
                    wrong.Add(text);
            }

            wrong.Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string folder, string options, string text)
    {
        var start = new ProcessStartInfo(BashOracle.Path!, ["--norc", "--noprofile"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        start.Environment["HOME"] = folder;
        start.Environment["HISTFILE"] = "";
        start.Environment["PATH"] = "/usr/bin:/bin";
        using Process bash = Process.Start(start)!;
        bash.StandardInput.Write($"{options}echo SEED one\n{text}\n");
        bash.StandardInput.Close();
        var errors = bash.StandardError.ReadToEndAsync();
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit(TimeSpan.FromSeconds(20)).Should().BeTrue();
        // Error messages of both runs name the same lines.
        return output + errors.Result;
    }
}
