namespace ActionGate.Policies.Validation;

/// <summary>Points in time as RFC 3339, 5.6, writes them: <c>2026-01-31T18:00:00+02:00</c>, with a fraction of the second if need be.</summary>
internal static class TimeText
{
    private const string Example = "2026-01-31T18:00:00Z";

    /// <summary>Reads a point in time, kept as UTC. What comes back is the help, if the text is none.</summary>
    internal static string? Read(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 10 || !Fits(text[..10], "0000-00-00"))
            return $"write date, time and offset, as in {Example}";
        if (text.Length == 10)
            return $"a date alone leaves the hour open: write the time and the offset too, as in {text}T00:00:00Z";
        // The blank is allowed by the note at the end of 5.6.
        if (text.Length < 19 || text[10] is not ('T' or 't' or ' ') || !Fits(text[11..19], "00:00:00"))
            return $"write date, time with seconds, and offset, as in {Example}";
        ReadOnlySpan<char> rest = text[19..];
        long fraction = ReadFraction(ref rest);
        if (rest.IsEmpty)
            return "a time without its offset differs from machine to machine: add 'Z' or one like '+02:00'";
        bool isUtc = rest is "Z" or "z";
        if (!isUtc && (rest is not ['+' or '-', ..] || !Fits(rest[1..], "00:00")))
            return $"end with the offset, 'Z' or one like '+02:00', as in {Example}";

        int offsetHours = isUtc ? 0 : Number(rest[1..3]);
        int offsetMinutes = isUtc ? 0 : Number(rest[4..6]);
        if (TicksOf(text) is not { } local || offsetHours > 23 || offsetMinutes > 59)
            return "there is no such day or time";
        long offset = ((offsetHours * 60) + offsetMinutes) * TimeSpan.TicksPerMinute;
        long utc = local + fraction - (rest[0] == '-' ? -offset : offset);
        if (utc < DateTimeOffset.MinValue.Ticks || utc > DateTimeOffset.MaxValue.Ticks)
            return "there is no such day or time";
        time = new DateTimeOffset(utc, TimeSpan.Zero);
        return null;
    }

    /// <summary>Ticks of the date and the time; leap seconds, which no clock here shows, are no time either.</summary>
    private static long? TicksOf(ReadOnlySpan<char> text)
    {
        (int year, int month, int day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        (int hour, int minute, int second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        return hour > 23 || minute > 59 || second > 59 ? null : new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
    }

    /// <summary>Takes <c>.123</c> off the text, as ticks; digits beyond those of a tick are dropped. Without digits nothing is taken.</summary>
    private static long ReadFraction(ref ReadOnlySpan<char> text)
    {
        if (text is not ['.', ..])
            return 0;
        int end = text[1..].IndexOfAnyExceptInRange('0', '9');
        end = end < 0 ? text.Length : end + 1;
        if (end == 1)
            return 0;
        long ticks = 0;
        long unit = TimeSpan.TicksPerSecond;
        for (int i = 1; i < end && unit > 1; i++)
        {
            unit /= 10;
            ticks += (text[i] - '0') * unit;
        }
        text = text[end..];
        return ticks;
    }

    /// <summary>Whether the text has digits where the shape has zeros, and all else alike.</summary>
    private static bool Fits(ReadOnlySpan<char> text, ReadOnlySpan<char> shape)
    {
        if (text.Length != shape.Length)
            return false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == '0' ? !char.IsAsciiDigit(text[i]) : text[i] != shape[i])
                return false;
        }
        return true;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        int number = 0;
        foreach (char digit in digits)
            number = (number * 10) + (digit - '0');
        return number;
    }
}
