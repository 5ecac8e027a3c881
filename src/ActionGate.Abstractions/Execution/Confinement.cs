namespace ActionGate;

/// <summary>What code may reach at all: the part of a policy that an operating system can hold. Everything else is hidden.</summary>
/// <remarks>Immutable, but for the disk: one that a guard made looks at it. Safe to share between threads.</remarks>
public sealed class Confinement
{
    private readonly Func<IReadOnlyList<ConfinedPath>> _paths;
    private readonly Lazy<bool> _allowsNetwork;

    /// <summary>Describes what may be reached.</summary>
    /// <param name="paths">The places, a folder before what lies in it; copied.</param>
    /// <param name="allowsNetwork">Whether there is a network.</param>
    /// <exception cref="ArgumentNullException"><paramref name="paths"/> is <see langword="null"/>.</exception>
    public Confinement(IReadOnlyList<ConfinedPath> paths, bool allowsNetwork)
    {
        ArgumentNullException.ThrowIfNull(paths);
        IReadOnlyList<ConfinedPath> copy = Array.AsReadOnly([.. paths]);
        _paths = () => copy;
        _allowsNetwork = new(allowsNetwork);
    }

    internal Confinement(Func<IReadOnlyList<ConfinedPath>> paths, Func<bool> allowsNetwork)
    {
        _paths = paths;
        _allowsNetwork = new(allowsNetwork);
    }

    /// <summary>There is a network: which hosts are reached in it, nobody confines.</summary>
    public bool AllowsNetwork => _allowsNetwork.Value;

    /// <summary>
    /// The places that can be reached, and those in them that can't; a folder comes before what lies in it. Made of what is on the disk now: to be called
    /// for each process that is confined, for the one before may have moved things.
    /// </summary>
    public IReadOnlyList<ConfinedPath> GetPaths() => _paths();
}
