using ActionGate.Audit.Redaction;

namespace ActionGate.Audit.Records;

/// <summary>What of a target may stand in the log: its beginning, without code, user names, passwords and other secrets.</summary>
/// <remarks>It is the target as asked for: what was matched would have to be normalised again.</remarks>
internal readonly ref struct TargetExcerpt
{
    private TargetExcerpt(ReadOnlySpan<char> text, bool isWhole, bool hasSecrets)
    {
        Text = text;
        IsWhole = isWhole;
        HasSecrets = hasSecrets;
    }

    internal ReadOnlySpan<char> Text { get; }

    /// <summary>Nothing was left out.</summary>
    internal bool IsWhole { get; }

    /// <summary>What was left out must not be logged; nor may a reason be that quotes it.</summary>
    internal bool HasSecrets { get; }

    /// <param name="kind">What is done with the target.</param>
    /// <param name="target">The target as asked for.</param>
    /// <param name="redacts">Whether secrets are looked for. User names and passwords of hosts, and code, are left out in any case.</param>
    internal static TargetExcerpt Of(ActionKind kind, string target, bool redacts)
    {
        if (IsCode(kind))
            return new TargetExcerpt(default, isWhole: false, hasSecrets: true);
        bool hasUser = false;
        ReadOnlySpan<char> text = target;
        if (kind == ActionKind.Network && UserInfo(target) is var (start, end) && start != end)
        {
            hasUser = true;
            // No more of the rest than is looked at: a target may be as long as it likes.
            int rest = Math.Min(target.Length - end, RedactedText.LongestSeen);
            text = string.Concat(target.AsSpan(0, Math.Min(start, RedactedText.LongestSeen)), RedactedText.Mark + "@", target.AsSpan(end, rest));
        }
        var shown = redacts ? RedactedText.Of(text, RecordDraft.LongestText) : RedactedText.Cut(text, RecordDraft.LongestText);
        return new TargetExcerpt(shown.Text, shown.IsWhole && !hasUser, shown.HasSecrets || hasUser);
    }

    /// <summary>The target is code, or names a user: what a reason may quote must not be logged either.</summary>
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
