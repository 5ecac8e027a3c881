namespace ActionGate.Tests;

internal static class AuditLogExtensions
{
    /// <summary>Everything that the log holds now.</summary>
    internal static IReadOnlyList<AuditRecord> Records(this AuditLog log)
    {
        var records = new List<AuditRecord>();
        var reader = log.ReadAsync().GetAsyncEnumerator();
        while (reader.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            records.Add(reader.Current);
        return records;
    }
}
