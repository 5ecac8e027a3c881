using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Blocks that share their names.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Functions whose code stands in another text than the one that is read: an earlier block, a string.</summary>
    private readonly HashSet<PythonNode> _foreign = [];

    private bool _isContinued;

    /// <summary>
    /// Runs an earlier block for what it leaves behind: names, the folder, what it has replaced. What it does has been said before. The block
    /// may have ended anywhere with an exception, and then what stands behind that did not happen.
    /// </summary>
    internal void Remember(Module module, string text)
    {
        var findings = _findings;
        _findings = new Findings(text);
        int certain = Array.FindIndex(module.Body, static s => !IsCertain(s));
        RunBlock(certain < 0 ? module.Body : module.Body[..certain]);
        var before = _module.Copy();
        int outer = BeginCondition();
        var tried = new Dictionary<string, Value>(StringComparer.Ordinal);
        _module.Tried = tried;
        Run(module);
        _module.Tried = null;
        _condition = outer;
        Merge(before);
        foreach (var (name, value) in tried)
            _module.Names[name] = _module.Names.TryGetValue(name, out var held) ? Alternatives.Join(held, value) : value;
        foreach (var function in _defined)
            _foreign.Add(function.Node);
        _defined.Clear();
        // What an earlier block has put off may run now, with the names as they are then.
        for (int i = 0; i < _deferred.Count; i++)
        {
            var run = _deferred[i].Run;
            _deferred[i] = (() => RunElsewhere(run), 0);
        }
        for (int i = 0; i < _altered.Count; i++)
            _altered[i] = _altered[i] with { At = 0 };
        _isLate = false;
        _raised = null;
        _round = 0;
        _isContinued = true;
        _findings = findings;
    }

    /// <summary>Runs code that stands in another text: what it does is said to stand at the beginning of this one.</summary>
    private void RunElsewhere(Action run)
    {
        int? place = _findings.FixedPlace;
        _findings.FixedPlace = place ?? 0;
        run();
        _findings.FixedPlace = place;
    }

    /// <summary>It can't raise an exception.</summary>
    private static bool IsCertain(PythonStatement statement) => statement switch
    {
        Pass or Expr { Value: Constant } => true,
        Assign assign => IsPlain(assign.Value) && Array.TrueForAll(assign.Targets, static t => t is Name),
        Import import => Array.TrueForAll(import.Names, static n => IsAlwaysThere(n.Name)),
        FunctionDef function => function.DecoratorList.Length == 0 && IsPlain(function.Args),
        AsyncFunctionDef function => function.DecoratorList.Length == 0 && IsPlain(function.Args),
        _ => false,
    };

    private static bool IsPlain(PythonExpression value) => value switch
    {
        Constant => true,
        List list => Array.TrueForAll(list.Elts, static e => e is Constant),
        Syntax.Tuple tuple => Array.TrueForAll(tuple.Elts, static e => e is Constant),
        _ => false,
    };

    private static bool IsPlain(Arguments parameters) =>
        Array.TrueForAll(parameters.Defaults, static d => d is Constant) && Array.TrueForAll(parameters.KwDefaults, static d => d is null or Constant);

    /// <summary>Modules that no installation of Python lacks.</summary>
    private static bool IsAlwaysThere(string module) => module is
        "os" or "os.path" or "sys" or "json" or "re" or "math" or "pathlib" or "subprocess" or "shutil" or "random" or "time" or "datetime" or
        "collections" or "itertools" or "functools" or "io" or "csv" or "glob" or "tempfile" or "base64" or "hashlib" or "string" or "typing" or "logging";
}
