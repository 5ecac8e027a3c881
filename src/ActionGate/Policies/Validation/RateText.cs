using System.Globalization;

namespace ActionGate.Policies.Validation;

/// <summary>Rates as policies write them: <c>10/min</c>, <c>5/10s</c>.</summary>
internal static class RateText
{
    /// <summary>Reads a rate. What comes back is the help, if the text is none.</summary>
    internal static string? Read(string text, out RateLimit? rate)
    {
        rate = null;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return "write how often in which time, as in 10/min or 5/10s";
        ReadOnlySpan<char> count = text.AsSpan(0, slash).TrimEnd(' ');
        ReadOnlySpan<char> window = text.AsSpan(slash + 1).TrimStart(' ');
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int most) || most is < 1 or > RateLimit.MostCount)
            return string.Create(CultureInfo.InvariantCulture, $"the count is a whole number from 1 to {RateLimit.MostCount}");
        if (window.IsEmpty)
            return "write the time behind the '/', as in 10/min or 5/10s";
        // A unit alone is one of it.
        string? help = DurationText.Read(char.IsAsciiLetter(window[0]) ? $"1{window}" : window, out TimeSpan time);
        if (help is null)
            rate = new RateLimit(most, time);
        return help;
    }
}
