namespace ActionGate.Scanning.Tests.Python;

/// <summary>The snippets that the scanner does not read as labelled yet, a name a line.</summary>
internal static class KnownFailures
{
    internal const string FileName = "known-failures.txt";

    internal static IReadOnlyList<string> Names { get; private set; } = [.. File.ReadAllLines(PathOf()).Where(l => l.Length > 0)];

    internal static void Write(IEnumerable<string> names)
    {
        Names = [.. names.Order(StringComparer.Ordinal)];
        File.WriteAllText(PathOf(), string.Concat(Names.Select(n => n + "\n")));
    }

    private static string PathOf() => Path.Combine(CorpusFolder.Of("PythonLabelled"), FileName);
}
