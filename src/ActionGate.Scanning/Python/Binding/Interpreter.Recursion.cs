using System.Runtime.InteropServices;
using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Functions that call themselves: their arguments become vaguer until they no longer change.</summary>
internal sealed partial class Interpreter
{
    /// <summary>From how many unfinished calls of one function on its arguments are blurred, and from how many it is not entered again.</summary>
    private const int BlurredRecursion = 3;

    private const int MaxRecursion = 6;

    /// <summary>After so many calls of itself nothing is known of a function's arguments: several in one body make a tree of them.</summary>
    private const int ManyRecursions = 64;

    private readonly Dictionary<PythonNode, int> _recursions = [];

    /// <summary>Makes the arguments of a call vaguer, the more calls of the function are unfinished.</summary>
    /// <returns>How many are.</returns>
    private int Blur(FunctionValue function, Dictionary<string, Value> names)
    {
        int active = 0;
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            if (!ReferenceEquals(_calls[i].Function.Node, function.Node))
                continue;
            active++;
            if (active == BlurredRecursion - 1)
                BlurArguments(names, _calls[i].Names);
            if (active == BlurredRecursion + 1)
                ForgetArguments(names);
        }
        if (active > 0 && ++CollectionsMarshal.GetValueRefOrAddDefault(_recursions, function.Node, out _) > ManyRecursions)
            ForgetArguments(names);
        return active;
    }

    /// <summary>A call on the same arguments is unfinished: this one would find nothing more.</summary>
    private bool IsRunning(FunctionValue function, Dictionary<string, Value> names)
    {
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_calls[i].Function.Node, function.Node) && AreSame(names, _calls[i].Names))
                return true;
        }
        return false;
    }

    private static bool AreSame(Dictionary<string, Value> left, Dictionary<string, Value> right)
    {
        foreach (var (name, value) in left)
        {
            if (!right.TryGetValue(name, out var other) || !value.IsSame(other))
                return false;
        }
        return true;
    }

    private void BlurArguments(Dictionary<string, Value> names, Dictionary<string, Value> before)
    {
        foreach (var (name, value) in before)
        {
            if (!names.TryGetValue(name, out var now) || now.IsSame(value))
                continue;
            if (AllText(now) && AllText(value))
                names[name] = TextValue.Generalise(now.AsText(), value.AsText());
            else if (now is TypedValue { Content: { } a } typed && value is TypedValue { Content: { } b })
                names[name] = new TypedValue(typed.Type, TextValue.Generalise(a, b));
            else if (now is InstanceValue instance)
                names[name] = SelfOf(instance.Type);
            else if (now.CanAct && !now.IsCapability && now is FunctionValue or BoundValue or PartialValue)
                EscapeFunctions(now, 0);
            else if (!now.IsCapability && now is not (InstanceValue or SequenceValue or MappingValue))
                names[name] = UnknownOf(now);
        }
    }

    private void ForgetArguments(Dictionary<string, Value> names)
    {
        foreach (string name in names.Keys)
        {
            if (!names[name].IsCapability)
                EscapeFunctions(names[name], 0);
            names[name] = names[name] switch
            {
                TextValue { IsBytes: false } => TextValue.Unknown,
                InstanceValue instance => SelfOf(instance.Type),
                TypedValue { Content: not null } typed => new TypedValue(typed.Type, TextValue.Unknown),
                TypedValue typed => typed,
                Alternatives several when Array.Exists(several.Values, static v => v is InstanceValue) => several,
                { IsCapability: false } other => UnknownOf(other),
                var other => other,
            };
        }
    }

    private static bool HoldsCapability(Dictionary<string, Value> names)
    {
        foreach (var (_, value) in names)
        {
            if (value.IsCapability)
                return true;
        }
        return false;
    }
}
