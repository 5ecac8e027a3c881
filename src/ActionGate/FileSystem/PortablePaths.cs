using ActionGate.Normalisation;

namespace ActionGate.FileSystem;

/// <summary>Real paths where there is no readlink(2): asks the runtime about each prefix. Symbolic links and, on Windows, junctions.</summary>
/// <remarks>Allocates. Its walk is tested on Linux beside <see cref="UnixPaths"/>; on Windows it has not been run.</remarks>
internal static class PortablePaths
{
    internal const string Unreadable = "expected a path whose links can be read, found one that can't be";

    /// <summary>Windows takes no longer one, in any form (Microsoft, "Maximum Path Length Limitation").</summary>
    private const int LongestPath = 32_767;

    /// <inheritdoc cref="IPathResolver.Resolve"/>
    internal static RealPath Resolve(scoped ReadOnlySpan<char> path, ref CharBuffer real, out string? problem)
    {
        real.Length = 0;
        string asked = path.ToString();
        string? found = null;
        problem = asked is not ['/', ..] || PlatformPath.ToDisk(asked) is null ? UnixPaths.NotAbsolute
            : MalformedText.IsIn(asked) ? MalformedText.Problem
            : asked.Length > LongestPath ? UnixPaths.TooLong
            : null;
        if (problem is null)
        {
            try
            {
                found = Follow(asked, out problem);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or System.Security.SecurityException)
            {
                problem = Unreadable;
            }
        }

        if (found is null)
            return ReferenceEquals(problem, UnixPaths.ParentOfMissing) ? RealPath.Nowhere : RealPath.Unknown;
        if (string.Equals(found, asked, StringComparison.Ordinal))
            return RealPath.Same;
        real.Append(found);
        return RealPath.Other;
    }

    private static string? Follow(string asked, out string? problem)
    {
        int root = PlatformPath.RootLength(asked);
        string behind = asked[..root];
        var ahead = new Stack<string>();
        Push(asked[root..], ahead);
        bool isMissing = false;
        int links = 0;
        problem = null;
        while (ahead.TryPop(out string? segment))
        {
            if (segment is ".")
                continue;
            if (segment is "..")
            {
                if (isMissing)
                {
                    problem = UnixPaths.ParentOfMissing;
                    return null;
                }

                behind = behind[..Math.Max(root, behind.LastIndexOf('/'))];
                continue;
            }

            string place = $"{behind}/{segment}";
            string? target = isMissing ? null : LinkTarget(place, out isMissing);
            if (target is null)
            {
                behind = place;
                continue;
            }

            bool isBad = target.Length == 0 || MalformedText.IsIn(target) || target.Contains('\uFFFD', StringComparison.Ordinal);
            problem = ++links > UnixPaths.MostLinks ? UnixPaths.TooManyLinks
                : isBad ? UnixPaths.BadLink
                : target.Length + behind.Length > LongestPath ? UnixPaths.TooLong
                : null;
            if (problem is not null)
                return null;
            if (PlatformPath.ToNormal(target) is { } absolute)
            {
                root = PlatformPath.RootLength(absolute);
                behind = absolute[..root];
                Push(absolute[root..], ahead);
            }
            else if (OperatingSystem.IsWindows() && (target[0] is '\\' or '/' || target.Contains(':', StringComparison.Ordinal)))
            {
                // Of a drive that is not named, or of a volume that has none.
                problem = UnixPaths.BadLink;
                return null;
            }
            else
            {
                Push(OperatingSystem.IsWindows() ? target.Replace('\\', '/') : target, ahead);
            }
        }

        return behind.Length == 0 ? "/" : behind;
    }

    private static string? LinkTarget(string place, out bool isMissing)
    {
        var entry = new FileInfo(PlatformPath.ToDisk(place) ?? throw new IOException(UnixPaths.NotAbsolute));
        isMissing = (int)entry.Attributes == -1;
        if (isMissing || (entry.Attributes & FileAttributes.ReparsePoint) == 0)
            return null;
        // A reparse point that is no link (a file kept in the cloud) has no target and is itself.
        return entry.LinkTarget;
    }

    private static void Push(string path, Stack<string> ahead)
    {
        string[] segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = segments.Length - 1; i >= 0; i--)
            ahead.Push(segments[i]);
    }
}
