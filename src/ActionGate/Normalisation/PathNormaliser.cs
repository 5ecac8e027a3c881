namespace ActionGate.Normalisation;

/// <summary>
/// Brings a path into the one form that patterns are matched against: absolute, and resolved lexically. It asks no disk, no
/// environment and no current directory. Here is decided what a path starts from; <see cref="LinuxPath"/> and
/// <see cref="WindowsPath"/> hold the platforms' rules of segments, <see cref="FileUrl"/> those of URLs.
/// </summary>
/// <remarks>
/// Names keep their spelling; <see cref="PathRules"/> brings a normal path into the form that is compared. On Linux and macOS every character but '/' and NUL may stand in a name, so backslashes, percent signs, control characters and
/// look-alikes of '.' and '/' are ordinary ones.
/// </remarks>
internal static class PathNormaliser
{
    /// <summary>Writes the absolute path to the buffer, which is cleared first and left empty unless the outcome is Normal.</summary>
    /// <param name="path">As the agent gave it: absolute, relative, <c>~</c>, <c>~/x</c>, or a <c>file:</c> URL.</param>
    /// <param name="workingDirectory">What relative paths start from; in any form but a relative one, or empty where not known.</param>
    /// <param name="home">The home directory, absolute; null where not known.</param>
    /// <param name="rules">Whose paths these are.</param>
    /// <param name="buffer">Receives the text.</param>
    /// <param name="problem">What was expected and what was found; null when Normal.</param>
    internal static NormalOutcome Normalise(
        scoped ReadOnlySpan<char> path,
        scoped ReadOnlySpan<char> workingDirectory,
        string? home,
        PathRules rules,
        ref CharBuffer buffer,
        out string? problem)
    {
        buffer.Length = 0;
        PathStart start = Begin(path, home, rules, ref buffer, out problem);
        if (start is PathStart.WorkingDirectory or PathStart.Volume)
            start = BeginAtWorkingDirectory(path, start == PathStart.Volume, workingDirectory, home, rules, ref buffer, out problem);

        if (start == PathStart.Known)
        {
            if (buffer.Length == 0)
                buffer.Append(LinuxPath.Separator);
            problem = rules.WhyIncomparable(buffer.Written);
            if (problem is null)
                return NormalOutcome.Normal;
        }

        buffer.Length = 0;
        return start == PathStart.Refused ? NormalOutcome.Refused : NormalOutcome.Unresolved;
    }

    private static PathStart BeginAtWorkingDirectory(
        scoped ReadOnlySpan<char> path,
        bool isRooted,
        scoped ReadOnlySpan<char> workingDirectory,
        string? home,
        PathRules rules,
        ref CharBuffer buffer,
        out string? problem)
    {
        if (workingDirectory.IsEmpty)
        {
            problem = "a relative path needs a working directory, found none";
            return PathStart.Unresolved;
        }

        PathStart start = Begin(workingDirectory, home, rules, ref buffer, out problem);
        if (start is PathStart.WorkingDirectory or PathStart.Volume)
        {
            problem = "a relative path needs an absolute working directory, found a relative one";
            return PathStart.Unresolved;
        }

        if (start != PathStart.Known)
            return start;
        if (isRooted)
            buffer.Length = WindowsPath.VolumeLength(buffer.Written);
        return TryAppendSegments(path, rules, ref buffer, out problem) ? PathStart.Known : PathStart.Unresolved;
    }

    /// <summary>Writes what needs no working directory, without a trailing separator: nothing stands for the root of Linux.</summary>
    private static PathStart Begin(
        scoped ReadOnlySpan<char> path, string? home, PathRules rules, ref CharBuffer buffer, out string? problem)
    {
        problem = null;
        if (MalformedText.IsIn(path))
        {
            problem = MalformedText.Problem;
            return PathStart.Refused;
        }

        if (path.IsEmpty)
        {
            problem = "expected a path, found nothing";
            return PathStart.Unresolved;
        }

        if (path.Length > MalformedText.MostCharacters)
        {
            problem = MalformedText.TooLong;
            return PathStart.Unresolved;
        }

        switch (path[0])
        {
            case LinuxPath.Separator when !rules.IsWindows:
                LinuxPath.AppendSegments(path, ref buffer);
                return PathStart.Known;
            case '~':
                return BeginAtHome(path, home, rules, ref buffer, out problem);
            case 'f' or 'F' when FileUrl.IsOne(path):
                return BeginAtUrl(path, rules, ref buffer, out problem);
        }

        PathStart start = rules.IsWindows ? WindowsPath.Begin(path, ref buffer, out problem) : PathStart.WorkingDirectory;
        if (start != PathStart.WorkingDirectory || !FileUrl.MayBeOne(path))
            return start;
        problem = "expected a path or a file url, found what some clients read as one and others as the other";
        return PathStart.Unresolved;
    }

    private static PathStart BeginAtHome(
        scoped ReadOnlySpan<char> path, string? home, PathRules rules, ref CharBuffer buffer, out string? problem)
    {
        // Shells also read ~user, ~+, ~- and ~N, by state that is not known here.
        if (path.Length > 1 && !rules.IsSeparator(path[1]))
        {
            problem = "expected '~' or '~/', found the home of a user";
            return PathStart.Unresolved;
        }

        if (home is null || home.Length > MalformedText.MostCharacters || !rules.IsAbsolute(home) || MalformedText.IsIn(home)
            || BeginAtRoot(home, rules, ref buffer) != PathStart.Known)
        {
            problem = "'~' needs an absolute home directory, found none";
            return PathStart.Unresolved;
        }

        return TryAppendSegments(path[1..], rules, ref buffer, out problem) ? PathStart.Known : PathStart.Unresolved;
    }

    private static PathStart BeginAtRoot(scoped ReadOnlySpan<char> path, PathRules rules, ref CharBuffer buffer)
    {
        if (rules.IsWindows)
            return WindowsPath.Begin(path, ref buffer, out _);
        LinuxPath.AppendSegments(path, ref buffer);
        return PathStart.Known;
    }

    private static bool TryAppendSegments(scoped ReadOnlySpan<char> path, PathRules rules, ref CharBuffer buffer, out string? problem)
    {
        if (rules.IsWindows)
            return WindowsPath.TryAppendSegments(path, ref buffer, out problem);
        LinuxPath.AppendSegments(path, ref buffer);
        problem = null;
        return true;
    }

    private static PathStart BeginAtUrl(scoped ReadOnlySpan<char> url, PathRules rules, ref CharBuffer buffer, out string? problem)
    {
        CharBuffer decoded = new(stackalloc char[256]);
        NormalOutcome outcome = FileUrl.AppendPath(url, takesHost: rules.IsWindows, ref decoded, out problem);
        PathStart start = outcome == NormalOutcome.Refused ? PathStart.Refused : PathStart.Unresolved;
        if (outcome == NormalOutcome.Normal)
        {
            start = rules.IsWindows
                ? WindowsPath.BeginAtUrlPath(decoded.Written, ref buffer, out problem)
                : BeginAtRoot(decoded.Written, rules, ref buffer);
        }

        decoded.Dispose();
        return start;
    }
}
