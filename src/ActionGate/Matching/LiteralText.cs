using System.Buffers;
using System.Text;

namespace ActionGate.Matching;

/// <summary>
/// Text that must never become pattern syntax: a variable's value, a literal metacharacter. Each character with a meaning is stood in
/// for by a Unicode noncharacter (U+FDD0 to U+FDEF, which Unicode reserves for such internal use) until the pattern was read.
/// </summary>
internal static class LiteralText
{
    private const char FirstStandIn = '\uFDD0';
    private const char LastStandIn = '\uFDEF';
    private const string Metacharacters = "*?[]{},\\!-^@$/.~: ";

    private static readonly SearchValues<char> Special = SearchValues.Create("*?[]{},\\!-^$ ");

    /// <summary>The text with its metacharacters stood in for.</summary>
    internal static string Protect(string text)
    {
        if (!text.AsSpan().ContainsAny(Special))
            return text;
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
            result.Append(Special.Contains(c) ? Protect(c) : c);
        return result.ToString();
    }

    /// <summary>The stand-in of a character; itself where it has no meaning in any pattern.</summary>
    internal static char Protect(char c)
    {
        int index = Metacharacters.IndexOf(c, StringComparison.Ordinal);
        return index < 0 ? c : (char)(FirstStandIn + index);
    }

    /// <summary>The character that a stand-in stands for; other characters as they are.</summary>
    internal static char Reveal(char c) =>
        IsStandIn(c) && c - FirstStandIn < Metacharacters.Length ? Metacharacters[c - FirstStandIn] : c;

    internal static bool ContainsStandIn(string text) => text.AsSpan().ContainsAnyInRange(FirstStandIn, LastStandIn);

    private static bool IsStandIn(char c) => c is >= FirstStandIn and <= LastStandIn;
}
