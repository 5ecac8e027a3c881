using System.Runtime.CompilerServices;
using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// Runs a text over what is known of its values. Everything that the text could do is found: all branches are taken, functions that
/// nobody calls are entered with unknown arguments, and what can act on the world and is lost sight of is reported as unknown code.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>How many steps one text gets: some hundred times those of an ordinary block.</summary>
    internal const int MaxSteps = 300_000;

    private const int MaxCalls = 40;

    private const int MaxHeight = 600;

    private readonly ApiCatalog _catalog;
    private Findings _findings;
    private readonly Frame _module = new(null);
    private readonly Func<string, Value?> _outside;
    private readonly List<FunctionValue> _defined = [];
    private readonly HashSet<PythonNode> _entered = [];
    private readonly Queue<FunctionValue> _escaped = new();
    private readonly HashSet<PythonNode> _escapedNodes = [];
    private readonly HashSet<PythonNode> _uncalled = [];
    private readonly List<(FunctionValue Function, Dictionary<string, Value> Names)> _calls = [];
    private readonly Dictionary<string, Dictionary<string, Value>> _patched = new(StringComparer.Ordinal);
    private Frame _frame;
    private int _steps;
    private int _height;
    private int _condition;
    private int _lastCondition;
    private int _changes;
    private int _round;
    private int _at;
    private TextValue? _folder;
    private List<string>? _stars;
    private bool _hasForeignStar;

    internal Interpreter(ApiCatalog catalog, Findings findings, int steps)
    {
        _catalog = catalog;
        _findings = findings;
        _steps = steps;
        _frame = _module;
        _outside = FindOutside;
    }

    internal int StepsLeft => Math.Max(_steps, 0);

    private bool IsSpent => _steps <= 0;

    internal void Run(Module module)
    {
        _module.Names["__name__"] = TextValue.Of("__main__");
        RunBlock(module.Body);
        // A function that nobody calls may see what another one sets.
        for (int round = 0; round < MaxRounds && !IsSpent; round++)
        {
            _round = round;
            _changes = 0;
            for (int i = 0; i < _defined.Count && !IsSpent; i++)
            {
                if (!_entered.Contains(_defined[i].Node) || _uncalled.Contains(_defined[i].Node))
                {
                    _uncalled.Add(_defined[i].Node);
                    EnterUnknown(_defined[i]);
                }
                EnterEscaped();
            }
            EnterEscaped();
            if (_changes == 0)
                break;
        }
        if (IsSpent)
            _findings.AddUnknownCode("", 0);
    }

    private void EnterEscaped()
    {
        while (_escaped.TryDequeue(out var function) && !IsSpent)
        {
            _uncalled.Add(function.Node);
            EnterUnknown(function);
        }
    }

    /// <summary>Takes a step down. Where there is none left, what lies below stays unread, and that is said.</summary>
    private bool Descend()
    {
        if (--_steps > 0 && _height < MaxHeight && RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _height++;
            return true;
        }
        _findings.Hide("the code goes beyond what is read of it");
        _findings.AddUnknownCode("", _at);
        return false;
    }

    private int BeginCondition()
    {
        int outer = _condition;
        _condition = ++_lastCondition;
        return outer;
    }

    private void EnterUnknown(FunctionValue function)
    {
        int outer = BeginCondition();
        var arguments = new CallArguments([])
        {
            MorePositional = UnknownValue.Instance,
            MoreNamed = UnknownValue.Instance,
        };
        Value? self = function.Owner is { } owner && function.Node is not Lambda ? SelfOf(owner) : null;
        Enter(function, arguments, self, isUnknown: true);
        _condition = outer;
    }

    /// <summary>The object for a method that nobody calls: those that the code makes, or one that nothing is known of.</summary>
    private Value SelfOf(ClassValue type)
    {
        if (type.Instances.Count == 0)
            type.Instances.Add(new InstanceValue(type, -1));
        return Alternatives.Of(type.Instances);
    }

    /// <summary>A value goes where nobody follows it.</summary>
    private void Escape(Value value, string api)
    {
        EscapeFunctions(value, 0);
        if (value.IsCapability)
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

    private void EscapeFunctions(Value value, int depth)
    {
        if (depth > 64)
        {
            _findings.AddUnknownCode("", _at);
            return;
        }
        switch (value)
        {
            case FunctionValue function when _escapedNodes.Add(function.Node):
                _escaped.Enqueue(function);
                break;
            case BoundValue bound:
                EscapeFunctions(bound.Function, depth + 1);
                break;
            case PartialValue applied:
                EscapeFunctions(applied.Function, depth + 1);
                break;
            case Alternatives several:
                foreach (var one in several.Values)
                    EscapeFunctions(one, depth);
                break;
            case SequenceValue sequence when depth < 3:
                foreach (var one in sequence.Items)
                    EscapeFunctions(one, depth + 1);
                break;
            case MappingValue mapping when depth < 3 && mapping.AnyValue is { } any:
                EscapeFunctions(any, depth + 1);
                break;
        }
    }

    private void Merge(Dictionary<string, Value> other) => _frame.Merge(other, _outside);
}
