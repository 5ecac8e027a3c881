using System.Diagnostics.CodeAnalysis;

namespace ActionGate.Scanning.Catalogs;

/// <summary>
/// Knowledge as plain text: blocks, each a line of names at the left margin and indented lines of what is known about them. Reading
/// only finds the blocks; what they say is read when somebody asks for one.
/// </summary>
internal sealed class Catalog
{
    private readonly Dictionary<string, CatalogBlock>.AlternateLookup<ReadOnlySpan<char>> _byName;

    private Catalog(string source, List<CatalogBlock> blocks, Dictionary<string, CatalogBlock> byName)
    {
        Source = source;
        Blocks = blocks;
        _byName = byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Where the text comes from, for messages.</summary>
    internal string Source { get; }

    /// <summary>In the order of the text.</summary>
    internal IReadOnlyList<CatalogBlock> Blocks { get; }

    /// <param name="text">The catalogue's text.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="CatalogException">A line is no catalogue line, or a name stands twice.</exception>
    internal static Catalog Read(string text, string source)
    {
        var blocks = new List<CatalogBlock>();
        var byName = new Dictionary<string, CatalogBlock>(StringComparer.Ordinal);
        var lines = new CatalogCursor(text);
        bool more = lines.MoveNext();
        while (more)
        {
            if (lines.IsIndented)
                throw new CatalogException(source, lines.Number, "an indented line before any name");
            int head = lines.Number;
            string[] names = NamesOf(text[lines.Content], source, head);
            int start = lines.NextStart;
            do
            {
                more = lines.MoveNext();
            }
            while (more && lines.IsIndented);
            var block = new CatalogBlock(source, text, names, head, start..(more ? lines.Content.Start.Value : text.Length));
            blocks.Add(block);
            foreach (string name in names)
            {
                if (!byName.TryAdd(name, block))
                    throw new CatalogException(source, head, $"'{name}' stands in line {byName[name].Line} already");
            }
        }
        return new Catalog(source, blocks, byName);
    }

    /// <summary>Reads a catalogue that is part of this assembly.</summary>
    internal static Catalog ReadResource(string name)
    {
        using var stream = typeof(Catalog).Assembly.GetManifestResourceStream(name)
            ?? throw new CatalogException(name, 1, "the assembly lacks this catalogue");
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd().ReplaceLineEndings("\n"), name);
    }

    internal bool TryFind(ReadOnlySpan<char> name, [NotNullWhen(true)] out CatalogBlock? block) => _byName.TryGetValue(name, out block);

    private static string[] NamesOf(string line, string source, int number)
    {
        string[] names = line.Split(',', StringSplitOptions.TrimEntries);
        foreach (string name in names)
        {
            if (name.Length == 0)
                throw new CatalogException(source, number, "a name is empty");
        }
        return names;
    }
}
