using System.Buffers;
using System.Globalization;

namespace ActionGate.Normalisation;

/// <summary>
/// Maps host names with non-ASCII characters to the ASCII that is looked up. A name that IDNA 2003 and IDNA 2008 map to
/// different hosts is not mapped: which one is meant depends on the client.
/// </summary>
internal static class InternationalName
{
    private static readonly IdnMapping Mapping = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    /// <summary>
    /// UTS #46, sections 1.2 and 4: the deviation characters and capital sharp s; then letters whose lower case is younger
    /// than IDNA 2003, so that one standard keeps them and the other does not.
    /// </summary>
    private static readonly SearchValues<char> Disputed = SearchValues.Create(
        "\u00DF\u03C2\u200C\u200D\u1E9E\u04C0\u2132\u2183"
        + "\u10A0\u10A1\u10A2\u10A3\u10A4\u10A5\u10A6\u10A7\u10A8\u10A9\u10AA\u10AB\u10AC\u10AD\u10AE\u10AF\u10B0\u10B1\u10B2"
        + "\u10B3\u10B4\u10B5\u10B6\u10B7\u10B8\u10B9\u10BA\u10BB\u10BC\u10BD\u10BE\u10BF\u10C0\u10C1\u10C2\u10C3\u10C4\u10C5");

    /// <summary>Compatibility ideographs whose normal form Unicode corrected after IDNA 2003 (Corrigendum 4).</summary>
    private static readonly SearchValues<string> Corrected = SearchValues.Create(
        ["\U0002F868", "\U0002F874", "\U0002F91F", "\U0002F95F", "\U0002F9BF"], StringComparison.Ordinal);

    /// <summary>
    /// Whether this runtime knows Unicode's mappings. Under InvariantGlobalization IdnMapping does not fail: it encodes
    /// what it was given, without lower-casing or normalising, into names that no client looks up. So it is asked.
    /// </summary>
    internal static bool CanMap { get; } = Map("B\u00DCCHER\u3002\uFF45xample") == "xn--bcher-kva.example";

    /// <summary>The ASCII name, which the caller has still to check; null where there is none.</summary>
    internal static string? ToAscii(scoped ReadOnlySpan<char> name, out string? problem)
    {
        if (!CanMap)
        {
            problem = "expected an ascii host, found others, which this runtime can't map (invariant globalization)";
            return null;
        }

        if (MalformedText.IsIn(name))
        {
            problem = MalformedText.Problem;
            return null;
        }

        if (name.ContainsAny(Disputed) || name.ContainsAny(Corrected))
        {
            problem = "expected a host, found a character that clients map to different hosts";
            return null;
        }

        string? ascii = Map(name.ToString());
        problem = ascii is null ? "expected a host, found characters that no host name has" : null;
        return ascii;
    }

    private static string? Map(string name)
    {
        try
        {
            return Mapping.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
