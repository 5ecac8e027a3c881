using System.Buffers;
using System.Text;

namespace ActionGate.Simulation.Suggestions;

/// <summary>Text as a pattern that takes this text alone.</summary>
internal static class PatternLiteral
{
    private static readonly SearchValues<char> Special = SearchValues.Create("*?[]{}");

    internal static string Of(string text)
    {
        bool isPlain = !text.AsSpan().ContainsAny(Special) && !text.StartsWith('@');
        if (isPlain)
            return text;
        var pattern = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            if (Special.Contains(text[i]) || i == 0 && text[i] == '@')
                pattern.Append('[').Append(text[i]).Append(']');
            else
                pattern.Append(text[i]);
        }
        return pattern.ToString();
    }
}
