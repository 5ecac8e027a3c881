namespace ActionGate;

/// <summary>How far a record must have come before the caller gets its answer.</summary>
public enum AuditLevel : byte
{
    /// <summary>
    /// In the log's own memory; written when 64 KiB have gathered, about 100 ms after the first unwritten record, on
    /// <see cref="AuditLog.FlushAsync"/> and when the log is closed. A process that dies loses what was not written.
    /// </summary>
    Buffered = 0,

    /// <summary>Written to the operating system: it survives the end of the process, though not of the machine. The default.</summary>
    Flush,

    /// <summary>
    /// On the disk itself: it survives the end of the machine. Records that wait for it at one moment share one sync; an answer that allows
    /// nothing does not wait.
    /// </summary>
    Durable,
}
