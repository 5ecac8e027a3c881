using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

internal sealed partial class Interpreter
{
    /// <summary>Until the values in a loop no longer change; what still does after so many rounds is given up.</summary>
    private const int MaxRounds = 6;

    private const int MaxUnrolled = 256;

    /// <returns>Control can reach the end.</returns>
    private bool RunBlock(PythonStatement[] body)
    {
        bool falls = true;
        foreach (var statement in body)
        {
            if (!Descend())
                return true;
            _at = statement.Start;
            falls &= RunStatement(statement);
            RunImplicitAfter(statement);
            _height--;
        }
        return falls;
    }

    private bool RunStatement(PythonStatement statement)
    {
        switch (statement)
        {
            case Expr expression:
                Evaluate(expression.Value);
                return true;
            case Assign assign:
                RunAssign(assign);
                return true;
            case AnnAssign annotated:
                if (annotated.Value is { } given)
                    Bind(annotated.Target, Evaluate(given));
                Evaluate(annotated.Annotation);
                ReadHints(annotated.Annotation);
                return true;
            case AugAssign augmented:
                RunAugmented(augmented);
                return true;
            case If choice:
                return RunIf(choice);
            case For loop:
                return RunFor(loop.Target, loop.Iter, loop.Body, loop.OrElse);
            case AsyncFor loop:
                return RunFor(loop.Target, loop.Iter, loop.Body, loop.OrElse);
            case While loop:
                return RunWhile(loop);
            case With with:
                return RunWith(with.Items, with.Body);
            case AsyncWith with:
                return RunWith(with.Items, with.Body);
            case Try attempt:
                return RunTry(attempt.Body, attempt.Handlers, attempt.OrElse, attempt.FinalBody);
            case TryStar attempt:
                return RunTry(attempt.Body, attempt.Handlers, attempt.OrElse, attempt.FinalBody);
            case FunctionDef function:
                Define(function, function.Name, function.Args, function.DecoratorList, function.TypeParams);
                return true;
            case AsyncFunctionDef function:
                Define(function, function.Name, function.Args, function.DecoratorList, function.TypeParams);
                return true;
            case ClassDef type:
                DefineClass(type);
                return true;
            case Return back:
                var value = back.Value is { } expressed ? Evaluate(expressed) : NoneValue.Instance;
                _frame.Returned = _frame.Returned is { } before ? Alternatives.Join(before, value) : value;
                return false;
            case Raise raise:
                if (raise.Exc is not null)
                    Raised(Evaluate(raise.Exc));
                if (raise.Cause is not null)
                    Evaluate(raise.Cause);
                return false;
            case Break or Continue:
                var names = CopyNames();
                _frame.Jumps?.Add(names);
                if (statement is Break)
                    _frame.Breaks?.Add(names);
                return false;
            case Delete delete:
                foreach (var target in delete.Targets)
                    Forget(target);
                return true;
            case Assert assert:
                Evaluate(assert.Test);
                if (assert.Msg is not null)
                    Evaluate(assert.Msg);
                return true;
            case Import import:
                RunImport(import);
                return true;
            case ImportFrom import:
                RunImportFrom(import);
                return true;
            case Global global:
                foreach (string name in global.Names)
                    (_frame.Elsewhere ??= new(StringComparer.Ordinal))[name] = _module;
                return true;
            case Nonlocal nonlocal:
                foreach (string name in nonlocal.Names)
                    (_frame.Elsewhere ??= new(StringComparer.Ordinal))[name] = HolderOf(name);
                return true;
            case Match match:
                return RunMatch(match);
            case TypeAlias alias:
                EvaluateTypes(alias.TypeParams);
                var meant = Evaluate(alias.Value);
                BindName(alias.Name.Id, meant.IsCapability && meant is not ApiValue ? LostValue.Instance : meant);
                return true;
            default:
                return true;
        }
    }

    private void RunAssign(Assign assign)
    {
        var value = EvaluateStored(assign.Value);
        foreach (var target in assign.Targets)
            Bind(target, value);
    }

    private void RunAugmented(AugAssign augmented)
    {
        var left = Evaluate(augmented.Target);
        var right = Evaluate(augmented.Value);
        if (IsEnvironment(left))
        {
            InvokeEnvironment("update", new CallArguments([right]));
            return;
        }
        Bind(augmented.Target, Augment(augmented.Operator, left, right));
    }

    /// <summary>An exception carries what it holds to any handler.</summary>
    private void Raised(Value value)
    {
        if (value is InstanceValue or Alternatives)
            _raised = _raised is null ? value : Alternatives.Join(_raised, value);
        // The handler may have been read already.
        if (value is InstanceValue { IsCapability: true })
            _findings.AddUnknownCode("raise", _at);
    }

    private void EvaluateTypes(PythonTypeParameter[] types)
    {
        foreach (var type in types)
        {
            switch (type)
            {
                case TypeVar variable:
                    EvaluateIfAny(variable.Bound);
                    EvaluateIfAny(variable.Default);
                    break;
                case ParamSpec parameters:
                    EvaluateIfAny(parameters.Default);
                    break;
                case TypeVarTuple rest:
                    EvaluateIfAny(rest.Default);
                    break;
            }
            BindName(type.Name, UnknownValue.Instance);
        }
    }

    private bool RunIf(If choice)
    {
        bool? truth = Evaluate(choice.Test).Truth;
        var before = CopyNames();
        int outer = _condition;
        if (truth != true)
            BeginCondition();
        bool bodyFalls = RunBlock(choice.Body);
        _condition = outer;
        var after = _frame.Names;
        _frame.Names = before;
        if (truth != false)
            BeginCondition();
        bool elseFalls = RunBlock(choice.OrElse);
        _condition = outer;
        // A branch that is never taken counts for what it does, not for the values behind it.
        if (truth == true || (!elseFalls && bodyFalls))
            _frame.Names = after;
        else if (truth is null && bodyFalls)
            Merge(after);
        return truth switch { true => bodyFalls, false => elseFalls, _ => bodyFalls || elseFalls };
    }

    /// <summary>The names of the frame as they are now. A copy costs steps, so that many names and many branches don't multiply for free.</summary>
    private Dictionary<string, Value> CopyNames()
    {
        _steps -= _frame.Names.Count / 4;
        return _frame.Copy();
    }

    private bool RunFor(PythonExpression target, PythonExpression iterable, PythonStatement[] body, PythonStatement[] orElse)
    {
        var whole = Evaluate(iterable);
        var items = ElementsOf(whole, out bool isExact);
        var (jumps, breaks) = (_frame.Jumps, _frame.Breaks);
        (_frame.Jumps, _frame.Breaks) = ([], []);
        int outer = _condition;
        if (isExact && items.Count is > 0 and <= MaxUnrolled)
        {
            for (int i = 0; i < items.Count && !IsSpent; i++)
            {
                Bind(target, ElementNow(whole, items, i));
                bool falls = RunBlock(body);
                foreach (var jump in _frame.Jumps)
                    Merge(jump);
                // The next round may not come, so that it is no longer certain.
                if (_frame.Jumps.Count > 0 || !falls)
                    BeginCondition();
                _frame.Jumps.Clear();
            }
        }
        // What is run over may have grown meanwhile. What is empty may be filled where nobody looks.
        if (!isExact || items.Count is 0 or > MaxUnrolled || (whole is SequenceValue grown && (!grown.IsExact || grown.Items.Count > items.Count)))
        {
            RunRounds(body, () =>
            {
                var all = ElementsOf(whole, out _);
                Bind(target, all.Count == 0 ? UnknownValue.Foreign : Alternatives.Of(all));
            });
        }
        _condition = outer;
        var left = _frame.Breaks;
        (_frame.Jumps, _frame.Breaks) = (jumps, breaks);
        RunElse(orElse, left);
        return true;
    }

    /// <summary>Where a loop is left in the middle, its <c>else</c> is not run.</summary>
    private void RunElse(PythonStatement[] orElse, List<Dictionary<string, Value>> breaks)
    {
        if (orElse.Length == 0)
            return;
        int outer = _condition;
        if (breaks.Count > 0)
            BeginCondition();
        RunBlock(orElse);
        _condition = outer;
        foreach (var left in breaks)
            Merge(left);
    }

    private bool RunWhile(While loop)
    {
        var (jumps, breaks) = (_frame.Jumps, _frame.Breaks);
        (_frame.Jumps, _frame.Breaks) = ([], []);
        RunRounds(loop.Body, () => Evaluate(loop.Test));
        var left = _frame.Breaks;
        (_frame.Jumps, _frame.Breaks) = (jumps, breaks);
        RunElse(loop.OrElse, left);
        return true;
    }

    private void RunRounds(PythonStatement[] body, Action begin)
    {
        int outer = BeginCondition();
        for (int round = 0; round < MaxRounds; round++)
        {
            var before = CopyNames();
            int changes = _changes;
            begin();
            RunBlock(body);
            foreach (var jump in _frame.Jumps!)
                Merge(jump);
            _frame.Jumps.Clear();
            Merge(before);
            bool isSettled = IsSettled(before, round);
            if (IsSpent || (isSettled && changes == _changes))
                break;
        }
        _condition = outer;
    }

    /// <summary>Names hold what they held before the round; from the third round on, texts that still grow lose what grows.</summary>
    private bool IsSettled(Dictionary<string, Value> before, int round)
    {
        bool isSettled = true;
        foreach (string name in _frame.Names.Keys)
        {
            var now = _frame.Names[name];
            if (!before.TryGetValue(name, out var old))
            {
                isSettled = false;
                continue;
            }
            if (now.IsSame(old))
                continue;
            isSettled = false;
            if (round >= 1 && !now.IsCapability && AllText(now))
                _frame.Names[name] = now.AsText();
            else if (round >= 1 && now is not Alternatives { IsCapability: true })
                _frame.Names[name] = now.IsCapability ? now : Widened(now);
            if (round == MaxRounds - 1 && now.IsCapability)
                _frame.Names[name] = LostValue.Instance;
        }
        return isSettled;
    }

    /// <summary>What an object that changes in each round of a loop becomes.</summary>
    private Value Widened(Value now)
    {
        switch (now)
        {
            case TypedValue:
                return now.Vague;
            case InstanceValue instance:
                return SelfOf(instance.Type);
            case SequenceValue or MappingValue:
                EscapeFunctions(now, 0);
                return now;
            case Alternatives several when several.CanAct:
                return Alternatives.Of([.. Array.ConvertAll(several.Values, Widened)]);
            default:
                EscapeFunctions(now, 0);
                return UnknownOf(now);
        }
    }

    private static bool AllText(Value value) =>
        value is TextValue || (value is Alternatives several && Array.TrueForAll(several.Values, static v => v is TextValue));

    private bool RunWith(WithItem[] items, PythonStatement[] body)
    {
        var folder = _folder;
        bool isMoved = false;
        foreach (var item in items)
        {
            var manager = Evaluate(item.ContextExpr);
            if (manager is TypedValue { Type: "contextlib.chdir", Content: { } moved })
            {
                ChangeFolder(moved);
                isMoved = true;
            }
            var entered = Entered(manager);
            if (item.OptionalVars is { } target)
                Bind(target, entered);
        }
        RunBlock(body);
        if (isMoved)
            _folder = folder;
        return true;
    }

    private Value Entered(Value manager)
    {
        switch (manager)
        {
            case InstanceValue instance:
                var entered = InvokeMember(instance, "__enter__", CallArguments.None) ?? InvokeMember(instance, "__aenter__", CallArguments.None);
                InvokeMember(instance, "__exit__", ThreeUnknown());
                InvokeMember(instance, "__aexit__", ThreeUnknown());
                return entered ?? UnknownOf(instance);
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

    private static CallArguments ThreeUnknown() => new([UnknownValue.Instance, UnknownValue.Instance, UnknownValue.Instance]);

    private bool RunTry(PythonStatement[] body, ExceptHandler[] handlers, PythonStatement[] orElse, PythonStatement[] finalBody)
    {
        var before = CopyNames();
        var outerTried = _frame.Tried;
        var tried = new Dictionary<string, Value>(StringComparer.Ordinal);
        _frame.Tried = tried;
        int outer = BeginCondition();
        bool falls = RunBlock(body);
        _frame.Tried = outerTried;
        if (outerTried is not null)
        {
            foreach (var (name, value) in tried)
                outerTried[name] = outerTried.TryGetValue(name, out var old) ? Alternatives.Join(old, value) : value;
        }
        if (falls)
            falls = RunBlock(orElse);
        else
            RunBlock(orElse);
        var whole = _frame.Names;
        foreach (var handler in handlers)
        {
            BeginCondition();
            _frame.Names = new Dictionary<string, Value>(before, StringComparer.Ordinal);
            Merge(tried);
            if (handler.Type is not null)
                Evaluate(handler.Type);
            if (handler.Name is not null)
                BindName(handler.Name, _raised is null ? UnknownValue.Foreign : Alternatives.Join(UnknownValue.Foreign, _raised));
            bool handled = RunBlock(handler.Body);
            var after = _frame.Names;
            _frame.Names = whole;
            if (handled && falls)
                Merge(after);
            else if (handled)
                _frame.Names = after;
            falls |= handled;
            whole = _frame.Names;
        }
        _condition = outer;
        _frame.Names = whole;
        if (finalBody.Length > 0 && !falls)
            Merge(before);
        if (finalBody.Length > 0 && IsPassing(tried))
        {
            // Where the body is left in the middle, names hold what they held there.
            var end = CopyNames();
            Merge(tried);
            int condition = BeginCondition();
            RunBlock(finalBody);
            _condition = condition;
            _frame.Names = end;
        }
        bool ends = RunBlock(finalBody);
        return falls && ends;
    }

    /// <summary>A name held something that could act, and no longer does.</summary>
    private bool IsPassing(Dictionary<string, Value> tried)
    {
        foreach (var (name, value) in tried)
        {
            if (value.IsCapability && _frame.Names.TryGetValue(name, out var now) && !now.IsSame(value))
                return true;
        }
        return false;
    }
}
