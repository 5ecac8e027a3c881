using ActionGate.Architecture.Tests.Reading;

namespace ActionGate.Architecture.Tests.Rules;

/// <summary>What a source file is called and how long it may be.</summary>
internal static class FileRule
{
    internal const int MostLines = 450;

    /// <summary>Files that are too long. A table may be, where its first line says that it is one.</summary>
    internal static IEnumerable<string> LongFiles(IEnumerable<(string File, string Text)> files)
    {
        foreach (var (file, text) in files)
        {
            int lines = text.AsSpan().Count('\n');
            if (lines > MostLines && !text.AsSpan(0, text.IndexOf('\n', StringComparison.Ordinal)).Contains("table", StringComparison.OrdinalIgnoreCase))
                yield return $"{file} has {lines} lines, more than {MostLines}";
        }
    }

    /// <summary>
    /// Files that are not named after a type in them, or not after their public type, or that hold two public types.
    /// What follows a dot is the part of a type (<c>DiagnosticIds.Audit.cs</c>).
    /// </summary>
    /// <param name="files">The files of a project, relative to its folder.</param>
    /// <param name="types">The types of the project.</param>
    internal static IEnumerable<string> MisnamedFiles(IEnumerable<string> files, IReadOnlyList<ReadType> types)
    {
        var byFile = types.SelectMany(t => t.Files, (type, file) => (type, file)).ToLookup(p => p.file, p => p.type, StringComparer.Ordinal);
        foreach (string file in files)
        {
            string name = Path.GetFileName(file).Split('.')[0];
            var inside = byFile[file].ToArray();
            var visible = inside.Where(t => t.IsPublic).ToArray();
            if (!inside.Any(t => NameOf(t) == name))
                yield return $"{file} holds no type {name}";
            else if (visible.Length > 1)
                yield return $"{file} holds {visible.Length} public types: {string.Join(", ", visible.Select(t => t.Name))}";
            else if (visible.Length == 1 && NameOf(visible[0]) != name)
                yield return $"{file} holds the public type {visible[0].Name}";
        }
    }

    private static string NameOf(ReadType type) => type.Name.Split('`')[0];
}
