namespace ActionGate.Policies.Validation;

/// <summary>Sizes as policies write them: <c>65536</c> (bytes), <c>512MB</c>, <c>1.5 GiB</c>, <c>1_gigabyte</c>.</summary>
internal static class SizeText
{
    private const string List = "B, kB, MB, GB, TB (powers of 1000) and KiB, MiB, GiB, TiB (powers of 1024)";

    /// <summary>In bytes. The prefixes are those of SI and of IEC 80000-13.</summary>
    private static readonly (string Name, long Parts)[] Units =
    [
        ("B", 1), ("byte", 1), ("bytes", 1),
        ("kB", 1_000), ("kilobyte", 1_000), ("kilobytes", 1_000),
        ("MB", 1_000_000), ("megabyte", 1_000_000), ("megabytes", 1_000_000),
        ("GB", 1_000_000_000), ("gigabyte", 1_000_000_000), ("gigabytes", 1_000_000_000),
        ("TB", 1_000_000_000_000), ("terabyte", 1_000_000_000_000), ("terabytes", 1_000_000_000_000),
        ("KiB", 1L << 10), ("kibibyte", 1L << 10), ("kibibytes", 1L << 10),
        ("MiB", 1L << 20), ("mebibyte", 1L << 20), ("mebibytes", 1L << 20),
        ("GiB", 1L << 30), ("gibibyte", 1L << 30), ("gibibytes", 1L << 30),
        ("TiB", 1L << 40), ("tebibyte", 1L << 40), ("tebibytes", 1L << 40),
    ];

    /// <summary>Reads a size of at least one byte; parts of a byte are dropped. What comes back is the help, if the text is none.</summary>
    internal static string? Read(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        if (!QuantityText.TrySplit(text, out decimal number, out ReadOnlySpan<char> unit))
            return $"write a number and a unit, as in 512MB; the units are {List}";
        long parts = unit.IsEmpty ? 1 : QuantityText.PartsOf(unit, Units);
        if (parts == 0)
            return QuantityText.UnitHelp(unit, Units, List);
        if (number > (decimal)long.MaxValue / parts)
            return "that is more than any machine has";
        bytes = (long)(number * parts);
        return bytes > 0 ? null : "it must be more than nothing";
    }
}
