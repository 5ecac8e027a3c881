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

    private bool _isImplicit;
    private bool _leavesBehind;

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
