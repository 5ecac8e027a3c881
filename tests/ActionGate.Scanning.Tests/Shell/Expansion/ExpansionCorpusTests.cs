using System.Text;
using ActionGate.Scanning.Shell;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Expansion;

/// <summary>
/// Texts and what they could do, in Corpus/ShellExpansion: <c>### name</c>, the text, <c>---</c>, the reading. With
/// ACTIONGATE_REWRITE_CORPUS set the readings are written anew, to be reviewed as a diff.
/// </summary>
public sealed class ExpansionCorpusTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (string path in Directory.GetFiles(Folder(), "*.txt").Order(StringComparer.Ordinal))
            files.Add(Path.GetFileName(path));
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_CorpusText_GivesTheExpectedReading(string file)
    {
        string path = Path.Combine(Folder(), file);
        string corpus = File.ReadAllText(path);
        var rewritten = new StringBuilder();
        var differences = new StringBuilder();
        foreach (string part in corpus.Split("### ", StringSplitOptions.RemoveEmptyEntries))
        {
            int line = part.IndexOf('\n', StringComparison.Ordinal);
            int rule = part.IndexOf("\n---\n", StringComparison.Ordinal);
            string name = part[..line];
            string text = rule > line ? part[(line + 1)..rule] : part[(line + 1)..].TrimEnd('\n');
            string expected = rule > 0 ? part[(rule + 5)..].TrimEnd('\n') : "";
            string found = Read(text, name).TrimEnd('\n');
            rewritten.Append("### ").Append(name).Append('\n').Append(text).Append("\n---\n").Append(found).Append("\n\n");
            if (found != expected)
                differences.Append(name).Append(":\n").Append(text).Append("\nexpected:\n").Append(expected).Append("\nfound:\n").Append(found).Append("\n\n");
        }
        if (Environment.GetEnvironmentVariable("ACTIONGATE_REWRITE_CORPUS") is not null)
            File.WriteAllText(path, rewritten.ToString());
        else
            differences.ToString().Should().BeEmpty();
    }

    private static string Read(string text, string name)
    {
        var dialect = name.StartsWith("sh ", StringComparison.Ordinal) ? ShellDialect.Posix : name.StartsWith("zsh ", StringComparison.Ordinal) ? ShellDialect.Zsh : ShellDialect.Bash;
        return ReadingText.Of(ShellScanner.Read(text.Replace("<CR>", "\r", StringComparison.Ordinal).Replace("<ZWSP>", "\u200b", StringComparison.Ordinal).Replace("<RLO>", "\u202e", StringComparison.Ordinal), dialect));
    }

    private static string Folder() => CorpusFolder.Of("ShellExpansion");
}
