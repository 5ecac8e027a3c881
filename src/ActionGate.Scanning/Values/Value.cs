namespace ActionGate.Scanning.Values;

/// <summary>What is known of a value without running anything.</summary>
internal abstract class Value
{
    /// <summary>Whoever holds it can act on the world: a module, a function that writes, something that holds one of these.</summary>
    internal virtual bool IsCapability => false;

    /// <summary>Its methods or a call of it may act, or it holds something of that kind: where it is lost, it is not lost as mere data.</summary>
    internal virtual bool CanAct => IsCapability;

    /// <summary>The same where less is known of it.</summary>
    internal virtual Value Vague => this;

    /// <summary>Whether both stand for the same values. Objects that can change are the same only where they are one.</summary>
    internal virtual bool IsSame(Value other) => ReferenceEquals(this, other);

    /// <summary>What it is when it is turned into text.</summary>
    internal virtual TextValue AsText() => TextValue.Unknown;

    /// <summary>Whether it counts as true; <see langword="null"/> where that is not known.</summary>
    internal virtual bool? Truth => null;
}

/// <summary>Something of which nothing is known.</summary>
internal sealed class UnknownValue : Value
{
    /// <summary>Data: what a call that does nothing but compute gives back.</summary>
    internal static readonly UnknownValue Instance = new();

    /// <summary>Anything at all, from outside the code or lost sight of: an object whose methods may act.</summary>
    internal static readonly UnknownValue Foreign = new();

    private UnknownValue()
    {
    }

    internal override bool CanAct => ReferenceEquals(this, Foreign);
}

/// <summary>One of several capabilities, and nobody knows which: calling it could do anything.</summary>
internal sealed class LostValue : Value
{
    internal static readonly LostValue Instance = new();

    private LostValue()
    {
    }

    internal override bool IsCapability => true;
}

/// <summary><c>None</c></summary>
internal sealed class NoneValue : Value
{
    internal static readonly NoneValue Instance = new();

    private NoneValue()
    {
    }

    internal override bool? Truth => false;

    internal override TextValue AsText() => TextValue.Of("None");
}

/// <summary>A truth value.</summary>
internal sealed class BoolValue : Value
{
    internal static readonly BoolValue True = new(true);
    internal static readonly BoolValue False = new(false);

    private BoolValue(bool value) => Value = value;

    internal bool Value { get; }

    internal override bool? Truth => Value;

    internal static BoolValue Of(bool value) => value ? True : False;

    internal override TextValue AsText() => TextValue.Of(Value ? "True" : "False");
}

/// <summary>An integer of 64 bits.</summary>
internal sealed class IntegerValue(long value) : Value
{
    internal long Value { get; } = value;

    internal override bool? Truth => Value != 0;

    internal override bool IsSame(Value other) => other is IntegerValue integer && integer.Value == Value;

    internal override TextValue AsText() => TextValue.Of(Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
