using ActionGate.Compilation;
using ActionGate.Evaluation;

namespace ActionGate.Rates;

/// <summary>What one request took of its rates. It counts only if the action goes ahead.</summary>
internal sealed class RateTickets(RateCounters counters) : IRateCounter
{
    private readonly List<RateTicket> _taken = [];
    private readonly List<(string Rate, string? Agent, bool WasLeft)> _answers = [];

    public bool TryTake(CompiledRate rate, string? agent, DateTimeOffset now)
    {
        var taken = counters.Take(rate, agent, now);
        _answers.Add((rate.Key, agent, taken is not null));
        if (taken is { } ticket)
            _taken.Add(ticket);
        return taken is not null;
    }

    /// <summary>For looking at the same request again: each rate answers as it did, and has nothing left beyond.</summary>
    internal IRateCounter Again() => new SameAnswers([.. _answers]);

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

    private sealed class SameAnswers(List<(string Rate, string? Agent, bool WasLeft)> answers) : IRateCounter
    {
        public bool TryTake(CompiledRate rate, string? agent, DateTimeOffset now)
        {
            int next = answers.FindIndex(a => a.Rate == rate.Key && a.Agent == agent);
            if (next < 0)
                return false;
            bool wasLeft = answers[next].WasLeft;
            answers.RemoveAt(next);
            return wasLeft;
        }
    }
}
