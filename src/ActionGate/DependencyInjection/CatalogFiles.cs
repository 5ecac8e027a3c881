using ActionGate.Policies;

namespace ActionGate.DependencyInjection;

/// <summary>Reads the files of a host's own facts about libraries.</summary>
internal static class CatalogFiles
{
    private const long MostBytes = 16 * 1024 * 1024;

    /// <summary>Reads them all.</summary>
    /// <param name="files">The files.</param>
    /// <param name="failures">Everything that is wrong with any of them.</param>
    /// <returns>One catalogue of all; <see langword="null"/> where there are no files, or something is wrong.</returns>
    internal static ScanCatalog? Read(IList<string> files, List<string> failures)
    {
        var catalogs = new List<ScanCatalog>(files.Count);
        foreach (string file in files)
        {
            var source = PolicyReader.Open(file, MostBytes, out var failure);
            if (source is null)
                failures.Add($"{file}: {failure!.Message}");
            else
                Try(() => catalogs.Add(ScanCatalog.Parse(string.Concat(source.Pieces), file)), failures);
        }
        ScanCatalog? all = null;
        if (catalogs.Count > 0 && failures.Count == 0)
            Try(() => all = ScanCatalog.Combine([.. catalogs]), failures);
        return all;
    }

    private static void Try(Action read, List<string> failures)
    {
        try
        {
            read();
        }
        catch (FormatException e)
        {
            failures.AddRange(e.Message.Split('\n'));
        }
    }
}
