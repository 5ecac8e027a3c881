using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Objects of the library that hand back what was given to them: references, finalizers, the defaults of a signature.</summary>
internal sealed partial class Interpreter
{
    /// <returns><see langword="null"/> for functions that the catalogue alone describes.</returns>
    private Value? InvokeHolders(string name, CallArguments arguments)
    {
        switch (name)
        {
            case "weakref.ref" or "weakref.WeakMethod" or "weakref.ReferenceType" or "weakref.KeyedRef" when arguments.At(0) is { } referred:
                if (arguments.At(1, "callback") is { } callback and not NoneValue)
                {
                    Defer(callback, Unknowns());
                    Invoke(callback, Unknowns());
                }
                return new PartialValue(new MethodValue(referred, "\0factory", referred.IsCapability), CallArguments.None);
            case "weakref.finalize" when arguments.Positional.Count > 1:
                InvokeApi(name, null, arguments);
                return Finalizer(arguments);
            case "inspect.signature" or "inspect.getfullargspec" or "inspect.getcallargs" or "inspect.Signature.from_callable" when arguments.At(0, "obj") is { } told:
                return DefaultsOf(told) is { } defaults ? GivenBack(defaults) : null;
            case "threading.Timer" when arguments.HoldCapability:
                InvokeApi(name, null, arguments);
                var timer = new InstanceValue(new ClassValue("Timer", [new ApiValue("threading.Thread", true)], new(StringComparer.Ordinal)), _condition);
                timer.Members["function"] = arguments.At(1, "function") ?? LostValue.Instance;
                timer.Members["args"] = timer.Members["kwargs"] = LostValue.Instance;
                return timer;
            default:
                return null;
        }
    }

    /// <summary>It can be called, and it gives back all that it was given.</summary>
    private InstanceValue Finalizer(CallArguments arguments)
    {
        var all = new MappingValue(_condition);
        foreach (var (name, value) in arguments.Named)
            all.Set(TextValue.Of(name), value, true);
        var rest = arguments.From(2);
        var parts = new SequenceValue(
            SequenceKind.Tuple,
            [arguments.Positional[0], arguments.Positional[1], new SequenceValue(SequenceKind.Tuple, rest.Positional, rest.MorePositional is null, _condition), all],
            true,
            _condition);
        var members = new Dictionary<string, Value>(StringComparer.Ordinal) { ["__call__"] = new PartialValue(arguments.Positional[1], rest) };
        var holder = new InstanceValue(new ClassValue("finalize", [], members), _condition);
        holder.Members["detach"] = holder.Members["peek"] = new PartialValue(new MethodValue(parts, "\0factory", parts.IsCapability), CallArguments.None);
        holder.Members["alive"] = holder.Members["atexit"] = UnknownValue.Instance;
        return holder;
    }

    /// <summary>What is reached through an object that nobody follows, of which this is a part; <see langword="null"/> for data.</summary>
    private Value? GivenBack(Value part)
    {
        EscapeFunctions(part, 0);
        return part.IsCapability ? LostValue.Instance : null;
    }

    /// <summary>Any of the defaults of what can be called; <see langword="null"/> where it has none.</summary>
    private static Value? DefaultsOf(Value callee, int depth = 0)
    {
        switch (callee)
        {
            case FunctionValue function:
                Value? any = null;
                foreach (var one in (ReadOnlySpan<Value?>)[.. function.Defaults, .. function.KeywordDefaults])
                {
                    if (one is not null)
                        any = any is null ? one : Alternatives.Join(any, one);
                }
                return any;
            case BoundValue bound when depth < 4:
                return DefaultsOf(bound.Function, depth + 1);
            case WrapperValue wrapper when depth < 4:
                return DefaultsOf(wrapper.Function, depth + 1);
            case PartialValue applied when depth < 4:
                return applied.IsCapability ? LostValue.Instance : DefaultsOf(applied.Function, depth + 1);
            case InstanceValue instance when depth < 4:
                return instance.Type.Find("__call__") is { } called ? DefaultsOf(called, depth + 1) : null;
            case ClassValue type:
                // A data class shows the defaults of its fields.
                return type.IsCapability ? LostValue.Instance : (type.Find("__init__") ?? type.Find("__new__")) is FunctionValue maker ? DefaultsOf(maker, depth + 1) : null;
            case Alternatives several when depth < 4:
                Value? all = null;
                foreach (var one in several.Values)
                {
                    if (DefaultsOf(one, depth + 1) is { } part)
                        all = all is null ? part : Alternatives.Join(all, part);
                }
                return all;
            default:
                return null;
        }
    }
}
