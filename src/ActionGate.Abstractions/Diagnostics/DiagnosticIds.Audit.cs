namespace ActionGate;

internal static partial class DiagnosticIds
{
    internal const string AuditUnavailable = "AG4000";
}
