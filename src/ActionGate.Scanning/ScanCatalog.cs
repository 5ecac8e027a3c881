using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python;

namespace ActionGate;

/// <summary>What the functions of libraries do: the facts that the scanners come with, and a host's own beside them.</summary>
/// <remarks>No scanner takes it yet: in this version it checks a host's facts. Immutable; safe to share between threads. Make one for each text of facts, and keep it.</remarks>
public sealed class ScanCatalog
{
    private ScanCatalog(ApiCatalog python) => Python = python;

    /// <summary>The facts about Python's libraries.</summary>
    internal ApiCatalog Python { get; }

    /// <summary>Adds a host's own facts about Python libraries to those that are shipped.</summary>
    /// <param name="text">
    /// A callable a line, such as <c>acme.store.put write 0:path</c>. docs/catalogs.md describes the form. A line takes the place of a shipped
    /// one that does something only where its name ends in <c>!</c>.
    /// </param>
    /// <param name="source">What the text is called in messages, such as its file's name.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">
    /// The text can't be read. The message has a line for everything that is wrong, each <c>source:line:column: what was expected</c>, in the
    /// order of the text, lines and columns from 1.
    /// </exception>
    public static ScanCatalog Parse(string text, string source = "catalog")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(source);
        var python = PythonScanner.ReadCatalog();
        var errors = OwnCatalogReader.Add(python, text, source);
        return errors.Count == 0 ? new ScanCatalog(python) : throw new FormatException(string.Join('\n', errors));
    }
}
