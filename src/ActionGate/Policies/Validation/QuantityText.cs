using System.Globalization;
using System.Text;

namespace ActionGate.Policies.Validation;

/// <summary>A number and a unit: <c>30s</c>, <c>1.5 GiB</c>, <c>1_gigabyte</c>.</summary>
internal static class QuantityText
{
    /// <summary>Far more than any quantity needs; bounds what reading hostile text costs.</summary>
    private const int LongestText = 40;

    /// <summary>Below it the nearest unit is a guess: <c>m</c> is as near to <c>ms</c> as to <c>min</c>.</summary>
    private const int ShortestGuess = 3;

    /// <summary>
    /// Splits the text into digits, perhaps with a point between them, and what follows, perhaps after one blank or <c>_</c>. The unit
    /// is empty where nothing follows. <see langword="false"/>: it has some other shape.
    /// </summary>
    internal static bool TrySplit(ReadOnlySpan<char> text, out decimal number, out ReadOnlySpan<char> unit)
    {
        unit = default;
        number = 0;
        if (text.Length > LongestText)
            return false;
        int end = CountDigits(text);
        if (end > 0 && end < text.Length && text[end] == '.')
        {
            int fraction = CountDigits(text[(end + 1)..]);
            if (fraction == 0)
                return false;
            end += 1 + fraction;
        }
        // Fails for nothing, and for more digits than a decimal holds.
        if (!decimal.TryParse(text[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
            return false;
        unit = text[end..];
        if (unit is [' ' or '_', _, ..])
            unit = unit[1..];
        return true;
    }

    /// <summary>How many of a unit's smallest parts it has; its name in any case of its letters. 0: there is no such unit.</summary>
    internal static long PartsOf(ReadOnlySpan<char> unit, (string Name, long Parts)[] units)
    {
        foreach ((string name, long parts) in units)
        {
            if (Ascii.EqualsIgnoreCase(unit, name))
                return parts;
        }
        return 0;
    }

    /// <summary>The help about an unknown unit.</summary>
    internal static string UnitHelp(ReadOnlySpan<char> unit, (string Name, long Parts)[] units, string list)
    {
        string? near = unit.Length < ShortestGuess ? null : Spelling.Nearest(unit.ToString(), units.Select(u => u.Name));
        return near is null ? $"the units are {list}" : $"did you mean '{near}'? (the units are {list})";
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int other = text.IndexOfAnyExceptInRange('0', '9');
        return other < 0 ? text.Length : other;
    }
}
