using System.Text;
using ActionGate.Policies;

namespace ActionGate.Approvals;

/// <summary>Names of those who approve, and of agents: two that look the same to a reader are one.</summary>
internal static class PersonName
{
    /// <summary>The name has nothing that nobody sees, at its ends neither.</summary>
    internal static bool IsClear(string name) => name.Length == name.AsSpan().Trim().Length && InvisibleText.FirstIn(name) is null;

    /// <summary>
    /// Whether they are one name: without regard to case, to what can't be seen, and to the forms that Unicode has for the same characters (NFKC).
    /// </summary>
    internal static bool IsSame(string name, string? other) =>
        other is not null && (string.Equals(name, other, StringComparison.OrdinalIgnoreCase) || string.Equals(Shown(name), Shown(other), StringComparison.OrdinalIgnoreCase));

    private static string Shown(string name)
    {
        if (Ascii.IsValid(name) && IsClear(name))
            return name;
        var shown = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes()) // half a surrogate pair becomes U+FFFD
        {
            if (!InvisibleText.IsInvisible(rune))
                shown.Append(rune.ToString());
        }
        return shown.ToString().Normalize(NormalizationForm.FormKC).Trim();
    }
}
