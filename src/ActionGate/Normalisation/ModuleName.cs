using System.Globalization;
using System.Text;

namespace ActionGate.Normalisation;

/// <summary>
/// Reads the name of a module: identifiers with dots between them as Python has them, which are compared after NFKC (PEP 3131), and the
/// paths of JavaScript's packages.
/// </summary>
internal static class ModuleName
{
    /// <summary>No module has a longer one, and each of its parts is looked up.</summary>
    private const int Longest = 512;

    /// <summary>Reads a name.</summary>
    /// <param name="text">As it was given.</param>
    /// <param name="module">The name as interpreters compare it; empty where it is none.</param>
    /// <returns><see langword="null"/>, or what was expected and what was found.</returns>
    internal static string? Read(string text, out string module)
    {
        module = "";
        if (text.Length > Longest)
            return "expected the name of a module, found a longer text";
        if (!Ascii.IsValid(text))
        {
            if (!InternationalName.CanMap || MalformedText.IsIn(text) || text.Contains('\uFFFE', StringComparison.Ordinal))
                return "expected the name of a module, found characters that can't be compared";
            text = text.Normalize(NormalizationForm.FormKC);
        }
        // 'node:fs' is 'fs', by the name that no package can take.
        if (text.StartsWith("node:", StringComparison.Ordinal))
            text = text["node:".Length..];
        bool beginsPart = true;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool separates = c is '.' or '/';
            if (separates && beginsPart || !separates && !MayStandInName(c) && !(c == '@' && i == 0))
                return "expected the name of a module, found another text";
            beginsPart = separates;
        }
        if (beginsPart)
            return "expected the name of a module, found another text";
        module = text;
        return null;
    }

    private static bool MayStandInName(char c) =>
        char.IsLetterOrDigit(c) || c is '_' or '-' || char.IsSurrogate(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
}
