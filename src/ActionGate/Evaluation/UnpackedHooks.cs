using ActionGate.Compilation;
using ActionGate.Normalisation;

namespace ActionGate.Evaluation;

/// <summary>
/// An archive may hold hooks by which an agent's host asks the gate. Hosts read them in a home, and in the folder in which they work: what
/// is unpacked there, or around there, may be such a file, whatever lies there now.
/// </summary>
internal static class UnpackedHooks
{
    /// <summary>Decides where a gate knows the disk; <see langword="null"/>: no host reads hooks below that folder, as far as anybody knows.</summary>
    internal static Refusal? Of(OperationCollector collector, FileWritten folder)
    {
        var policy = collector.Layers.Layers[0];
        if (collector.Circumstances.Paths is not { } paths || policy.IsForeign || folder.Places(policy, paths) is not { } places)
            return null;
        string? start = RequestEvaluator.WorkingDirectory(policy, collector.Context, isRequired: false);
        foreach (string place in places)
        {
            if (HookFiles.MayLieIn(place) || Holds(place, start, policy, paths) || Holds(place, policy.BaseDirectory, policy, paths) || Holds(place, policy.Home, policy, paths))
                return Refusals.OwnHooksUnpacked;
        }
        return null;
    }

    private static bool Holds(string place, string? folder, CompiledPolicy policy, IPathResolver paths)
    {
        if (folder is null || RequestEvaluator.NormalPath(policy, folder, policy.BaseDirectory) is not { } normal)
            return false;
        return IsAtOrAbove(place, normal) || FileWritten.RealOf(normal, paths) is { } real && IsAtOrAbove(place, real);
    }

    private static bool IsAtOrAbove(string place, string path)
    {
        place = place.TrimEnd('/');
        return path.StartsWith(place, StringComparison.OrdinalIgnoreCase) && (path.Length == place.Length || path[place.Length] == '/');
    }
}
