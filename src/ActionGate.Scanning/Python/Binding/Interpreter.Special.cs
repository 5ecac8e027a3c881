using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Special methods: of an object they stand in its class, of a class in its metaclass; and what reaches them as an operand.</summary>
internal sealed partial class Interpreter
{
    /// <summary>How many operands are looked at, and how deeply they may lie in containers.</summary>
    private const int MaxOperands = 32;

    private const int MaxOperandDepth = 4;

    /// <summary>Those of <see cref="Unmodelled"/> that get a further operand, and those that containers of a library call.</summary>
    private static readonly string[] WithOperand =
    [
        "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__", "__instancecheck__", "__subclasscheck__", "__add__", "__radd__", "__mul__", "__rmul__",
        "__sub__", "__rsub__", "__and__", "__rand__", "__or__", "__ror__", "__xor__", "__rxor__", "__mod__", "__rmod__", "__pow__", "__rpow__", "__truediv__", "__rtruediv__",
        "__floordiv__", "__rfloordiv__", "__divmod__", "__rdivmod__", "__lshift__", "__rlshift__", "__rshift__", "__rrshift__", "__matmul__", "__rmatmul__", "__iadd__", "__ior__",
        "__getitem__", "__setitem__", "__delitem__", "__missing__", "__format__", "__setattr__", "__delattr__", "__set__", "__delete__",
    ];

    private bool _isReaching;

    /// <summary>Calls a special method; <see langword="null"/> where the value has none that is visible.</summary>
    private Value? InvokeSpecial(Value operand, string name, CallArguments arguments) => operand switch
    {
        InstanceValue instance => InvokeMember(instance, name, arguments),
        ClassValue { Meta: ClassValue meta } type when meta.Find(name) is { } member => Invoke(BindTo(member, null, meta) is FunctionValue own ? new BoundValue(type, own) : member, arguments),
        _ => null,
    };

    private static bool HasSpecial(Value operand) => operand is InstanceValue or ClassValue { Meta: ClassValue };

    /// <summary>There may be methods to reach; without classes of its own, code has none.</summary>
    private bool HasOwnMethods => _classes.Count > 0 && !_isReaching && !_isImplicit;

    /// <summary>
    /// Operands go to code of a library that compares them, hashes them, adds them up: which methods it calls with which of them is not modelled, so
    /// that each method may get any.
    /// </summary>
    private void Reach(params ReadOnlySpan<Value> operands)
    {
        if (!HasOwnMethods || !HasMethods(operands, 0))
            return;
        var all = new List<Value>();
        foreach (var one in operands)
            AddOperands(all, one, 0);
        if (all.Count < 2 || !all.Exists(static v => v.CanAct && v is not UnknownValue))
            return;
        _isReaching = true;
        var any = Alternatives.Of(all);
        int outer = BeginCondition();
        int at = _at;
        foreach (var one in all)
        {
            var type = one is InstanceValue instance ? instance.Type : (one as ClassValue)?.Meta as ClassValue;
            if (type is null)
                continue;
            foreach (string name in WithOperand)
            {
                if (type.Find(name) is { } other and (PartialValue or MethodValue or ApiValue { IsCapability: true } or WrapperValue))
                    Invoke(new BoundValue(one, other), new CallArguments([any]));
                if (type.Find(name) is FunctionValue method && !IsEntered(method) && CountOf(method.Parameters) > 1 && !IsSpent)
                {
                    bool isNew = !_entered.Contains(method.Node);
                    Invoke(new BoundValue(one, method), new CallArguments([any]) { MorePositional = CountOf(method.Parameters) > 2 ? any : null });
                    // It may be called by others as well, and is still to be read for that.
                    if (isNew)
                        _entered.Remove(method.Node);
                }
            }
        }
        _at = at;
        _condition = outer;
        _isReaching = false;
    }

    private static int CountOf(Arguments parameters) => parameters.PosOnlyArgs.Length + parameters.Args.Length + (parameters.VarArg is null ? 0 : 2);

    private void Reach(CallArguments arguments)
    {
        if (!HasOwnMethods)
            return;
        var all = new List<Value>(arguments.Positional);
        foreach (var (_, value) in arguments.Named)
            all.Add(value);
        if (arguments.MorePositional is { } more)
            all.Add(more);
        if (arguments.MoreNamed is { } named)
            all.Add(named);
        Reach([.. all]);
    }

    /// <summary>A key is compared with others of the same hash.</summary>
    private void ReachKeys(MappingValue mapping, Value key)
    {
        if (MappingValue.KeyOf(key) is null || mapping.RestKey is not null)
            Reach([key, mapping.RestKey ?? UnknownValue.Instance]);
    }

    private static bool HasMethods(ReadOnlySpan<Value> operands, int depth)
    {
        foreach (var one in operands)
        {
            bool found = one switch
            {
                InstanceValue or ClassValue { Meta: ClassValue } => true,
                Alternatives several => HasMethods(several.Values, depth),
                SequenceValue sequence when depth < MaxOperandDepth && sequence.CanAct => HasMethods(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sequence.Items)[..Math.Min(sequence.Items.Count, MaxOperands)], depth + 1),
                MappingValue mapping when depth < MaxOperandDepth => HasMethods([mapping.AnyValue ?? UnknownValue.Instance, mapping.RestKey ?? UnknownValue.Instance], depth + 1),
                _ => false,
            };
            if (found)
                return true;
        }
        return false;
    }

    private static void AddOperands(List<Value> all, Value value, int depth)
    {
        switch (value)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    AddOperands(all, one, depth);
                break;
            case SequenceValue sequence when depth < MaxOperandDepth:
                for (int i = 0; i < sequence.Items.Count && all.Count < MaxOperands; i++)
                    AddOperands(all, sequence.Items[i], depth + 1);
                break;
            case MappingValue mapping when depth < MaxOperandDepth:
                if (mapping.AnyValue is { } any)
                    AddOperands(all, any, depth + 1);
                if (mapping.RestKey is { } key)
                    AddOperands(all, key, depth + 1);
                break;
            default:
                if (all.Count >= MaxOperands && value.IsCapability)
                    all.Add(LostValue.Instance);
                else if (all.Count < MaxOperands)
                    all.Add(value);
                break;
        }
    }

    /// <summary><c>del whole.name</c></summary>
    private void ForgetMember(Value whole, string name)
    {
        foreach (var one in whole is Alternatives several ? several.Values : [whole])
        {
            InvokeSpecial(one, "__delattr__", new CallArguments([TextValue.Of(name)]));
            if (one is ClassValue type && type.Members.TryGetValue(name, out var own))
            {
                var behind = type.FindAfter(type, name) ?? (type.Meta is ClassValue meta ? meta.Find(name) ?? meta.Find("__getattr__") : null);
                // Its objects may then be asked otherwise.
                type.Members[name] = Alternatives.Join(own, behind ?? UnknownValue.Foreign);
            }
            if (one is not InstanceValue instance)
                continue;
            switch (instance.Type.Find(name))
            {
                case InstanceValue descriptor:
                    InvokeMember(descriptor, "__delete__", new CallArguments([instance]));
                    break;
                case WrapperValue property:
                    foreach (var deleter in property.Deleters)
                        Invoke(deleter, new CallArguments([instance]));
                    break;
                default:
                    (instance.Lacking ??= new(StringComparer.Ordinal)).Add(name);
                    break;
            }
        }
    }

    /// <summary><c>a:b:c</c> as the object that a method gets.</summary>
    private InstanceValue SliceOf(Value lower, Value upper, Value step)
    {
        var made = new InstanceValue(new ClassValue("slice", [], new(StringComparer.Ordinal)), _condition);
        made.Members["start"] = lower;
        made.Members["stop"] = upper;
        made.Members["step"] = step;
        return made;
    }
}
