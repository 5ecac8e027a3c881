namespace ActionGate.Audit.Writing;

/// <summary>Why a record is not in the log, in words for the caller.</summary>
internal static class AuditFault
{
    internal const string Closed = "the audit log is closed";
    internal const string TooLate = "the record did not reach the disk in time";

    internal static string Of(Exception e) => e is AuditException ? e.Message : "the audit record can't be written: " + e.Message;
}
