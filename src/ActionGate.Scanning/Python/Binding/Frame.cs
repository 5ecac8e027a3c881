using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>The names of a module, class body or call, and where control leaves it.</summary>
internal sealed class Frame(Frame? outer, bool isClass = false)
{
    /// <summary>How many elements of a container are asked.</summary>
    private const int MaxAsked = 64;

    internal Frame? Outer { get; } = outer;

    internal bool IsClass { get; } = isClass;

    internal Dictionary<string, Value> Names { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Names that belong to the module or to a function around.</summary>
    internal Dictionary<string, Frame>? Elsewhere { get; set; }

    internal Value? Returned { get; set; }

    internal SequenceValue? Yielded { get; set; }

    /// <summary>What is run wherever it yields.</summary>
    internal Action<Value>? AtYield { get; set; }

    /// <summary>The names at each place where the innermost loop is begun anew.</summary>
    internal List<Dictionary<string, Value>>? Jumps { get; set; }

    /// <summary>The names at each place where it is left.</summary>
    internal List<Dictionary<string, Value>>? Breaks { get; set; }

    /// <summary>What names held at any time in the innermost <c>try</c>.</summary>
    internal Dictionary<string, Value>? Tried { get; set; }

    /// <summary>The function that runs, and its object.</summary>
    internal FunctionValue? Function { get; init; }

    internal Value? Self { get; set; }

    /// <summary>The names of a comprehension: <c>:=</c> binds outside of it.</summary>
    internal bool IsComprehension { get; init; }

    /// <summary>What could act and is no longer held: who runs at an unknown time may still meet it.</summary>
    internal Dictionary<string, Value>? Former { get; private set; }

    internal Dictionary<string, Value> Copy() => new(Names, StringComparer.Ordinal);

    internal void Set(string name, Value value)
    {
        Retire(name, value);
        Names[name] = value;
        if (Tried is not null)
            Tried[name] = Tried.TryGetValue(name, out var old) ? Alternatives.Join(old, value) : value;
    }

    internal void Retire(string name, Value? successor)
    {
        if (!Names.TryGetValue(name, out var old) || !HoldsAtOnce(old, 0) || (successor is not null && successor.IsSame(old)))
            return;
        Former ??= new(StringComparer.Ordinal);
        Former[name] = Former.TryGetValue(name, out var before) ? Alternatives.Join(before, old) : old;
    }

    /// <summary>It can act, or something directly in it can: every assignment asks this, so that it must not take long.</summary>
    private static bool HoldsAtOnce(Value value, int depth)
    {
        switch (value)
        {
            case ApiValue or MethodValue or PartialValue or BoundValue or WrapperValue or LostValue or NamesValue:
                return value.IsCapability;
            case Alternatives several:
                return Array.Exists(several.Values, v => HoldsAtOnce(v, depth));
            case SequenceValue sequence when depth == 0:
                for (int i = 0; i < Math.Min(sequence.Items.Count, MaxAsked); i++)
                {
                    if (HoldsAtOnce(sequence.Items[i], 1))
                        return true;
                }
                return false;
            case MappingValue mapping when depth == 0:
                int asked = 0;
                foreach (var (_, one) in mapping.Entries)
                {
                    if (HoldsAtOnce(one, 1))
                        return true;
                    if (++asked == MaxAsked)
                        break;
                }
                return mapping.Rest is { } rest && HoldsAtOnce(rest, 1);
            default:
                return false;
        }
    }

    /// <summary>Adds what names hold on another way to the same place. A name that one way lacks means there what it means outside.</summary>
    internal void Merge(Dictionary<string, Value> other, Func<string, Value?> outside)
    {
        foreach (var (name, value) in other)
        {
            var mine = Names.TryGetValue(name, out var known) ? known : outside(name);
            Names[name] = mine is null ? value : Alternatives.Join(mine, value);
        }
        foreach (string name in Names.Keys)
        {
            if (!other.ContainsKey(name) && outside(name) is { } meaning)
                Names[name] = Alternatives.Join(Names[name], meaning);
        }
    }
}
