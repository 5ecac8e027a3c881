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

    /// <summary>How many calls are read once more at the end, because they happen at a time that is not known.</summary>
    private const int MaxDeferred = 128;

    private readonly ApiCatalog _catalog;
    private Findings _findings;
    private readonly Frame _module = new(null);
    private readonly Func<string, Value?> _outside;
    private readonly List<FunctionValue> _defined = [];
    private readonly HashSet<PythonNode> _entered = [];
    private readonly Queue<FunctionValue> _escaped = new();
    private readonly HashSet<(PythonNode, Frame)> _escapedNodes = [];
    private readonly List<(Action Run, int At)> _deferred = [];
    private readonly HashSet<PythonNode> _deferredNodes = [];
    private readonly HashSet<string> _moduleNames = new(StringComparer.Ordinal);
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
    private Value? _folder;
    private List<string>? _stars;
    private bool _hasForeignStar;
    private bool _isLate;
    private Value? _raised;
    private int _perhaps;

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
        CollectDocumentation(module.Body, 0);
        CollectNames(module.Body);
        RunBlock(module.Body);
        _isLate = true;
        // What runs later meets the names as they are then. What it defers in its turn is run too.
        for (int i = 0; i < _deferred.Count && i < MaxDeferred && !IsSpent; i++)
        {
            _at = _deferred[i].At;
            _reading = ++_lastReading;
            _deferred[i].Run();
            _reading = 0;
        }
        // A function that nobody calls may see what another one sets.
        HashSet<string>? used = null;
        for (int round = 0; round < MaxRounds && !IsSpent; round++)
        {
            _round = round;
            _changes = 0;
            // Those that nothing mentions call the others, with arguments that may be known.
            for (int pass = 0; round == 0 && pass < 2; pass++)
            {
                for (int i = 0; i < _defined.Count && !IsSpent; i++)
                {
                    used ??= _findings.NamesUsed();
                    if (_entered.Contains(_defined[i].Node) || used.Contains(_defined[i].Name) || (pass == 0 && _defined[i].Owner is not null))
                        continue;
                    _uncalled.Add(_defined[i].Node);
                    EnterUnknown(_defined[i]);
                }
            }
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
        EnterImplicit();
        AddAltered();
        if (_deferred.Count > MaxDeferred && _deferred.Count > _deferredNodes.Count)
            _findings.Hide("more is put off than is read");
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
            MorePositional = UnknownValue.Foreign,
            MoreNamed = UnknownValue.Foreign,
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

    private void Merge(Dictionary<string, Value> other) => _frame.Merge(other, _outside);
}
