using ActionGate.Compilation;
using ActionGate.Normalisation;

namespace ActionGate.Evaluation;

/// <summary>
/// A path as the system gets it, its '..' not yet taken away: behind a link the system goes to the parent of what the link leads to
/// (path_resolution(7)), and not back to where the link is.
/// </summary>
internal static class UnfoldedPath
{
    /// <summary>The absolute path; <see langword="null"/> where nothing goes upwards in it, or it is a URL, which is folded as text (RFC 3986, 5.2.4).</summary>
    /// <param name="policy">Whose base and home count.</param>
    /// <param name="path">The path as the agent wrote it.</param>
    /// <param name="workingDirectory">Where a relative one begins.</param>
    internal static string? Of(CompiledPolicy policy, ReadOnlySpan<char> path, string? workingDirectory)
    {
        if (policy.PathRules.IsWindows || FileUrl.IsOne(path))
            return null;
        if (path is ['/', ..])
            return GoesUp(path) ? path.ToString() : null;
        if (path is ['~', ..])
            return GoesUp(path) && policy.Home is { } home ? string.Concat(home, path[1..]) : null;
        string? folder = workingDirectory is null or ['/', ..] ? workingDirectory : $"{policy.BaseDirectory}/{workingDirectory}";
        return folder is not null && (GoesUp(path) || GoesUp(folder)) ? string.Concat(folder, "/", path) : null;
    }

    private static bool GoesUp(ReadOnlySpan<char> path) =>
        path.Contains("/../", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal) || path is "..";
}
