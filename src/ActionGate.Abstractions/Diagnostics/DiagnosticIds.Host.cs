namespace ActionGate;

/// <summary>What happens between a gate and its host.</summary>
internal static partial class DiagnosticIds
{
    internal const string ApprovalRefused = "AG5000";
    internal const string ApprovalExpired = "AG5001";
    internal const string ApprovalFailed = "AG5002";
    internal const string ApprovalBySelf = "AG5003";
    internal const string PolicyChanged = "AG5004";
    internal const string NotAnApprover = "AG5005";
}
