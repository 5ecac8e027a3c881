using System.Buffers;

namespace ActionGate.Normalisation;

/// <summary>Resolves the segments of a Linux path lexically: '.', '..', repeated and trailing separators.</summary>
internal static class LinuxPath
{
    internal const char Separator = '/';

    private static readonly SearchValues<string> Irregularities = SearchValues.Create(["//", "/."], StringComparison.Ordinal);

    /// <summary>
    /// Appends a path to the directory that the buffer holds: an absolute one without a trailing separator, so that nothing
    /// stands for the root. What is left behind has that same form.
    /// </summary>
    internal static void AppendSegments(scoped ReadOnlySpan<char> path, ref CharBuffer directory)
    {
        while (!path.IsEmpty)
        {
            int regular = RegularLength(path);
            directory.Append(path[..regular]);
            path = path[regular..];
            if (path.IsEmpty)
                return;
            if (path[0] == Separator)
                path = path[1..];
            int end = path.IndexOf(Separator);
            ReadOnlySpan<char> segment = end < 0 ? path : path[..end];
            AppendSegment(segment, ref directory);
            path = path[segment.Length..];
        }
    }

    /// <summary>Whether the text holds an empty segment, or one that begins with a dot.</summary>
    internal static bool MayBeIrregular(scoped ReadOnlySpan<char> path) => path.ContainsAny(Irregularities);

    /// <summary>How much of the path, from its leading separator on, needs nothing but copying.</summary>
    private static int RegularLength(scoped ReadOnlySpan<char> path)
    {
        if (path[0] != Separator)
            return 0;
        int from = 0;
        while (path[from..].IndexOfAny(Irregularities) is >= 0 and int hit)
        {
            from += hit;
            if (path[from + 1] == Separator || IsDotSegment(path[(from + 1)..]))
                return from;
            from += 2;
        }

        return path[^1] == Separator ? path.Length - 1 : path.Length;
    }

    private static bool IsDotSegment(scoped ReadOnlySpan<char> text)
    {
        int dots = text.Length > 1 && text[1] == '.' ? 2 : 1;
        return text.Length == dots || text[dots] == Separator;
    }

    private static void AppendSegment(scoped ReadOnlySpan<char> segment, ref CharBuffer directory)
    {
        if (segment is "" or ".")
            return;
        if (segment is "..")
        {
            // The parent of the root is the root (POSIX 4.13).
            directory.Length = Math.Max(0, directory.Written.LastIndexOf(Separator));
            return;
        }

        directory.Append(Separator);
        directory.Append(segment);
    }
}
