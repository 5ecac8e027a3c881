using System.Collections.Concurrent;
using ActionGate.Compilation;

namespace ActionGate.Rates;

/// <summary>What rules with a rate have allowed lately, per rule and agent. Safe for concurrent use; a reload of the policy does not reset it.</summary>
internal sealed class RateCounters
{
    /// <summary>The most pairs of rule and agent that are kept; beyond it nothing more is allowed, so that names made up by the thousand cost no memory.</summary>
    internal const int MostWindows = 100_000;

    /// <summary>Somebody else may put a window out of use between finding and taking; who loses that so often gets nothing.</summary>
    private const int MostAttempts = 8;

    private readonly ConcurrentDictionary<(string Rule, string? Agent), RateWindow> _windows = [];

    /// <summary>Takes one; <see langword="null"/> where nothing is left.</summary>
    internal RateTicket? Take(CompiledRate rate, string? agent, DateTimeOffset now)
    {
        var key = (rate.Key, agent);
        long at = now.UtcTicks;
        for (int i = 0; i < MostAttempts; i++)
        {
            if (!_windows.TryGetValue(key, out var window))
            {
                if (_windows.Count >= MostWindows)
                    Sweep(at);
                if (_windows.Count >= MostWindows)
                    return null;
                window = _windows.GetOrAdd(key, static _ => new RateWindow());
            }
            if (window.TryTake(at, rate.Limit) is { } isTaken)
                return isTaken ? new RateTicket(window, at) : null;
            _windows.TryRemove(KeyValuePair.Create(key, window));
        }
        return null;
    }

    /// <summary>Forgets whom no limit binds any more.</summary>
    private void Sweep(long now)
    {
        foreach (var entry in _windows)
        {
            if (entry.Value.TryRetire(now))
                _windows.TryRemove(entry);
        }
    }
}

/// <summary>One that was taken, and can be given back where the action did not go ahead.</summary>
internal readonly record struct RateTicket(RateWindow Window, long At);
