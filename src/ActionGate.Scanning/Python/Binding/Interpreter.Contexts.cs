using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary><c>with</c>: what runs before its body, what behind, and what is suppressed in between.</summary>
internal sealed partial class Interpreter
{
    /// <summary>How often a body is read for what its manager yields.</summary>
    private const int MaxYields = MaxRounds + 2;

    /// <summary>The function whose next call stands in a <c>with</c>, and what is run where it yields.</summary>
    private (PythonNode Node, Action<Value> Run)? _managed;

    private bool RunWith(WithItem[] items, PythonStatement[] body)
    {
        RunWithFrom(items, 0, body);
        return true;
    }

    private void RunWithFrom(WithItem[] items, int index, PythonStatement[] body)
    {
        if (index == items.Length)
        {
            RunBlock(body);
            return;
        }
        if (!Descend())
            return;
        var item = items[index];
        var folder = _folder;
        if (ManagerOf(item.ContextExpr) is { } function)
        {
            RunManaged(items, index, body, function);
            _height--;
            return;
        }
        var manager = Evaluate(item.ContextExpr);
        bool isMoved = false;
        if (manager is TypedValue { Type: "contextlib.chdir", Content: { } moved })
        {
            ChangeFolder(moved);
            isMoved = true;
        }
        var entered = Entered(manager);
        if (item.OptionalVars is { } target)
            Bind(target, entered);
        if (IsSuppressing(manager, item.ContextExpr))
        {
            RunTried(() =>
            {
                RunWithFrom(items, index + 1, body);
                return true;
            });
        }
        else if (manager is InstanceValue or Alternatives)
        {
            RunTried(() =>
            {
                RunWithFrom(items, index + 1, body);
                return Left(manager);
            });
        }
        else
        {
            RunWithFrom(items, index + 1, body);
        }
        if (isMoved)
            _folder = folder;
        _height--;
    }

    /// <summary>Runs what may be left in the middle.</summary>
    /// <param name="run">Gives back whether what is raised in it may end there.</param>
    private void RunTried(Func<bool> run)
    {
        var before = CopyNames();
        var outer = _frame.Tried;
        var tried = new Dictionary<string, Value>(StringComparer.Ordinal);
        _frame.Tried = tried;
        bool isSuppressed = run();
        _frame.Tried = outer;
        if (outer is not null)
        {
            foreach (var (name, value) in tried)
                outer[name] = outer.TryGetValue(name, out var old) ? Alternatives.Join(old, value) : value;
        }
        if (!isSuppressed)
            return;
        Merge(before);
        Merge(tried);
    }

    private static bool IsSuppressing(Value manager, PythonExpression expression) =>
        manager is TypedValue { Type: "contextlib.suppress" }
        || expression is Call { Func: Syntax.Attribute { Attr: "raises" or "assertRaises" or "assertRaisesRegex" } or Name { Id: "raises" } };

    /// <summary>The function of the code that a <c>with</c> calls, where it is to be left at what it yields.</summary>
    private FunctionValue? ManagerOf(PythonExpression expression)
    {
        if (expression is not Call { Func: Name or Syntax.Attribute { Value: Name } } call)
            return null;
        var callee = Evaluate(call.Func);
        return (callee is BoundValue bound ? bound.Function : callee) is FunctionValue { IsManager: true } function ? function : null;
    }

    /// <summary>Runs the body where the function yields, so that what stands behind the <c>yield</c> runs behind the body.</summary>
    private void RunManaged(WithItem[] items, int index, PythonStatement[] body, FunctionValue function)
    {
        var frame = _frame;
        int condition = _condition;
        int? place = _findings.FixedPlace;
        int runs = 0;
        void Run(Value yielded)
        {
            if (++runs > MaxYields)
            {
                _findings.AddUnknownCode(function.Name, _at);
                return;
            }
            var (inner, innerCondition, innerPlace, at) = (_frame, _condition, _findings.FixedPlace, _at);
            (_frame, _condition, _findings.FixedPlace) = (frame, condition, place);
            var before = runs > 1 ? CopyNames() : null;
            if (runs > 1)
                BeginCondition();
            if (items[index].OptionalVars is { } target)
                Bind(target, yielded);
            RunWithFrom(items, index + 1, body);
            if (before is not null)
                Merge(before);
            (_frame, _condition, _findings.FixedPlace, _at) = (inner, innerCondition, innerPlace, at);
        }
        RunTried(() =>
        {
            var outer = _managed;
            _managed = (function.Node, Run);
            var manager = Evaluate(items[index].ContextExpr);
            _managed = outer;
            // It was not entered, or yields nowhere.
            if (runs == 0)
                Run(Entered(manager));
            return MayCatch(BodyOf(function.Node), 0);
        });
    }

    /// <summary>What is raised at a <c>yield</c> in these statements may end in them.</summary>
    private static bool MayCatch(PythonStatement[] body, int depth) => Array.Exists(body, s => s switch
    {
        Try { Handlers.Length: 0 } attempt when depth < 8 => MayCatch(attempt.Body, depth + 1),
        If choice when depth < 8 => MayCatch(choice.Body, depth + 1) || MayCatch(choice.OrElse, depth + 1),
        Try or TryStar or With or AsyncWith or If or For or AsyncFor or While or Match => true,
        _ => false,
    });

    private Value Entered(Value manager)
    {
        switch (manager)
        {
            case InstanceValue instance:
                return InvokeMember(instance, "__enter__", CallArguments.None) ?? InvokeMember(instance, "__aenter__", CallArguments.None) ?? UnknownOf(instance);
            case SequenceValue sequence:
                return AnyOf(sequence);
            case TypedValue { Type: "tempfile.TemporaryDirectory", Content: { } folder }:
                return folder;
            case Alternatives several:
                Value? any = null;
                foreach (var one in several.Values)
                {
                    var part = Entered(one);
                    any = any is null ? part : Alternatives.Join(any, part);
                }
                return any!;
            default:
                return manager;
        }
    }

    /// <summary>It is left at a time that is not known.</summary>
    private Value EnteredByStack(Value manager)
    {
        var entered = Entered(manager);
        int outer = BeginCondition();
        Left(manager);
        _condition = outer;
        return entered;
    }

    /// <summary>Runs what a manager does behind the body.</summary>
    /// <returns>It may suppress what the body raises.</returns>
    private bool Left(Value manager)
    {
        bool isSuppressed = false;
        if (manager is Alternatives several)
        {
            int outer = BeginCondition();
            foreach (var one in several.Values)
                isSuppressed |= Left(one);
            _condition = outer;
        }
        if (manager is InstanceValue instance)
        {
            isSuppressed |= InvokeMember(instance, "__exit__", ThreeUnknown()) is { Truth: not false };
            isSuppressed |= InvokeMember(instance, "__aexit__", ThreeUnknown()) is { Truth: not false };
        }
        return isSuppressed;
    }

    private static CallArguments ThreeUnknown() => new([UnknownValue.Instance, UnknownValue.Instance, UnknownValue.Instance]);
}
