using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>Where on the disk one operation of several takes place now: what whoever is asked about it has to see, and what an approval is bound to.</summary>
/// <param name="RealPaths">Where its path, or those that its pattern finds, lead, as far as that is elsewhere; in their order.</param>
/// <param name="IsRecursive">It takes in all below a folder: it says so, or it deletes what is one.</param>
internal readonly record struct OperationPlaces(IReadOnlyList<string> RealPaths, bool IsRecursive)
{
    internal static readonly OperationPlaces None = new([], false);

    /// <summary>Looks at the disk.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="policy">Tells paths.</param>
    /// <param name="paths">The disk; <see langword="null"/>: nobody looks.</param>
    internal static OperationPlaces Of(DecidedOperation operation, CompiledPolicy policy, IPathResolver? paths)
    {
        var request = operation.Request;
        if (paths is null || operation.Source is ShellCommand or ShellGap || TargetFamilies.Of(request.Kind.Name) != TargetFamily.Path)
            return None with { IsRecursive = request.IsRecursive };
        return operation.Source switch
        {
            ShellEffect effect => Of(request, effect.Target.Text, effect.Place.Directories, policy, paths),
            Operation { Target: null } scanned => Of(request, scanned.Shape ?? scanned.Pattern?.Replace('*', TargetShape.Hole), [default], policy, paths),
            _ => Of(request, request.Target, [default], policy, paths),
        };
    }

    /// <summary>The places of a request that is one operation.</summary>
    internal static OperationPlaces Of(ActionRequest request, CompiledPolicy policy, IPathResolver? paths) =>
        paths is null || TargetFamilies.Of(request.Kind.Name) != TargetFamily.Path ? None with { IsRecursive = request.IsRecursive } : Of(request, request.Target, [default], policy, paths);

    private static OperationPlaces Of(ActionRequest request, string? path, IReadOnlyList<ShellWord> folders, CompiledPolicy policy, IPathResolver paths)
    {
        var real = new SortedSet<string>(StringComparer.Ordinal);
        bool isRecursive = request.IsRecursive;
        foreach (var folder in path is null or "\0" ? [] : folders)
        {
            var circumstances = default(Circumstances);
            var moved = ShellEvaluator.Moved(request, folder, ref circumstances);
            if (RequestEvaluator.NormalPath(policy, path!, RequestEvaluator.WorkingDirectory(policy, moved.Context, isRequired: false)) is not { } normal)
                continue;
            // Those that are too many are not known, as what is not known at all.
            foreach (string place in TargetShape.IsOne(normal) ? MatchingPlaces.Find(paths, normal) ?? [] : [normal])
            {
                if (FileWritten.RealOf(place, paths) is { } other)
                    real.Add(other);
                isRecursive |= request.Kind == ActionKind.FileDelete && paths.IsDirectory(place);
            }
        }
        return new OperationPlaces([.. real], isRecursive);
    }
}
