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
        if (Hold(operation == FileOperations.Read ? read : changed, in path, allBelow: takesAllBelow))
            return true;
        // Who may change a folder, and all that lies below it, may do so in one go.
        return takesAllBelow && operation != FileOperations.Read && Hold(changed, in path, allBelow: false) && Hold(read, in path, allBelow: true);
    }

    private static bool Hold(PathPattern[] patterns, scoped in PathTarget path, bool allBelow)
    {
        foreach (var pattern in patterns)
        {
            if ((!allBelow || pattern.EndsInRun) && pattern.Match(in path) == MatchStrength.Definite)
                return true;
        }
        return false;
    }
}
