namespace ActionGate.Audit.Records;

/// <summary>What of a target may stand in the log: the text in two pieces, the second from where a user name and password ended.</summary>
/// <remarks>It is the target as asked for: what was matched would have to be normalised again.</remarks>
internal readonly ref struct TargetExcerpt
{
    private TargetExcerpt(ReadOnlySpan<char> first, ReadOnlySpan<char> second, bool isWhole)
    {
        First = RecordDraft.Cut(first, RecordDraft.LongestText);
        Second = RecordDraft.Cut(second, RecordDraft.LongestText - First.Length);
        IsWhole = isWhole && first.Length + second.Length == First.Length + Second.Length;
    }

    internal ReadOnlySpan<char> First { get; }

    internal ReadOnlySpan<char> Second { get; }

    /// <summary>Nothing was cut.</summary>
    internal bool IsWhole { get; }

    internal static TargetExcerpt Of(ActionKind kind, string target)
    {
        if (IsCode(kind))
            return new TargetExcerpt(default, default, isWhole: false);
        if (kind != ActionKind.Network)
            return new TargetExcerpt(target, default, isWhole: true);
        var (start, end) = UserInfo(target);
        return new TargetExcerpt(target.AsSpan(0, start), target.AsSpan(end), isWhole: start == end);
    }

    /// <summary>The target holds what must not be logged; nor may a reason be, which may quote it.</summary>
    internal static bool IsSecret(ActionKind kind, string? target)
    {
        if (target is null || kind != ActionKind.Network)
            return target is not null && IsCode(kind);
        var (start, end) = UserInfo(target);
        return start != end;
    }

    /// <summary>The target of <c>dynamic_code</c> is code; that of <c>code_execution</c> is the name of a language.</summary>
    private static bool IsCode(ActionKind kind) => kind == ActionKind.DynamicCode;

    /// <summary>
    /// Where user name and password stand, the '@' included; an empty range where there are none. Generous where RFC 3986 and the
    /// WHATWG standard read a text differently, or refuse it: a backslash separates before the authority and not within it.
    /// </summary>
    private static (int Start, int End) UserInfo(ReadOnlySpan<char> target)
    {
        int start = 0;
        int first = target.IndexOfAny("/\\?#@");
        if (first >= 0 && target[first] is '/' or '\\')
        {
            var scheme = target[..first].TrimEnd("\t\r\n ");
            if (scheme.IsEmpty || scheme[^1] == ':')
            {
                int skipped = target[first..].IndexOfAnyExcept("/\\\t\r\n ");
                start = skipped < 0 ? target.Length : first + skipped;
            }
        }
        int length = target[start..].IndexOfAny("/?#");
        int at = (length < 0 ? target[start..] : target.Slice(start, length)).LastIndexOf('@');
        return at < 0 ? (start, start) : (start, start + at + 1);
    }
}
