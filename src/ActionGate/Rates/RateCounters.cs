using System.Collections.Concurrent;
using ActionGate.Compilation;

namespace ActionGate.Rates;

/// <summary>What rules with a rate have allowed lately, per rule and agent. Safe for concurrent use; a reload of the policy does not reset it.</summary>
internal sealed class RateCounters
{
    /// <summary>The most pairs of rule and agent that are kept; beyond it nothing more is allowed, so that names made up by the thousand cost no memory.</summary>
    internal const int MostWindows = 100_000;

    private readonly ConcurrentDictionary<(string Rule, string? Agent), RateWindow> _windows = [];

    /// <summary>Takes one; <see langword="null"/> where nothing is left.</summary>
    internal RateTicket? Take(CompiledRate rate, string? agent, DateTimeOffset now)
    {
        var key = (rate.Key, agent);
        if (!_windows.TryGetValue(key, out var window))
        {
            if (_windows.Count >= MostWindows)
                Sweep(now);
            if (_windows.Count >= MostWindows)
                return null;
            window = _windows.GetOrAdd(key, static _ => new RateWindow());
        }
        long at = now.UtcTicks;
        return window.TryTake(at, rate.Limit) ? new RateTicket(window, at) : null;
    }

    /// <summary>Forgets whom no limit binds any more.</summary>
    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, window) in _windows)
        {
            if (window.IsIdle(now.UtcTicks))
                _windows.TryRemove(key, out _);
        }
    }
}

/// <summary>One that was taken, and can be given back where the action did not go ahead.</summary>
internal readonly record struct RateTicket(RateWindow Window, long At);
