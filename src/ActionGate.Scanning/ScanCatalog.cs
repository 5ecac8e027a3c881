using System.Security.Cryptography;
using System.Text;
using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python;

namespace ActionGate;

/// <summary>What the functions of libraries do: the facts that the scanners come with, and a host's own beside them.</summary>
/// <remarks>
/// Immutable; safe to share between threads. Parsing reads the shipped facts anew, so make one for each text of facts when the host starts, and
/// keep it.
/// </remarks>
public sealed class ScanCatalog
{
    private readonly (string Text, string Source)[] _own;

    private ScanCatalog(ApiCatalog python, (string Text, string Source)[] own)
    {
        Python = python;
        _own = own;
        Hash = HashOf(own);
    }

    /// <summary><c>sha256:</c> and the digest of the host's own texts in their order, each of them ended by a null byte.</summary>
    internal string Hash { get; }

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
        return Read([(text.StartsWith('\uFEFF') ? text[1..] : text, source)]);
    }

    /// <summary>
    /// Puts several catalogues together. To each of them, those before it are like the shipped facts: where a line would make one of theirs
    /// mean less, its name must end in <c>!</c>.
    /// </summary>
    /// <param name="catalogs">The catalogues, the most general first.</param>
    /// <exception cref="ArgumentException">There is no catalogue, or one is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">They contradict each other. The message is like that of <see cref="Parse"/>.</exception>
    public static ScanCatalog Combine(params ReadOnlySpan<ScanCatalog> catalogs)
    {
        if (catalogs.IsEmpty)
            throw new ArgumentException("at least one catalog is needed", nameof(catalogs));
        var own = new List<(string, string)>();
        foreach (var catalog in catalogs)
            own.AddRange((catalog ?? throw new ArgumentException("a catalog is null", nameof(catalogs)))._own);
        return catalogs.Length == 1 ? catalogs[0] : Read([.. own]);
    }

    private static string HashOf((string Text, string Source)[] own)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (text, _) in own)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ScanCatalog Read((string Text, string Source)[] own)
    {
        var python = PythonScanner.ReadCatalog();
        var errors = new List<string>();
        foreach (var (text, source) in own)
            errors.AddRange(OwnCatalogReader.Add(python, text, source));
        return errors.Count == 0 ? new ScanCatalog(python, own) : throw new FormatException(string.Join('\n', errors));
    }
}
