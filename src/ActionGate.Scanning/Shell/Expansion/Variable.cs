namespace ActionGate.Scanning.Shell.Expansion;

[Flags]
internal enum VariableTraits : byte
{
    None = 0,
    Exported = 1,
    ReadOnly = 2,

    /// <summary>What is assigned is evaluated as arithmetic.</summary>
    Integer = 4,

    Array = 8,

    /// <summary>An array with texts for subscripts.</summary>
    Keyed = 16,

    /// <summary>What is assigned changes its case.</summary>
    Recased = 32,
}

/// <summary>What is known of a variable that the text has set. Immutable. A variable that it never set has none, and may be anything.</summary>
internal sealed class Variable
{
    internal const int MaxValues = 8;

    internal static readonly Variable Unknown = new(PartlyKnown.Anything);
    internal static readonly Variable Number = new(PartlyKnown.AnyNumber);
    internal static readonly Variable Unset = new([null], null, VariableTraits.None);
    internal static readonly Variable NumberArray = new([PartlyKnown.AnyNumber], null, VariableTraits.Array);
    internal static readonly Variable UnknownArray = new([PartlyKnown.Anything], null, VariableTraits.Array);

    internal Variable(string value)
        : this([value], null, VariableTraits.None)
    {
    }

    internal Variable(string?[] values, string[]? elements, VariableTraits traits)
    {
        Values = values;
        Elements = elements;
        Traits = traits;
    }

    /// <summary>What it may hold, as <see cref="PartlyKnown"/> text; <see langword="null"/> for being unset. Of an array, its first element.</summary>
    internal string?[] Values { get; }

    /// <summary>An array's elements from 0; <see langword="null"/> where they are not known, or it is none.</summary>
    internal string[]? Elements { get; }

    internal VariableTraits Traits { get; }

    internal bool IsArray => (Traits & (VariableTraits.Array | VariableTraits.Keyed)) != 0;

    internal bool Has(VariableTraits trait) => (Traits & trait) != 0;

    internal Variable With(VariableTraits traits) => traits == Traits ? this : new(Values, Elements, traits);

    internal static Variable OfElements(string[] elements) =>
        new([elements.Length == 0 ? null : elements[0]], elements, VariableTraits.Array);

    internal static bool AreSame(Variable a, Variable b) =>
        ReferenceEquals(a, b) ||
        a.Traits == b.Traits && a.Values.AsSpan().SequenceEqual(b.Values) &&
        (a.Elements is null ? b.Elements is null : b.Elements is not null && a.Elements.AsSpan().SequenceEqual(b.Elements));

    /// <summary>What holds where either holds.</summary>
    internal static Variable Join(Variable a, Variable b)
    {
        if (AreSame(a, b))
            return a;
        var traits = a.Traits | b.Traits;
        if (a.Traits != b.Traits || a.IsArray)
            return new([PartlyKnown.Anything], null, traits);
        var values = new List<string?>(a.Values);
        foreach (string? value in b.Values)
        {
            if (!values.Contains(value))
                values.Add(value);
        }
        return values.Count > MaxValues ? Widen(a, b) : new([.. values], null, traits);
    }

    /// <summary>What holds however often the step from <paramref name="a"/> to <paramref name="b"/> is taken.</summary>
    internal static Variable Widen(Variable a, Variable b)
    {
        if (AreSame(a, b))
            return a;
        bool isNumber = a.Traits == b.Traits && !a.IsArray && a.IsNumeric && b.IsNumeric;
        return new([isNumber ? PartlyKnown.AnyNumber : PartlyKnown.Anything], null, a.Traits | b.Traits);
    }

    internal bool IsNumeric
    {
        get
        {
            foreach (string? value in Values)
            {
                if (value is null || !PartlyKnown.IsNumeric(value))
                    return false;
            }
            return true;
        }
    }
}
