using ActionGate.Compilation;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>Where on the disk an operation on a path takes place.</summary>
internal static class RealPlace
{
    private const int StackCharacters = 256;

    /// <summary>
    /// Deleting takes a link away and leaves alone what it leads to (unlink(2)): only what stands before the last name is followed. A name
    /// with a separator behind it is what the link leads to (path_resolution(7)).
    /// </summary>
    /// <param name="resolver">What the host knows of the disk.</param>
    /// <param name="operation">What is done.</param>
    /// <param name="target">The path as the agent wrote it.</param>
    /// <param name="path">The path in normal form.</param>
    /// <param name="real">Gets the place where it is another.</param>
    /// <param name="problem">Why it is not known.</param>
    internal static RealPath Find(
        IPathResolver resolver, FileOperations operation, ReadOnlySpan<char> target, scoped ReadOnlySpan<char> path, ref CharBuffer real, out string? problem)
    {
        int separator = path.LastIndexOf('/');
        if (operation != FileOperations.Delete || path.Length == 1 || NamesWhatALinkLeadsTo(target))
            return resolver.Resolve(path, ref real, out problem);
        var outcome = resolver.Resolve(path[..Math.Max(1, separator)], ref real, out problem);
        if (outcome == RealPath.Other)
            real.Append(real.Written.Length == 1 ? path[(separator + 1)..] : path[separator..]);
        return outcome;
    }

    /// <summary>Whether a request's path is no link, leads through none, and is no folder; <see langword="false"/> where that is not known.</summary>
    internal static bool IsPlain(CompiledPolicy policy, ActionRequest request, IPathResolver resolver)
    {
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        bool isPlain = Find(policy, request, resolver, ref real, out bool isFolder) == RealPath.Same && !isFolder;
        real.Dispose();
        return isPlain;
    }

    private static RealPath Find(CompiledPolicy policy, ActionRequest request, IPathResolver resolver, ref CharBuffer real, out bool isFolder)
    {
        isFolder = false;
        var path = new CharBuffer(stackalloc char[StackCharacters]);
        var found = RealPath.Unknown;
        string? folder = RequestEvaluator.WorkingDirectory(policy, request.Context, isRequired: false);
        if (RequestEvaluator.NormalisePath(policy, request.Target, folder, ref path, out _) == NormalOutcome.Normal)
        {
            found = resolver.Resolve(path.Written, ref real, out _);
            isFolder = resolver.IsDirectory(path.Written);
        }
        path.Dispose();
        return found;
    }

    private static bool NamesWhatALinkLeadsTo(scoped ReadOnlySpan<char> target)
    {
        if (!FileUrl.IsOne(target))
            return target[^1] is '/' or '\\' || target.EndsWith("/.", StringComparison.Ordinal) || target.EndsWith("/..", StringComparison.Ordinal);
        // A URL may spell a dot in other ways.
        var path = new CharBuffer(stackalloc char[StackCharacters]);
        bool isUnknown = FileUrl.AppendPath(target, takesHost: true, ref path, out _) != NormalOutcome.Normal || NamesWhatALinkLeadsTo(path.Written);
        path.Dispose();
        return isUnknown;
    }
}
