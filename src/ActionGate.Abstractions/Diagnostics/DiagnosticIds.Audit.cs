namespace ActionGate;

internal static partial class DiagnosticIds
{
    internal const string AuditUnavailable = "AG4000";
    internal const string AuditLocked = "AG4001";
    internal const string AuditPathRefused = "AG4002";
    internal const string AuditTampered = "AG4003";
    internal const string AuditTornTail = "AG4004";
    internal const string AuditMissing = "AG4005";
    internal const string AuditUnusable = "AG4006";
    internal const string AuditUnknownRecord = "AG4007";
    internal const string AuditOtherOrigin = "AG4008";
    internal const string AuditKeyRefused = "AG4009";
    internal const string AuditCheckpointRefused = "AG4010";
}
