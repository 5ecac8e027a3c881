namespace ActionGate.Normalisation;

/// <summary>
/// Brings a path into the one form that patterns are matched against: absolute, and resolved lexically. It asks no disk, no
/// environment and no current directory. Here is decided what a path starts from; <see cref="LinuxPath"/> holds the
/// platform's rules of segments, <see cref="FileUrl"/> those of URLs.
/// </summary>
/// <remarks>
/// On Linux every character but '/' and NUL may stand in a name, so backslashes, percent signs, control characters and
/// look-alikes of '.' and '/' are ordinary ones.
/// </remarks>
internal static class PathNormaliser
{
    private enum Start : byte
    {
        Refused = 0,
        Unresolved,

        /// <summary>At the working directory.</summary>
        WorkingDirectory,

        /// <summary>The path named it itself, and the buffer holds the whole.</summary>
        Known,
    }

    /// <summary>Writes the absolute path to the buffer, which is cleared first and left empty unless the outcome is Normal.</summary>
    /// <param name="path">As the agent gave it: absolute, relative, <c>~</c>, <c>~/x</c>, or a <c>file:</c> URL.</param>
    /// <param name="workingDirectory">What relative paths start from; in any form but a relative one, or empty where not known.</param>
    /// <param name="home">The home directory, absolute; null where not known.</param>
    /// <param name="buffer">Receives the text.</param>
    /// <param name="problem">What was expected and what was found; null when Normal.</param>
    internal static NormalOutcome Normalise(
        scoped ReadOnlySpan<char> path,
        scoped ReadOnlySpan<char> workingDirectory,
        string? home,
        ref CharBuffer buffer,
        out string? problem)
    {
        buffer.Length = 0;
        Start start = Begin(path, home, ref buffer, out problem);
        if (start == Start.WorkingDirectory)
        {
            if (workingDirectory.IsEmpty)
            {
                problem = "a relative path needs a working directory, found none";
                return NormalOutcome.Unresolved;
            }

            start = Begin(workingDirectory, home, ref buffer, out problem);
            if (start == Start.WorkingDirectory)
            {
                problem = "a relative path needs an absolute working directory, found a relative one";
                return NormalOutcome.Unresolved;
            }

            if (start == Start.Known)
                LinuxPath.AppendSegments(path, ref buffer);
        }

        if (start != Start.Known)
        {
            buffer.Length = 0;
            return start == Start.Refused ? NormalOutcome.Refused : NormalOutcome.Unresolved;
        }

        if (buffer.Length == 0)
            buffer.Append(LinuxPath.Separator);
        return NormalOutcome.Normal;
    }

    /// <summary>Writes what needs no working directory, without a trailing separator: nothing stands for the root.</summary>
    private static Start Begin(scoped ReadOnlySpan<char> path, string? home, ref CharBuffer buffer, out string? problem)
    {
        problem = null;
        if (MalformedText.IsIn(path))
        {
            problem = MalformedText.Problem;
            return Start.Refused;
        }

        if (path.IsEmpty)
        {
            problem = "expected a path, found nothing";
            return Start.Unresolved;
        }

        if (path.Length > MalformedText.MostCharacters)
        {
            problem = MalformedText.TooLong;
            return Start.Unresolved;
        }

        switch (path[0])
        {
            case LinuxPath.Separator:
                LinuxPath.AppendSegments(path, ref buffer);
                return Start.Known;
            case '~':
                return BeginAtHome(path, home, ref buffer, out problem);
            case 'f' or 'F' when FileUrl.IsOne(path):
                return BeginAtUrl(path, ref buffer, out problem);
            default:
                if (!FileUrl.MayBeOne(path))
                    return Start.WorkingDirectory;
                problem = "expected a path or a file url, found what some clients read as one and others as the other";
                return Start.Unresolved;
        }
    }

    private static Start BeginAtHome(scoped ReadOnlySpan<char> path, string? home, ref CharBuffer buffer, out string? problem)
    {
        // Shells also read ~user, ~+, ~- and ~N, by state that is not known here.
        if (path.Length > 1 && path[1] != LinuxPath.Separator)
        {
            problem = "expected '~' or '~/', found the home of a user";
            return Start.Unresolved;
        }

        if (home is not [LinuxPath.Separator, ..] || home.Length > MalformedText.MostCharacters || MalformedText.IsIn(home))
        {
            problem = "'~' needs an absolute home directory, found none";
            return Start.Unresolved;
        }

        LinuxPath.AppendSegments(home, ref buffer);
        LinuxPath.AppendSegments(path[1..], ref buffer);
        problem = null;
        return Start.Known;
    }

    private static Start BeginAtUrl(scoped ReadOnlySpan<char> url, ref CharBuffer buffer, out string? problem)
    {
        CharBuffer decoded = new(stackalloc char[256]);
        NormalOutcome outcome = FileUrl.AppendPath(url, ref decoded, out problem);
        if (outcome == NormalOutcome.Normal)
            LinuxPath.AppendSegments(decoded.Written, ref buffer);
        decoded.Dispose();
        return outcome switch
        {
            NormalOutcome.Normal => Start.Known,
            NormalOutcome.Unresolved => Start.Unresolved,
            _ => Start.Refused,
        };
    }
}
