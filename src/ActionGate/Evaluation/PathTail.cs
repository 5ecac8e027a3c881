using ActionGate.Matching;

namespace ActionGate.Evaluation;

/// <summary>What is known of how a path ends, where what stands before that may be anything.</summary>
internal static class PathTail
{
    /// <summary>The last segments as a <see cref="TargetShape"/> in normal form; <see langword="null"/> where none is known.</summary>
    /// <param name="shape">A path with a hole in it.</param>
    internal static string? Of(string shape)
    {
        var known = shape.AsSpan(shape.LastIndexOf(TargetShape.Hole) + 1);
        var segments = new List<string>();
        bool isFirst = true;
        foreach (var range in known.Split('/'))
        {
            var segment = known[range];
            if (isFirst)
            {
                isFirst = false;
                // With what stands before them these may be '..'.
                if (segment is not ("" or "." or ".."))
                    segments.Add($"{TargetShape.NameHole}{segment}");
            }
            else if (segment is "..")
            {
                if (segments.Count > 0)
                    segments.RemoveAt(segments.Count - 1);
            }
            else if (segment is not ("" or "."))
            {
                segments.Add(segment.ToString());
            }
        }
        return segments.Count == 0 ? null : "/" + string.Join('/', segments);
    }

    /// <summary>Whether a folder may end with the first segments of a tail: what lies below it is then less than the tail.</summary>
    internal static bool MayEnd(scoped ReadOnlySpan<char> folder, scoped ReadOnlySpan<char> tail)
    {
        var name = folder[(folder.LastIndexOf('/') + 1)..];
        if (name.IsEmpty)
            return false;
        foreach (var range in tail.Split('/'))
        {
            if (TargetShape.Meets(name, tail[range]))
                return true;
        }
        return false;
    }
}
