using System.Collections.Concurrent;

namespace ActionGate.Audit.Writing;

/// <summary>Waits that nobody waits on.</summary>
internal sealed class CommitWaitPool
{
    private const int Most = 4_096;

    private readonly ConcurrentQueue<CommitWait> _spare = new();

    internal CommitWait Rent(long sequence, bool isAsync, long deadline)
    {
        if (!_spare.TryDequeue(out var wait))
            wait = new CommitWait();
        wait.Begin(this, sequence, isAsync, deadline);
        return wait;
    }

    internal void Return(CommitWait wait)
    {
        if (_spare.Count < Most)
            _spare.Enqueue(wait);
    }
}
