namespace ActionGate.Audit.Writing;

/// <summary>How many records could not be written since the log last told of it. Safe for concurrent use.</summary>
internal sealed class LossCount
{
    private long _count;
    private string? _error;

    internal long Count => Volatile.Read(ref _count);

    /// <summary>Why the last of them was lost.</summary>
    internal string Error => Volatile.Read(ref _error) ?? "";

    internal void Add(long count, string error)
    {
        Volatile.Write(ref _error, error);
        Interlocked.Add(ref _count, count);
    }

    /// <summary>The log tells of so many now.</summary>
    internal void Told(long count) => Interlocked.Add(ref _count, -count);
}
