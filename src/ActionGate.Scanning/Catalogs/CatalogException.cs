namespace ActionGate.Scanning.Catalogs;

/// <summary>A catalogue's text can't be read.</summary>
internal sealed class CatalogException(string source, int line, string problem) : Exception($"{source}:{line}: {problem}")
{
    /// <summary>The line that is wrong, from 1.</summary>
    internal int Line { get; } = line;
}
