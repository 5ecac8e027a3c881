using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// The rule that nothing is lost in silence. A value is of one of three ranks, and wherever a chapter does not follow a value further it hands
/// on one of the same rank:
/// <list type="number">
/// <item>what <see cref="Value.IsCapability"/>: handing it to code that nobody reads is reported here (<see cref="Escape(Value, string)"/>);
/// what it turns into, or what is taken out of it, is <see cref="LostValue"/>, any call of which is reported;</item>
/// <item>what only <see cref="Value.CanAct"/>, objects and functions of the code: it becomes <see cref="UnknownValue.Foreign"/>, whose methods
/// are told by their names and arguments, and the functions in it are entered with unknown arguments;</item>
/// <item>data: <see cref="UnknownValue.Instance"/>.</item>
/// </list>
/// Containers, objects and global names never forget what can act: who else holds them is not looked for.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>A part of a value, or what becomes of it, where that is not looked into.</summary>
    private static Value UnknownOf(Value whole) =>
        whole.IsCapability ? LostValue.Instance : whole.CanAct ? UnknownValue.Foreign : UnknownValue.Instance;

    /// <summary>Functions that only tell something of what they get.</summary>
    private static readonly HashSet<string> Telling = new(StringComparer.Ordinal)
    {
        "builtins.isinstance", "builtins.issubclass", "builtins.len", "builtins.print", "builtins.id", "builtins.hash", "builtins.callable",
        "builtins.hasattr", "builtins.dir", "builtins.repr", "builtins.ascii", "builtins.bool", "builtins.int", "builtins.float", "builtins.any",
        "builtins.all", "builtins.sum", "builtins.round", "builtins.delattr",
    };

    /// <summary>What a function that does nothing by itself gives back may be what it got.</summary>
    private Value Ranked(string name, Value result, CallArguments arguments) =>
        result is UnknownValue && arguments.HoldCapability && !Telling.Contains(name) && _catalog.TryFindExact(name, out var entry) && entry.Effects.Length == 0
            ? LostValue.Instance
            : result;

    /// <summary>A value goes where nobody follows it.</summary>
    private void Escape(Value value, string api)
    {
        EscapeFunctions(value, 0);
        ForgetBuffers(value, 0);
        Open(value);
        if (value.IsCapability || (value is MethodValue { Name: var part } && part.EndsWith(".__path__", StringComparison.Ordinal)))
            _findings.AddUnknownCode(api, _at);
    }

    private void Escape(CallArguments arguments, string api)
    {
        foreach (var value in arguments.Positional)
            Escape(value, api);
        foreach (var (_, value) in arguments.Named)
            Escape(value, api);
        if (arguments.MorePositional is { } more)
            Escape(more, api);
        if (arguments.MoreNamed is { } named)
            Escape(named, api);
    }

    private void EscapeAll(CallArguments arguments)
    {
        foreach (var value in arguments.Positional)
            EscapeFunctions(value, 0);
        foreach (var (_, value) in arguments.Named)
            EscapeFunctions(value, 0);
        if (arguments.MorePositional is { } more)
            EscapeFunctions(more, 0);
        if (arguments.MoreNamed is { } named)
            EscapeFunctions(named, 0);
    }

    /// <summary>Code that nobody reads may put anything into a container that it gets.</summary>
    private void Open(Value value)
    {
        _state++;
        switch (value)
        {
            case SequenceValue { Kind: not SequenceKind.Tuple, IsExact: true } sequence:
                sequence.Blur();
                sequence.Add(UnknownValue.Foreign, false);
                break;
            case MappingValue { Rest: null } mapping:
                mapping.AddRest(UnknownValue.Foreign);
                break;
        }
    }

    /// <summary>The functions in a value may be called by somebody, at some time.</summary>
    private void EscapeFunctions(Value value, int depth)
    {
        if (depth > 16 || --_steps <= 0)
        {
            _findings.AddUnknownCode("", _at);
            return;
        }
        switch (value)
        {
            case FunctionValue function when _escapedNodes.Add((function.Node, function.Outer)):
                _escaped.Enqueue(function);
                break;
            case BoundValue bound:
                EscapeFunctions(bound.Function, depth + 1);
                break;
            case WrapperValue wrapper:
                EscapeFunctions(wrapper.Function, depth + 1);
                break;
            case MethodValue { Receiver: not TextValue } method when depth < 4:
                EscapeFunctions(method.Receiver, depth + 1);
                break;
            case PartialValue applied:
                EscapeFunctions(applied.Function, depth + 1);
                break;
            case Alternatives several:
                foreach (var one in several.Values)
                    EscapeFunctions(one, depth);
                break;
            case SequenceValue sequence when sequence.CanAct && depth < 6:
                foreach (var one in sequence.Items)
                    EscapeFunctions(one, depth + 1);
                break;
            case MappingValue mapping when mapping.CanAct && depth < 6:
                foreach (var (_, one) in mapping.Entries)
                    EscapeFunctions(one, depth + 1);
                if (mapping.Rest is { } rest)
                    EscapeFunctions(rest, depth + 1);
                break;
            case SequenceValue { CanAct: true } or MappingValue { CanAct: true }:
                _findings.AddUnknownCode("", _at);
                break;
        }
    }

    /// <summary>Something is run at a time that is not known: now, and once more when all names hold what they hold at the end.</summary>
    private void Defer(Value callee, CallArguments arguments)
    {
        if (!_isLate && !_isImplicit && callee is FunctionValue or BoundValue or PartialValue or Alternatives)
            _deferred.Add((() => Invoke(callee, arguments), _at));
    }

    /// <summary>The body of a generator is run when somebody asks it for values.</summary>
    private void DeferGenerator(PythonNode node, Action run)
    {
        if (!_isLate && !_isImplicit && _deferredNodes.Add(node))
            _deferred.Add((run, _at));
    }
}
