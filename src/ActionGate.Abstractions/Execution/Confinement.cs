namespace ActionGate;

/// <summary>What code may reach at all: the part of a policy that an operating system can hold. Everything else is hidden.</summary>
/// <remarks>Immutable; safe to share between threads. One that a guard made looks at the disk when it is first read.</remarks>
public sealed class Confinement
{
    private readonly Lazy<(IReadOnlyList<ConfinedPath> Paths, bool AllowsNetwork)> _plan;

    /// <summary>Describes what may be reached.</summary>
    /// <param name="paths">The places, a folder before what lies in it; copied.</param>
    /// <param name="allowsNetwork">Whether there is a network.</param>
    /// <exception cref="ArgumentNullException"><paramref name="paths"/> is <see langword="null"/>.</exception>
    public Confinement(IReadOnlyList<ConfinedPath> paths, bool allowsNetwork)
    {
        ArgumentNullException.ThrowIfNull(paths);
        IReadOnlyList<ConfinedPath> copy = Array.AsReadOnly([.. paths]);
        _plan = new(() => (copy, allowsNetwork));
    }

    internal Confinement(Func<(IReadOnlyList<ConfinedPath> Paths, bool AllowsNetwork)> plan) => _plan = new(plan);

    /// <summary>The places that can be reached, and those in them that can't; a folder comes before what lies in it.</summary>
    public IReadOnlyList<ConfinedPath> Paths => _plan.Value.Paths;

    /// <summary>There is a network: which hosts are reached in it, nobody confines.</summary>
    public bool AllowsNetwork => _plan.Value.AllowsNetwork;
}
