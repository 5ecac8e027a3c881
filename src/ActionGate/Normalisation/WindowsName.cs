using System.Buffers;

namespace ActionGate.Normalisation;

/// <summary>
/// Which names of files Windows takes for what they are. Facts: Microsoft, "Naming Files, Paths, and Namespaces" and "File path
/// formats on Windows systems" (trimming of characters).
/// </summary>
internal static class WindowsName
{
    internal const string StreamProblem = "expected a name, found a ':', which names a stream of a file";
    internal const string DeviceProblem = "expected a name, found that of a device";
    internal const string ShortProblem = "expected the long name, found what may be a short one, such as 'PROGRA~1'";

    private static readonly SearchValues<char> Reserved = SearchValues.Create([.. CharacterRange.Of('\u0001', '\u001F'), .. "<>\"|?*:/\\"]);

    /// <summary>Drops what Win32 drops from the end of a name.</summary>
    /// <param name="name">The segment, not empty and no dot segment.</param>
    /// <param name="isLast">It ends the path, without a separator behind it.</param>
    /// <param name="isVerbatim">The path skips Win32's normalisation.</param>
    /// <param name="problem">Why the name is not known; <see langword="null"/> where it is.</param>
    internal static ReadOnlySpan<char> Trim(ReadOnlySpan<char> name, bool isLast, bool isVerbatim, out string? problem)
    {
        // At the end of a path all dots and spaces go; before a separator a single dot.
        if (!isVerbatim)
            name = isLast ? name.TrimEnd(". ") : name[^1] == '.' ? name[..^1] : name;
        // What is left is kept by Win32 and dropped by Explorer, shells and many programs. A name of nothing but dots and spaces was
        // the parent or the folder itself to some versions, and is a name to others.
        problem = name.IsEmpty || name[^1] is '.' or ' '
            ? "expected a name that ends in no dot or space, found one, which some programs drop and others keep"
            : WhyUnknown(name);
        return name;
    }

    /// <summary>Why it is not known which file a trimmed name means; <see langword="null"/> where it is.</summary>
    internal static string? WhyUnknown(scoped ReadOnlySpan<char> name)
    {
        int reserved = name.IndexOfAny(Reserved);
        if (reserved >= 0)
            return name[reserved] == ':' ? StreamProblem : "expected a name, found a character that no name on Windows holds";
        if (IsDevice(name))
            return DeviceProblem;
        return IsShort(name) ? ShortProblem : null;
    }

    internal static bool IsReserved(char c) => Reserved.Contains(c);

    /// <summary>
    /// DOS devices are there in every folder, whatever the extension, with spaces before it, in any case. 0 is not said to be one, and
    /// costs nothing.
    /// </summary>
    internal static bool IsDevice(scoped ReadOnlySpan<char> name)
    {
        int dot = name.IndexOf('.');
        var stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ');
        switch (stem.Length)
        {
            case 3:
                return Is(stem, "con") || Is(stem, "prn") || Is(stem, "aux") || Is(stem, "nul");
            case 4:
                return (Is(stem[..3], "com") || Is(stem[..3], "lpt")) && stem[3] is (>= '0' and <= '9') or '\u00B9' or '\u00B2' or '\u00B3';
            default:
                return Is(stem, "conin$") || Is(stem, "conout$");
        }
    }

    /// <summary>
    /// The shape of the 8.3 names that NTFS and FAT make beside long ones: at most eight characters that end in a tilde and digits, and
    /// an extension of at most three. Which long name it stands for only the disk knows.
    /// </summary>
    private static bool IsShort(scoped ReadOnlySpan<char> name)
    {
        int dot = name.IndexOf('.');
        var stem = dot < 0 ? name : name[..dot];
        var extension = dot < 0 ? [] : name[(dot + 1)..];
        int tilde = stem.LastIndexOf('~');
        return tilde > 0 && tilde < stem.Length - 1 && stem.Length <= 8 && extension.Length <= 3 && !extension.Contains('.')
            && !stem[(tilde + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    private static bool Is(scoped ReadOnlySpan<char> text, string device) => text.Equals(device, StringComparison.OrdinalIgnoreCase);
}
