using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// Methods that Python calls without a call in the text: a test calls <c>__bool__</c>, sorting <c>__lt__</c>, a base class of a library its
/// hooks. When they are called is not modelled. So what they change outside of themselves may hold at any time.
/// </summary>
internal sealed partial class Interpreter
{
    private static readonly HashSet<string> Unmodelled = new(StringComparer.Ordinal)
    {
        "__bool__", "__len__", "__length_hint__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__contains__",
        "__str__", "__repr__", "__format__", "__bytes__", "__index__", "__int__", "__float__", "__complex__", "__round__", "__trunc__", "__floor__", "__ceil__",
        "__abs__", "__neg__", "__pos__", "__invert__", "__divmod__", "__rdivmod__", "__add__", "__radd__", "__mul__", "__rmul__", "__sub__", "__rsub__",
        "__and__", "__rand__", "__or__", "__ror__", "__xor__", "__rxor__", "__mod__", "__rmod__", "__pow__", "__rpow__", "__truediv__", "__rtruediv__",
        "__floordiv__", "__rfloordiv__", "__lshift__", "__rshift__", "__matmul__", "__rmatmul__", "__buffer__", "__release_buffer__", "__reversed__", "__dir__",
        "__sizeof__", "__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__", "__getnewargs_ex__",
        "__fspath__", "__instancecheck__", "__subclasscheck__", "__subclasshook__", "__mro_entries__", "__prepare__", "__del__",
    };

    /// <summary>How many steps are spent on what may be called at any time.</summary>
    private const int MaxImplicitSteps = 100_000;

    /// <summary>How many of them on methods that a library may call. There are many, and most do nothing but work on their object.</summary>
    private const int MaxHookSteps = 30_000;

    private readonly List<ImplicitMethod> _implicit = [];
    private readonly HashSet<PythonNode> _definedNodes = [];
    private bool _isImplicit;
    private bool _leavesBehind;
    private bool _touchesOthers;
    private int _implicitFrom;
    private int _implicitSteps = MaxImplicitSteps;
    private int _hookSteps = MaxHookSteps;

    /// <summary>A method that may be called at any time.</summary>
    private sealed class ImplicitMethod(FunctionValue function, ClassValue owner, bool isHook)
    {
        /// <summary>A library's class may call it: it is read again only when there are more objects.</summary>
        internal bool IsHook { get; } = isHook;

        internal FunctionValue Function { get; } = function;

        internal ClassValue Owner { get; } = owner;

        /// <summary>It changed what is not its own.</summary>
        internal bool LeavesBehind { get; set; }

        /// <summary>How much there was that it could call, when it was last read.</summary>
        internal int Seen { get; set; } = -1;
    }

    private void AddImplicit(ClassValue type, string name, Value member)
    {
        // What is no method gets no object: a call of it is what it is.
        if (!_isImplicit && Unmodelled.Contains(name) && member is PartialValue or BoundValue or MethodValue or ApiValue { IsCapability: true } or InstanceValue or Alternatives or LostValue)
            Invoke(member, Unknowns());
        if (_isImplicit || (member as FunctionValue ?? (member as WrapperValue)?.Function) is not FunctionValue function)
            return;
        bool isUnseen = Unmodelled.Contains(name) || name is "keys" or "write" or "read" or "close";
        if (isUnseen || (!name.StartsWith("__", StringComparison.Ordinal) && CallsHooks(type)))
            _implicit.Add(new ImplicitMethod(function, type, isHook: !isUnseen));
    }

    /// <summary>The library's class calls methods of its subclasses.</summary>
    private static bool CallsHooks(ClassValue type) => type.CatalogBase() is { } library
        && !library.StartsWith("builtins.", StringComparison.Ordinal) && !library.StartsWith("abc.", StringComparison.Ordinal) && !library.StartsWith("typing.", StringComparison.Ordinal)
        && !library.StartsWith("collections.", StringComparison.Ordinal);

    /// <summary>
    /// Between two statements, each of them may have been called: what it does to names, attributes and containers that are not its own is done to
    /// them as something that may have happened. Those that leave nothing behind are read again only when there is more that they could call.
    /// </summary>
    private void RunImplicit(InstanceValue? made = null)
    {
        if (_isImplicit || _isReaching || IsSpent)
            return;
        for (int i = 0; i < _implicit.Count && !IsSpent; i++)
        {
            var method = _implicit[i];
            int seen = (method.IsHook ? 0 : _definedNodes.Count * 4) + Math.Min(method.Owner.Made, 2);
            if ((!method.LeavesBehind && method.Seen == seen) || IsEntered(method.Function))
                continue;
            method.Seen = seen;
            if (method.IsHook ? _hookSteps <= 0 : _implicitSteps <= 0)
            {
                _findings.AddUnknownCode(method.Function.Name, _at);
                _implicit.Clear();
                return;
            }
            var (findings, folder, leavesBehind) = (_findings, _folder, _leavesBehind);
            _findings = new Findings("");
            _isImplicit = true;
            _touchesOthers = false;
            _implicitFrom = _lastCondition + 1;
            int steps = _steps;
            EnterImplicitly(method, made);
            if (method.IsHook)
                _hookSteps -= steps - _steps;
            else
                _implicitSteps -= steps - _steps;
            method.LeavesBehind = _touchesOthers;
            _folder = folder;
            _isImplicit = false;
            _leavesBehind = leavesBehind;
            _findings = findings;
        }
    }

    private void RunImplicitAfter(PythonStatement statement)
    {
        if (_implicit.Count > 0 && statement is not (FunctionDef or AsyncFunctionDef or ClassDef or Import or ImportFrom))
            RunImplicit();
    }

    private void EnterImplicitly(ImplicitMethod method, InstanceValue? made)
    {
        int outer = BeginCondition();
        // Not all objects are held there.
        Value self = made is not null && ReferenceEquals(made.Type, method.Owner) ? made : method.Owner.Instances.Count > 0 ? Alternatives.Of(method.Owner.Instances) : new InstanceValue(method.Owner, -1);
        var classes = _classes.FindAll(c => ReferenceEquals(c.Meta, method.Owner));
        if (classes.Count > 0)
            self = Alternatives.Of(classes.ConvertAll(static c => (Value)c));
        Enter(method.Function, new CallArguments([]) { MorePositional = UnknownValue.Foreign, MoreNamed = UnknownValue.Foreign }, self, isUnknown: true);
        _condition = outer;
    }

    /// <summary>Something changes: what was read of it before may no longer hold.</summary>
    private void Touch(Value? changed)
    {
        _state++;
        if (!_isImplicit)
            return;
        _touchesOthers |= changed switch
        {
            SequenceValue sequence => sequence.Condition < _implicitFrom,
            MappingValue mapping => mapping.Condition < _implicitFrom,
            InstanceValue instance => instance.Condition < _implicitFrom,
            Alternatives several => Array.Exists(several.Values, v => v is not InstanceValue { Condition: var made } || made < _implicitFrom),
            _ => true,
        };
    }

    /// <summary>Reads what may be called at any time once more, for what it leaves behind: that can't be followed.</summary>
    private void EnterImplicit()
    {
        var findings = _findings;
        // What it does itself has been found.
        _findings = new Findings("");
        _isImplicit = true;
        // What they define in their turn has been read before.
        int count = _defined.Count;
        for (int i = 0; i < count && !IsSpent; i++)
        {
            if (_defined[i].Owner is { } owner && (Unmodelled.Contains(_defined[i].Name) || IsHook(_defined[i], owner)))
                EnterUnknown(_defined[i]);
        }
        _isImplicit = false;
        _findings = findings;
        if (_leavesBehind)
            _findings.AddUnknownCode("", _at);
        _leavesBehind = false;
        EnterEscaped();
    }

    /// <summary>A method that a library's class calls, if there is an object at all.</summary>
    private bool IsHook(FunctionValue function, ClassValue owner) =>
        !_entered.Contains(function.Node) && owner.Instances.Count > 0 && owner.CatalogBase() is not null;

    /// <summary>Something outside of a function gets a value; data is for <c>AddUnsteady</c>.</summary>
    private void NoteChange(Value value) => _leavesBehind |= _isImplicit && value.IsCapability;
}
