namespace ActionGate.Audit.Redaction;

/// <summary>All secrets of a text: in the text as it stands, and in what a shell or a server reads of it.</summary>
internal static class SecretRanges
{
    /// <param name="text">The text, of bounded length.</param>
    /// <param name="isCut">It goes on behind its end.</param>
    /// <param name="isCommand">It may be a command, or hold one; otherwise it is a name.</param>
    /// <returns>In their order, none touching another; <see langword="null"/>: there are none.</returns>
    internal static List<TextRange>? Of(ReadOnlySpan<char> text, bool isCut, bool isCommand)
    {
        List<TextRange>? found = null;
        SecretFinder.AddTo(ref found, text, isCut, isCommand);
        if (isCommand)
            ShellView.AddTo(ref found, text, isCut);
        PercentView.AddTo(ref found, text, isCut);
        if (found is { Count: > 1 })
            Merge(found);
        return found;
    }

    /// <summary>Adds what was found in a view of a text, where the text itself has not shown it.</summary>
    /// <param name="found">What is known of the text.</param>
    /// <param name="view">What somebody reads of it.</param>
    /// <param name="places">Where each character of the view stands in the text.</param>
    /// <param name="isCut">The text goes on.</param>
    internal static void AddView(ref List<TextRange>? found, ReadOnlySpan<char> view, ReadOnlySpan<TextRange> places, bool isCut)
    {
        List<TextRange>? seen = null;
        SecretFinder.AddTo(ref seen, view, isCut, isCommand: true);
        if (seen is null)
            return;
        foreach (var secret in seen)
        {
            var place = new TextRange(places[secret.Start].Start, places[secret.End - 1].End);
            // What closes a bracket belongs to no secret, where the text itself has shown that.
            int bare = secret.Start + view[secret.Start..secret.End].TrimEnd(")]},;").Length;
            if (IsKnown(found, place) || bare > secret.Start && IsKnown(found, place with { End = places[bare - 1].End }))
                continue;
            // Where quotes stand within a secret it may end anywhere in its word; a host behind it is none.
            int end = secret.End;
            while (end < view.Length && view[secret.End] != '@' && !ShellView.IsSeparator(view[end]))
                end++;
            TextRange.Add(ref found, place with { End = Math.Max(place.End, places[end - 1].End) });
        }
    }

    private static bool IsKnown(List<TextRange>? found, TextRange place)
    {
        if (found is null)
            return false;
        foreach (var known in found)
        {
            if (known.Start <= place.Start && place.End <= known.End)
                return true;
        }
        return false;
    }

    private static void Merge(List<TextRange> ranges)
    {
        ranges.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        int last = 0;
        for (int i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].Start <= ranges[last].End)
                ranges[last] = ranges[last] with { End = Math.Max(ranges[last].End, ranges[i].End) };
            else
                ranges[++last] = ranges[i];
        }
        ranges.RemoveRange(last + 1, ranges.Count - last - 1);
    }
}
