namespace ActionGate.Cli.Rendering;

/// <summary>The words of the JSON answers.</summary>
internal static class Words
{
    internal static ReadOnlySpan<byte> Of(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "ALLOW"u8,
        Verdict.RequireApproval => "REQUIRE_APPROVAL"u8,
        _ => "DENY"u8,
    };

    internal static ReadOnlySpan<byte> Of(GateMode mode) => mode == GateMode.Simulate ? "simulate"u8 : "enforce"u8;

    internal static ReadOnlySpan<byte> Of(Certainty certainty) => certainty switch
    {
        Certainty.Exact => "exact"u8,
        Certainty.Partial => "partial"u8,
        _ => "unknown"u8,
    };

    internal static Tone ToneOf(Verdict verdict) => verdict switch
    {
        Verdict.Allow => Tone.Good,
        Verdict.RequireApproval => Tone.Caution,
        _ => Tone.Bad,
    };

    internal static string Of(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };
}
