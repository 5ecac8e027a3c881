namespace ActionGate.Scanning.Tests;

/// <summary>
/// A case of Corpus/CodeInCode: a language and a name behind <c>===</c>, code, <c>---</c>, and in the order of the answer each operation in
/// a line of its own: line, kind and target (<c>~</c> before a partly known target, <c>?</c> for an unknown one), and the languages through
/// which it came behind a <c>&lt;</c>; at the end <c>imports</c> with the unknown modules, <c>opaque</c>, <c>unparsed</c>.
/// </summary>
internal sealed record CodeInCodeCorpus(string Name, string Language, string Code, string Expected)
{
    internal static IReadOnlyList<CodeInCodeCorpus> Cases { get; } = [.. Read()];

    internal static string Describe(ScanResult result)
    {
        var lines = result.Operations.Select(o =>
            $"{o.At.Line} {o.Kind.Name} {(o.Target ?? (o.Pattern is { } pattern ? "~" + pattern : "?")).Replace("\n", "\\n", StringComparison.Ordinal)}" +
            (o.Via.Count > 0 ? " < " + string.Join(' ', o.Via) : "")).ToList();
        if (!result.Parsed)
            lines.Add("unparsed");
        if (result.UnknownImports.Count > 0)
            lines.Add("imports " + string.Join(',', result.UnknownImports));
        if (result.IsOpaque)
            lines.Add("opaque");
        return string.Join('\n', lines);
    }

    private static IEnumerable<CodeInCodeCorpus> Read()
    {
        foreach (string file in Directory.EnumerateFiles(CorpusFolder.Of("CodeInCode"), "*.txt").Order(StringComparer.Ordinal))
        {
            foreach (string part in ("\n" + File.ReadAllText(file)).Split("\n=== ", StringSplitOptions.RemoveEmptyEntries))
            {
                int name = part.IndexOf('\n', StringComparison.Ordinal);
                int end = part.IndexOf("\n---\n", name, StringComparison.Ordinal);
                string[] head = part[..name].Split(' ', 2);
                yield return new CodeInCodeCorpus(part[..name], head[0], part[(name + 1)..Math.Max(end, name + 1)], part[(end + 5)..].TrimEnd('\n'));
            }
        }
    }
}
