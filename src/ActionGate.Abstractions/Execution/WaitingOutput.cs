using System.Text;

namespace ActionGate;

/// <summary>Output that was produced and not yet read, bounded: who writes waits for who reads.</summary>
internal sealed class WaitingOutput(IProgress<CodeOutput>? other) : IProgress<CodeOutput>, IDisposable
{
    private const int MostWaiting = 1024 * 1024;

    private readonly object _lock = new();
    private readonly StringBuilder _text = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private bool _isAbandoned;

    public void Report(CodeOutput value)
    {
        other?.Report(value);
        lock (_lock)
        {
            while (_text.Length >= MostWaiting && !_isAbandoned)
                Monitor.Wait(_lock);
            if (_isAbandoned || string.IsNullOrEmpty(value.Text))
                return;
            _text.Append(value.Text);
            Signal();
        }
    }

    /// <summary>What waits, once there is something; <see langword="null"/> when the run has ended and nothing does.</summary>
    internal async Task<string?> TakeAsync(Task run)
    {
        while (true)
        {
            bool hasEnded = run.IsCompleted;
            if (Take() is { } text)
                return text;
            if (hasEnded)
                return null;
            var arrival = _arrived.WaitAsync(CancellationToken.None);
            await Task.WhenAny(arrival, run).ConfigureAwait(false);
            if (!arrival.IsCompleted)
            {
                // The run has ended: this wait goes with it, so that the semaphore can go too.
                lock (_lock)
                    Signal();
                await arrival.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Nobody reads any more: nobody waits.</summary>
    internal void Abandon()
    {
        lock (_lock)
        {
            _isAbandoned = true;
            Monitor.PulseAll(_lock);
        }
    }

    public void Dispose() => _arrived.Dispose();

    private void Signal()
    {
        if (_arrived.CurrentCount == 0)
            _arrived.Release();
    }

    private string? Take()
    {
        lock (_lock)
        {
            if (_text.Length == 0)
                return null;
            string text = _text.ToString();
            _text.Clear();
            Monitor.PulseAll(_lock);
            return text;
        }
    }
}
