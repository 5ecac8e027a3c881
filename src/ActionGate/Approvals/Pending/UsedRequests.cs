namespace ActionGate.Approvals.Pending;

/// <summary>The requests whose approval has served: a file that is put back serves no second time. Safe for concurrent use.</summary>
internal sealed class UsedRequests(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <returns>It had not served before.</returns>
    internal bool Add(PendingRequest request)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            foreach (string old in _until.Where(u => u.Value < now).Select(u => u.Key).ToList())
                _until.Remove(old);
            return _until.TryAdd(request.Nonce, request.ExpiresAt);
        }
    }

    internal bool Holds(PendingRequest request)
    {
        lock (_lock)
            return _until.ContainsKey(request.Nonce);
    }
}
