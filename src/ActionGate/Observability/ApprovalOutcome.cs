namespace ActionGate.Observability;

/// <summary>How asking for an approval can end, in the words of logs and metrics.</summary>
internal static class ApprovalOutcome
{
    internal const string Cancelled = "cancelled";

    /// <summary>The outcome behind a refusal; <see langword="null"/>: there was none.</summary>
    internal static string Of(Refusal? refusal) => refusal?.DiagnosticId switch
    {
        null => "approved",
        DiagnosticIds.ApprovalExpired => "expired",
        DiagnosticIds.ApprovalFailed => "failed",
        DiagnosticIds.PolicyChanged => "policy_changed",
        DiagnosticIds.AuditUnavailable => "unrecorded",
        _ => "refused",
    };
}
