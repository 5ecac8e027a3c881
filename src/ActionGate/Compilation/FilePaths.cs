using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>The entries of <c>allowed_file_paths</c>. Immutable.</summary>
/// <param name="read">What may be read: of what lies below a folder, the folder itself too (listing it).</param>
/// <param name="changed">What may be written and deleted.</param>
internal sealed class FilePaths(PathPattern[] read, PathPattern[] changed)
{
    /// <summary>Whatever a path is, it is one of them.</summary>
    internal bool TakeEverything { get; } = changed.Any(p => p.MatchesEverything);

    internal bool Hold(FileOperations operation, scoped in PathTarget path, bool takesAllBelow)
    {
        foreach (var pattern in operation == FileOperations.Read ? read : changed)
        {
            if (pattern.Match(in path) == MatchStrength.Definite && (!takesAllBelow || pattern.EndsInRun))
                return true;
        }
        // Who may change all that lies below a folder, and the folder, may do so in one go.
        return takesAllBelow && operation != FileOperations.Read && HoldsAlone(changed, in path) && HoldsAllBelow(read, in path);
    }

    private static bool HoldsAlone(PathPattern[] patterns, scoped in PathTarget path)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Match(in path) == MatchStrength.Definite)
                return true;
        }
        return false;
    }

    private static bool HoldsAllBelow(PathPattern[] patterns, scoped in PathTarget path)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.EndsInRun && pattern.Match(in path) == MatchStrength.Definite)
                return true;
        }
        return false;
    }
}
