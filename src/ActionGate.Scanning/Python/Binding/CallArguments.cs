using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>The arguments of one call.</summary>
internal sealed class CallArguments
{
    private static readonly Dictionary<string, Value> NoNames = new(StringComparer.Ordinal);

    internal static readonly CallArguments None = new([]);

    private Dictionary<string, Value> _named = NoNames;

    internal CallArguments(List<Value> positional) => Positional = positional;

    internal List<Value> Positional { get; }

    internal Dictionary<string, Value> Named
    {
        get => _named;
        init => _named = value;
    }

    /// <summary>More positional arguments may follow, each like this one; <see langword="null"/> where none do.</summary>
    internal Value? MorePositional { get; set; }

    /// <summary>There may be arguments with names that are not known.</summary>
    internal Value? MoreNamed { get; set; }

    /// <summary>One of them can act.</summary>
    internal bool HoldCapability
    {
        get
        {
            foreach (var (_, value) in Named)
            {
                if (value.IsCapability)
                    return true;
            }
            return Positional.Exists(static v => v.IsCapability) || MorePositional is { IsCapability: true } || MoreNamed is { IsCapability: true };
        }
    }

    /// <summary>What stands at a place of the call; <see langword="null"/> where nothing is given.</summary>
    internal Value? Get(ApiArgument argument)
    {
        if (argument.Keyword is { } name && Named.TryGetValue(name, out var named))
            return named;
        if (argument.Position is { } position)
        {
            int index = position < 0 ? Positional.Count + position : position;
            if (index >= 0 && index < Positional.Count)
                return Positional[index];
            if (MorePositional is not null)
                return MorePositional;
        }
        return MoreNamed;
    }

    /// <summary>Adds an argument with a name.</summary>
    internal void Give(string name, Value value)
    {
        if (_named == NoNames)
            _named = new Dictionary<string, Value>(StringComparer.Ordinal);
        _named[name] = value;
    }

    internal Value? At(int index, string? keyword = null) => Get(new ApiArgument(index, keyword, null));

    internal Value? Keyword(string name) => Named.TryGetValue(name, out var value) ? value : MoreNamed;

    internal CallArguments From(int index) => new(Positional.Count > index ? Positional.GetRange(index, Positional.Count - index) : [])
    {
        Named = Named,
        MorePositional = MorePositional,
        MoreNamed = MoreNamed,
    };

    internal CallArguments With(Value first)
    {
        var all = new List<Value>(Positional.Count + 1) { first };
        all.AddRange(Positional);
        return new CallArguments(all) { Named = Named, MorePositional = MorePositional, MoreNamed = MoreNamed };
    }

    internal CallArguments Before(CallArguments later)
    {
        var all = new List<Value>(Positional);
        all.AddRange(later.Positional);
        var named = new Dictionary<string, Value>(Named, StringComparer.Ordinal);
        foreach (var (name, value) in later.Named)
            named[name] = value;
        return new CallArguments(all)
        {
            Named = named,
            MorePositional = MorePositional ?? later.MorePositional,
            MoreNamed = MoreNamed ?? later.MoreNamed,
        };
    }
}
