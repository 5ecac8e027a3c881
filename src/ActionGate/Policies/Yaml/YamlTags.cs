using System.Buffers;

namespace ActionGate.Policies.Yaml;

/// <summary>What the tags of YAML's core schema say of a scalar's text (YAML 1.2, 10.3.2).</summary>
internal static class YamlTags
{
    internal static readonly string[] OfScalars = ["str", "int", "float", "bool", "null"];

    private static readonly SearchValues<char> OctalDigits = SearchValues.Create("01234567");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether text is what a tag says.</summary>
    internal static bool Fits(string tag, string text) => tag switch
    {
        "null" => text is "" or "~" or "null" or "Null" or "NULL",
        "bool" => text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE",
        "int" => IsInteger(text),
        "float" => IsFloat(text),
        _ => true,
    };

    private static bool IsInteger(ReadOnlySpan<char> text) => text switch
    {
        ['0', 'o', _, ..] => !text[2..].ContainsAnyExcept(OctalDigits),
        ['0', 'x', _, ..] => !text[2..].ContainsAnyExcept(HexDigits),
        _ => CountDigits(WithoutSign(text)) is > 0 and var digits && digits == WithoutSign(text).Length,
    };

    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        if (text is ".nan" or ".NaN" or ".NAN")
            return true;
        text = WithoutSign(text);
        if (text is ".inf" or ".Inf" or ".INF")
            return true;
        int whole = CountDigits(text);
        text = text[whole..];
        int fraction = 0;
        if (text is ['.', ..])
        {
            fraction = CountDigits(text[1..]);
            text = text[(fraction + 1)..];
        }
        if (whole + fraction == 0)
            return false;
        if (text is not ['e' or 'E', ..])
            return text.IsEmpty;
        text = WithoutSign(text[1..]);
        return CountDigits(text) is > 0 and var exponent && exponent == text.Length;
    }

    private static ReadOnlySpan<char> WithoutSign(ReadOnlySpan<char> text) => text is ['-' or '+', ..] ? text[1..] : text;

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
