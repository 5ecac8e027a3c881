namespace ActionGate.Policies.Validation;

/// <summary>Durations as policies write them: <c>30s</c>, <c>1.5h</c>, <c>5 minutes</c>, <c>30_seconds</c>.</summary>
internal static class DurationText
{
    private const string List = "ms, s, min, h and d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>In ticks.</summary>
    private static readonly (string Name, long Parts)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("millisecond", TimeSpan.TicksPerMillisecond), ("milliseconds", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("sec", TimeSpan.TicksPerSecond), ("second", TimeSpan.TicksPerSecond),
        ("seconds", TimeSpan.TicksPerSecond), ("min", TimeSpan.TicksPerMinute), ("minute", TimeSpan.TicksPerMinute),
        ("minutes", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("hour", TimeSpan.TicksPerHour), ("hours", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay), ("day", TimeSpan.TicksPerDay), ("days", TimeSpan.TicksPerDay),
    ];

    /// <summary>Reads a duration above nothing and of at most 365 days. What comes back is the help, if the text is none.</summary>
    internal static string? Read(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (!QuantityText.TrySplit(text, out decimal number, out ReadOnlySpan<char> unit))
            return $"write a number and a unit, as in 30s; the units are {List}";
        if (unit.IsEmpty)
            return $"write the unit too, as in {text}s; the units are {List}";
        long ticks = QuantityText.PartsOf(unit, Units);
        if (ticks == 0)
            return QuantityText.UnitHelp(unit, Units, List);
        if (number > (decimal)Longest.Ticks / ticks)
            return "the longest is 365d";
        duration = TimeSpan.FromTicks((long)(number * ticks));
        return duration > TimeSpan.Zero ? null : "it must be longer than nothing";
    }
}
