namespace ActionGate.Scanning.Tests.Shell;

/// <summary>Corpus/ShellHistory: what is typed at an interactive bash, with a mark that says what comes of it.</summary>
internal static class HistoryCorpus
{
    internal static List<(char Mark, string Text)> Read() =>
        [.. File.ReadLines(Path.Combine(CorpusFolder.Of("ShellHistory"), "texts.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(l => (l[0], l[2..].Replace("\\n", "\n", StringComparison.Ordinal)))];
}
