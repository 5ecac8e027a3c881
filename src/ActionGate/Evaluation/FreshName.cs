using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Evaluation;

/// <summary>Paths below a name that is made up when the text runs (<c>mktemp</c>): nothing that is there now is of their shape.</summary>
internal static class FreshName
{
    private const int StackCharacters = 256;

    internal static bool IsIn(in Circumstances circumstances, ReadOnlySpan<char> shape) => circumstances.HasFreshNames && shape.Contains(TargetShape.FreshHole);

    /// <summary>Where it really lies: in each folder that may be the one before the name.</summary>
    /// <param name="resolver">The disk.</param>
    /// <param name="shape">A normal path that holds such a name.</param>
    /// <param name="problem">Why it is not known.</param>
    /// <returns>Normal paths of the same shape; <see langword="null"/> where they are not known.</returns>
    internal static List<string>? RealPlaces(IPathResolver resolver, ReadOnlySpan<char> shape, out string? problem)
    {
        problem = MatchingPlaces.TooMany;
        int slash = shape[..shape.IndexOf(TargetShape.FreshHole)].LastIndexOf('/');
        var folder = slash == 0 ? "/" : shape[..slash];
        var rest = shape[slash..];
        var folders = TargetShape.IsOne(folder) ? MatchingPlaces.Find(resolver, folder) : [folder.ToString()];
        if (folders is null)
            return null;
        var real = new CharBuffer(stackalloc char[StackCharacters]);
        List<string>? places = [];
        foreach (string place in folders)
        {
            var outcome = resolver.Resolve(place, ref real, out problem);
            if (outcome is not (RealPath.Same or RealPath.Other) || TargetShape.IsOne(real.Written))
            {
                places = null;
                break;
            }
            var found = outcome == RealPath.Other ? real.Written : place;
            places.Add(found.Length == 1 ? rest.ToString() : string.Concat(found, rest));
        }
        real.Dispose();
        return places;
    }
}
