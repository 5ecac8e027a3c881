namespace ActionGate.Scanning.Tests.Python;

/// <summary>An operation that a snippet performs, with every way in which its target may be written.</summary>
internal sealed record ExpectedOperation(string Kind, IReadOnlyList<string> Exact, IReadOnlyList<string> Partial, bool IsUnknown)
{
    private const string Like = "like ";

    internal static ExpectedOperation Read(string kind, string targets)
    {
        var exact = new List<string>();
        var partial = new List<string>();
        bool unknown = false;
        foreach (string target in targets.Split(" || "))
        {
            if (target == "?")
                unknown = true;
            else if (target.StartsWith(Like, StringComparison.Ordinal))
                partial.Add(Unescape(target[Like.Length..]));
            else
                exact.Add(Unescape(target));
        }
        return new ExpectedOperation(kind, exact, partial, unknown);
    }

    /// <summary>Whether the scanner owes the whole target.</summary>
    internal bool IsStatic => Exact.Count > 0 && Partial.Count == 0 && !IsUnknown;

    internal bool IsExactly(Operation found) => found.Kind.Name == Kind && found.Target is { } target && Exact.Contains(target);

    /// <summary>Whether an operation that was found stands for this one: the same target, a pattern that holds it, or any target at all.</summary>
    internal bool IsCoveredBy(Operation found)
    {
        if (found.Kind.Name != Kind)
            return false;
        if (IsUnknown || IsExactly(found) || found.Certainty == Certainty.Unknown)
            return true;
        return found.Pattern is { } pattern && (Exact.Any(t => Holds(pattern, t)) || Partial.Any(t => Holds(pattern, t)));
    }

    public override string ToString() =>
        Kind + " " + string.Join(" || ", Exact.Concat(Partial.Select(p => Like + p)).Concat(IsUnknown ? ["?"] : [])).ReplaceLineEndings("\\n");

    /// <summary>Whether every text of the label is of the pattern's shape; a hole of the label is a character like any other, which only a hole can take.</summary>
    private static bool Holds(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int star = pattern.IndexOf('*');
        if (star < 0)
            return pattern.SequenceEqual(text);
        if (!text.StartsWith(pattern[..star], StringComparison.Ordinal))
            return false;
        var rest = pattern[(star + 1)..];
        for (int i = star; i <= text.Length; i++)
        {
            if (Holds(rest, text[i..]))
                return true;
        }
        return false;
    }

    private static string Unescape(string text) =>
        text.Replace("\\\\", "\u0001", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace('\u0001', '\\');
}
