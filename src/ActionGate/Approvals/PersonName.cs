using System.Globalization;
using System.Text;
using ActionGate.Policies;

namespace ActionGate.Approvals;

/// <summary>Names of those who approve, and of agents: two that look the same to a reader are one.</summary>
internal static class PersonName
{
    /// <summary>The name has nothing that nobody sees, at its ends neither.</summary>
    internal static bool IsClear(string name) => name.Length == name.AsSpan().Trim().Length && InvisibleText.FirstIn(name) is null;

    /// <summary>
    /// Whether they are one name: without regard to case, to what can't be seen, to the forms that Unicode has for the same characters (NFKC), to kinds of dashes, and to
    /// how many blanks there are.
    /// </summary>
    internal static bool IsSame(string name, string? other) =>
        other is not null && (string.Equals(name, other, StringComparison.OrdinalIgnoreCase) || string.Equals(Shown(name), Shown(other), StringComparison.OrdinalIgnoreCase));

    private static string Shown(string name)
    {
        var visible = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes()) // half a surrogate pair becomes U+FFFD
        {
            if (!InvisibleText.IsInvisible(rune))
                visible.Append(rune.ToString());
        }
        var shown = new StringBuilder(visible.Length);
        foreach (char c in visible.ToString().Normalize(NormalizationForm.FormKC))
        {
            bool isBlank = char.IsWhiteSpace(c);
            if (isBlank && (shown.Length == 0 || shown[^1] == ' '))
                continue;
            // What changes its length with its case (Unicode's SpecialCasing.txt), or is another letter's capital in Turkish.
            shown.Append(isBlank ? " " : c switch
            {
                '\u00DF' or '\u1E9E' => "ss",
                '\u0131' or '\u0130' => "i",
                _ when char.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation => "-",
                _ => c.ToString(),
            });
        }
        return shown.ToString().TrimEnd(' ');
    }
}
