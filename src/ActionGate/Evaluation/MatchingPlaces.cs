using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Evaluation;

/// <summary>The paths on the disk that are of a shape: what a pattern of file names turns into when the shell runs.</summary>
internal static class MatchingPlaces
{
    /// <summary>The most that are told.</summary>
    internal const int Most = 1000;

    internal const string TooMany = "it may be one of many, and not all of them can be looked at";

    /// <summary>Finds them.</summary>
    /// <param name="resolver">The disk.</param>
    /// <param name="shape">A normal path with holes inside its segments.</param>
    /// <returns>Normal paths; <see langword="null"/> where they are too many or a folder can't be read.</returns>
    internal static List<string>? Find(IPathResolver resolver, ReadOnlySpan<char> shape)
    {
        List<string> places = [""];
        while (!shape.IsEmpty)
        {
            int length = shape[1..].IndexOf('/');
            var segment = length < 0 ? shape[1..] : shape.Slice(1, length);
            shape = shape[(segment.Length + 1)..];
            var next = new List<string>();
            foreach (string place in places)
            {
                if (!TargetShape.IsOne(segment))
                    next.Add($"{place}/{segment}");
                else if (!AddMatches(resolver, place, segment, next))
                    return null;
                if (next.Count > Most)
                    return null;
            }
            places = next;
        }
        return places;
    }

    private static bool AddMatches(IPathResolver resolver, string folder, ReadOnlySpan<char> segment, List<string> found)
    {
        if (resolver.NamesIn(folder.Length == 0 ? "/" : folder) is not { } names)
            return false;
        foreach (string name in names)
        {
            if (TargetShape.Meets(name, segment))
                found.Add($"{folder}/{name}");
        }
        return true;
    }
}
