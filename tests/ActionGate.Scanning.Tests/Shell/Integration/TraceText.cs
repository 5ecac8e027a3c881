namespace ActionGate.Scanning.Tests.Shell.Integration;

/// <summary>One text of the corpus.</summary>
internal sealed record TraceText(string Place, bool IsExact, string Text)
{
    internal string Shown => Text.ReplaceLineEndings("\\n");

    internal static IReadOnlyList<TraceText> ReadAll(string folder)
    {
        var texts = new List<TraceText>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(FindRoot(), "tests", "ActionGate.Scanning.Tests", "Corpus", folder), "*.txt").Order(StringComparer.Ordinal))
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
