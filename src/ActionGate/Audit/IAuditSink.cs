namespace ActionGate;

/// <summary>Somebody elsewhere who is given the records of an <see cref="AuditLog"/>: see <see cref="AuditLog.MirrorTo"/>.</summary>
/// <remarks>A sink that fails or takes its time does not hold up the log. Called from one thread at a time by a mirror.</remarks>
public interface IAuditSink
{
    /// <summary>Takes records in the order of their sequences. Once it has returned they count as received; where it throws they come again, and perhaps more with them.</summary>
    /// <param name="batch">The records; its lines are valid until the call has ended, however it ends.</param>
    /// <param name="cancellationToken">Ends the call: the mirror is closed, or the call has taken 30 seconds.</param>
    ValueTask WriteAsync(AuditBatch batch, CancellationToken cancellationToken = default);
}
