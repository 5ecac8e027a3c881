namespace ActionGate.Scanning.Tests.Python.Syntax;

/// <summary>A case of Corpus/PythonSyntax; README.md there explains the form.</summary>
/// <param name="Text">What is parsed.</param>
/// <param name="Tree">CPython's tree, or <see langword="null"/> where it refuses the text.</param>
internal sealed record SyntaxCorpus(string Text, string? Tree)
{
    internal static string Folder { get; } = Find();

    internal static IReadOnlyList<SyntaxCorpus> Cases { get; } = [.. Read()];

    /// <summary>Whether two trees are one, but for texts that ours doesn't know exactly.</summary>
    internal static bool AreEqual(string ours, string theirs)
    {
        string[] parts = ours.Split(TreeDump.Inexact);
        int at = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                at = theirs.IndexOf('"', theirs.IndexOf('"', at) + 1) + 1;
            if (string.CompareOrdinal(theirs, at, parts[i], 0, parts[i].Length) != 0)
                return false;
            at += parts[i].Length;
        }
        return at == theirs.Length;
    }

    private static IEnumerable<SyntaxCorpus> Read()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "cases.txt"));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("> ", StringComparison.Ordinal))
                continue;
            string tree = lines[i + 1];
            yield return new SyntaxCorpus(TextOf(lines[i][2..]), tree == "!" ? null : tree[2..]);
        }
    }

    private static string TextOf(string line) => line
        .Replace("§", "\n", StringComparison.Ordinal)
        .Replace("<CR>", "\r", StringComparison.Ordinal)
        .Replace("<FF>", "\f", StringComparison.Ordinal)
        .Replace("<NUL>", "\0", StringComparison.Ordinal)
        .Replace("<BOM>", "\uFEFF", StringComparison.Ordinal);

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "Corpus", "PythonSyntax");
            if (Directory.Exists(folder))
                return folder;
        }
        throw new DirectoryNotFoundException("Corpus/PythonSyntax is not above " + AppContext.BaseDirectory);
    }
}
