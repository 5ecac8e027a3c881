namespace ActionGate;

/// <summary>How verdicts and decisions are put into words, in one place.</summary>
internal static class DecisionText
{
    private const int LongestTarget = 200;

    /// <summary>The verdict as policies and the audit log write it.</summary>
    internal static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allow",
        Verdict.RequireApproval => "require_approval",
        _ => "deny",
    };

    /// <summary>The mode as policies and the audit log write it.</summary>
    internal static string Of(GateMode mode) => mode == GateMode.Simulate ? "simulate" : "enforce";

    /// <summary>A target for a line of text: shortened, quoted, without control characters.</summary>
    internal static string Quote(string? target)
    {
        if (target is null)
            return "(none)";
        int length = Math.Min(target.Length, LongestTarget);
        if (length < target.Length && length > 0 && char.IsHighSurrogate(target[length - 1]))
            length--;
        var text = new System.Text.StringBuilder(length + 3).Append('\'');
        foreach (char c in target.AsSpan(0, length))
            text.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? Escape(c) : c.ToString());
        return text.Append(length < target.Length ? "…'" : "'").ToString();
    }

    internal static string Line(Verdict verdict, GateMode mode, string? kind, string? target, string reason)
    {
        string subject = kind is null ? "code" : target is null ? kind : $"{kind} {Quote(target)}";
        string simulated = mode == GateMode.Simulate ? " (simulated)" : "";
        return $"{Of(verdict)}{simulated} {subject}: {reason}";
    }

    private static string Escape(char c) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
