namespace ActionGate.Audit.Writing;

/// <summary>What became of records otherwise than it should, and the log has not told yet: some were lost, and some came too late. Safe for concurrent use.</summary>
internal sealed class Mishaps
{
    private readonly Lock _lock = new();
    private readonly List<long> _late = [];
    private long _lost;
    private string _error = "";

    internal bool HasAny
    {
        get => Volatile.Read(ref field);
        private set => Volatile.Write(ref field, value);
    }

    /// <summary>So many records could not be written.</summary>
    internal void Lose(long count, string error)
    {
        if (count == 0)
            return;
        lock (_lock)
        {
            _lost += count;
            _error = error;
            HasAny = true;
        }
    }

    /// <summary>A record stands in the log, and who asked for it was told that it does not.</summary>
    internal void Land(long sequence)
    {
        lock (_lock)
        {
            _late.Add(sequence);
            HasAny = true;
        }
    }

    /// <summary>All of it, for the log to tell.</summary>
    /// <returns><see langword="null"/>: nothing.</returns>
    internal Telling? Take()
    {
        if (!HasAny)
            return null;
        lock (_lock)
        {
            _late.Sort();
            var telling = new Telling(_lost, _error, [.. _late]);
            _late.Clear();
            _lost = 0;
            HasAny = false;
            return telling;
        }
    }

    /// <summary>The log could not tell it.</summary>
    internal void PutBack(Telling telling)
    {
        Lose(telling.Lost, telling.Error);
        foreach (long sequence in telling.Late)
            Land(sequence);
    }
}
