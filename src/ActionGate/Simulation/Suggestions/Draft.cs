namespace ActionGate.Simulation.Suggestions;

/// <summary>How far a suggested rule goes beyond the requests that it is for.</summary>
internal enum Reach : byte
{
    /// <summary>It is given up.</summary>
    None = 0,

    /// <summary>Exactly what was asked.</summary>
    Exact,

    /// <summary>Files with one ending in one folder; one command with one subcommand; one host.</summary>
    Step,

    /// <summary>All files in one folder.</summary>
    Folder,
}

/// <summary>Needs that one rule may cover: of one kind and agent, in one folder, of one command, at one host.</summary>
internal sealed class Draft
{
    private readonly List<Need> _needs = [];

    internal Draft(Need first, string key)
    {
        Kind = first.Kind;
        Agent = first.Agent;
        Before = first.Before;
        Method = first.Method;
        Key = key;
    }

    internal string Kind { get; }

    internal string? Agent { get; }

    internal string? Before { get; }

    internal string? Method { get; }

    /// <summary>The folder, command or host.</summary>
    internal string Key { get; }

    internal IReadOnlyList<Need> Needs => _needs;

    internal Reach Reach { get; private set; } = Reach.Exact;

    internal void Add(Need need) => _needs.Add(need);

    /// <summary>As far as its kind goes. What stands before a rule that asks stays exact: further on there may be rules that deny.</summary>
    internal void Stretch(Reach furthest) => Reach = Before is null ? furthest : Reach.Exact;

    /// <summary>Takes out what is for certain requests.</summary>
    internal void Remove(IReadOnlyCollection<string> places, Func<Draft, Reach> furthest)
    {
        _needs.RemoveAll(n => places.Contains(n.Place));
        if (furthest(this) is var limit && limit < Reach)
            Reach = limit;
    }

    /// <summary>One step back.</summary>
    internal void Narrow() => Reach = Reach == Reach.None ? Reach.None : Reach - 1;
}
