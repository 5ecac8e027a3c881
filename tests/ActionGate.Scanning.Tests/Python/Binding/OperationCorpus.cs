namespace ActionGate.Scanning.Tests.Python.Binding;

/// <summary>
/// A case of Corpus/PythonOperations: a name behind <c>===</c>, code, <c>---</c>, and each operation in a line of its own (kind and target,
/// <c>~</c> before a partly known target, <c>?</c> for an unknown one), then <c>imports</c> with the unknown modules, <c>opaque</c>,
/// <c>unparsed</c>.
/// </summary>
internal sealed record OperationCorpus(string Name, string Code, string Expected)
{
    internal static IReadOnlyList<OperationCorpus> Cases { get; } = [.. Read()];

    private static IEnumerable<OperationCorpus> Read()
    {
        string folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "Corpus", "PythonOperations")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Corpus/PythonOperations is not above " + AppContext.BaseDirectory);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "Corpus", "PythonOperations"), "*.txt").Order(StringComparer.Ordinal))
        {
            foreach (string part in ("\n" + File.ReadAllText(file)).Split("\n=== ", StringSplitOptions.RemoveEmptyEntries))
            {
                int name = part.IndexOf('\n', StringComparison.Ordinal);
                int end = part.IndexOf("\n---", name, StringComparison.Ordinal);
                yield return new OperationCorpus(part[..name], part[(name + 1)..Math.Max(end, name + 1)], Sorted(part[(end + 4)..].Split('\n')));
            }
        }
    }

    internal static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Where(l => l.Length > 0).Order(StringComparer.Ordinal));
}
