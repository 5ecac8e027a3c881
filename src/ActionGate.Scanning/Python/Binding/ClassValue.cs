using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>A class that the code defines.</summary>
internal sealed class ClassValue : Value
{
    private long _asked;

    internal ClassValue(string name, Value[] bases, Dictionary<string, Value> members)
    {
        Name = name;
        Bases = bases;
        Members = members;
        Order = ClassOrder.Of(this, out var certainty);
        Certainty = certainty;
    }

    internal string Name { get; }

    internal Value[] Bases { get; }

    internal Dictionary<string, Value> Members { get; }

    /// <summary>It and the classes behind it, in the order in which they are asked for a member.</summary>
    internal Value[] Order { get; }

    /// <summary>How much of the order is known.</summary>
    internal OrderCertainty Certainty { get; }

    /// <summary>The names that annotations declare, in their order: the parameters of a data class.</summary>
    internal List<string> Fields { get; } = [];

    /// <summary>How those of its fields are given that are not given by their places alone.</summary>
    internal Dictionary<string, FieldKind> FieldKinds { get; } = new(StringComparer.Ordinal);

    /// <summary>A decorator or a base class may have made a data class of it.</summary>
    internal bool IsData { get; set; }

    /// <summary>Its objects may refuse to be changed.</summary>
    internal bool IsFrozen { get; set; }

    /// <summary>It stands in a function or class, so that its name alone is not its qualified one.</summary>
    internal bool IsInner { get; init; }

    /// <summary>Some of the objects that the code makes.</summary>
    internal List<Value> Instances { get; } = [];

    /// <summary>Stands for all objects beyond those that are told apart.</summary>
    internal InstanceValue? Summary { get; set; }

    internal int Made { get; set; }

    /// <summary>How many members its body gave it.</summary>
    internal int Defined { get; set; }

    /// <summary>The members of an enumeration, as objects.</summary>
    internal Dictionary<string, InstanceValue> EnumMembers { get; } = new(StringComparer.Ordinal);

    /// <summary>Its metaclass.</summary>
    internal Value? Meta { get; set; }

    internal override bool IsCapability => Held.InAny(Members, ref _asked);

    internal override bool CanAct => true;

    internal override bool? Truth => true;

    internal Value? Find(string name) => FindAfter(null, name);

    /// <summary>What stands under a name in the classes behind one of them, or in all.</summary>
    internal Value? FindAfter(ClassValue? before, string name)
    {
        Value? any = null;
        bool isBehind = before is null;
        for (int i = 0; i < Order.Length; i++)
        {
            if (!isBehind)
            {
                isBehind = ReferenceEquals(Order[i], before);
                continue;
            }
            if (Order[i] is not ClassValue one || !one.Members.TryGetValue(name, out var found))
                continue;
            if (Certainty == OrderCertainty.Known || i == 0)
                return found;
            any = any is null ? found : Alternatives.Join(any, found);
        }
        return Certainty == OrderCertainty.Lost && isBehind ? LostValue.Instance : any;
    }

    /// <summary>A class of the library stands before the first of the code's own that has the member: what it has under the name counts.</summary>
    internal string? LibraryBefore(string name)
    {
        string? library = null;
        foreach (var one in Order)
        {
            if (one is ClassValue own && own.Members.ContainsKey(name))
                return library;
            if (one is ApiValue api && !ClassOrder.IsBare(api.Name))
                library ??= api.Name;
        }
        return null;
    }

    /// <summary>The type of the catalogue that it extends.</summary>
    internal string? CatalogBase()
    {
        string? bare = null;
        foreach (var one in Order)
        {
            if (one is not ApiValue api)
                continue;
            if (!ClassOrder.IsBare(api.Name))
                return api.Name;
            bare ??= api.Name;
        }
        return bare;
    }
}

/// <summary>What is known of the order in which classes are asked.</summary>
internal enum OrderCertainty : byte
{
    Known,

    /// <summary>Any of them may be asked first.</summary>
    Unordered,

    /// <summary>There are more than are looked at.</summary>
    Lost,
}

/// <summary>How the field of a data class is given.</summary>
internal enum FieldKind : byte
{
    /// <summary>By its place or name.</summary>
    Place,

    /// <summary>By its name alone.</summary>
    Keyword,

    /// <summary>As by its place; it goes to <c>__post_init__</c> and not into the object.</summary>
    Passed,

    /// <summary>Not at all: it is no parameter.</summary>
    None,

    /// <summary>One of these.</summary>
    Unknown,
}
