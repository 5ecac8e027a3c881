using ActionGate.Compilation;
using ActionGate.Evaluation;

namespace ActionGate.Rates;

/// <summary>What one request took of its rates. It counts only if the action goes ahead.</summary>
internal sealed class RateTickets(RateCounters counters) : IRateCounter
{
    private readonly List<RateTicket> _taken = [];

    public bool TryTake(CompiledRate rate, string? agent, DateTimeOffset now)
    {
        if (counters.Take(rate, agent, now) is not { } ticket)
            return false;
        _taken.Add(ticket);
        return true;
    }

    /// <summary>Ends the request: what it took is given back unless the action goes ahead.</summary>
    internal void Settle(bool goesAhead)
    {
        foreach (var ticket in _taken)
        {
            if (!goesAhead)
                ticket.Window.GiveBack(ticket.At);
        }
        _taken.Clear();
    }
}
