using System.Text;
using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Syntax;

/// <summary>A case of Corpus/ShellSyntax; README.md there explains the form.</summary>
/// <param name="File">The file it is in.</param>
/// <param name="Dialect">Whose text it is.</param>
/// <param name="Text">The text.</param>
/// <param name="Expected">Its tree.</param>
internal sealed record SyntaxCase(string File, ShellDialect Dialect, string Text, string Expected);

internal static class SyntaxCorpus
{
    private const string Separator = "----\n";
    private const string Arrow = "\n=> ";

    internal static IEnumerable<SyntaxCase> Cases => Files().SelectMany(Read);

    /// <summary>Rewrites the expectations of a file by what the parser says today; the change is to be reviewed as a diff.</summary>
    internal static void Rewrite(string file)
    {
        var text = new StringBuilder();
        foreach (SyntaxCase entry in Read(file))
        {
            if (text.Length > 0)
                text.Append(Separator);
            if (entry.Dialect != ShellDialect.Bash)
                text.Append('[').Append(entry.Dialect.ToString().ToLowerInvariant()).Append("]\n");
            text.Append(entry.Text).Append(Arrow).Append(TreeText.Of(ShellParser.Parse(entry.Text, entry.Dialect))).Append('\n');
        }

        File.WriteAllText(Path.Combine(Folder(), file), text.ToString());
    }

    internal static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Folder(), "*.txt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    internal static IEnumerable<SyntaxCase> Read(string file)
    {
        foreach (string block in File.ReadAllText(Path.Combine(Folder(), file)).Split(Separator))
        {
            int arrow = block.LastIndexOf(Arrow, StringComparison.Ordinal);
            string text = block[..arrow];
            var dialect = ShellDialect.Bash;
            foreach (ShellDialect other in new[] { ShellDialect.Posix, ShellDialect.Zsh })
            {
                string head = $"[{other.ToString().ToLowerInvariant()}]\n";
                if (!text.StartsWith(head, StringComparison.Ordinal))
                    continue;
                dialect = other;
                text = text[head.Length..];
            }

            yield return new SyntaxCase(file, dialect, text, block[(arrow + Arrow.Length)..].TrimEnd('\n'));
        }
    }

    private static string Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "Corpus", "ShellSyntax");
            if (Directory.Exists(folder))
                return folder;
        }

        throw new DirectoryNotFoundException("Corpus/ShellSyntax is not above " + AppContext.BaseDirectory);
    }
}
