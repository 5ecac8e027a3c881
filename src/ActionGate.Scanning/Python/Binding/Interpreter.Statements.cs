using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

internal sealed partial class Interpreter
{
    /// <returns>Control can reach the end.</returns>
    private bool RunBlock(PythonStatement[] body)
    {
        // Where control is left, names hold what they held there: what stands behind counts for what it does alone.
        Dictionary<string, Value>? left = null;
        var tried = _frame.Tried;
        int outer = _condition;
        bool falls = true;
        for (int i = 0; i < body.Length; i++)
        {
            if (!Descend())
                break;
            _at = body[i].Start;
            falls &= RunStatement(body[i]);
            RunImplicitAfter(body[i]);
            _height--;
            if (falls || left is not null || i == body.Length - 1)
                continue;
            left = CopyNames();
            _frame.Tried = null;
            BeginCondition();
        }
        if (left is null)
            return falls;
        _frame.Names = left;
        _frame.Tried = tried;
        _condition = outer;
        return false;
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
                (statement is Break ? _frame.Breaks : _frame.Jumps)?.Add(CopyNames());
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

    private bool RunTry(PythonStatement[] body, ExceptHandler[] handlers, PythonStatement[] orElse, PythonStatement[] finalBody)
    {
        var before = CopyNames();
        int jumps = _frame.Jumps?.Count ?? 0;
        int breaks = _frame.Breaks?.Count ?? 0;
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
        RunOnTheWay(finalBody, _frame.Jumps, jumps);
        RunOnTheWay(finalBody, _frame.Breaks, breaks);
        bool ends = RunBlock(finalBody);
        return falls && ends;
    }

    /// <summary>Who leaves a loop, or begins it anew, out of a <c>try</c> passes its <c>finally</c>.</summary>
    private void RunOnTheWay(PythonStatement[] finalBody, List<Dictionary<string, Value>>? ways, int from)
    {
        int to = finalBody.Length == 0 ? 0 : ways?.Count ?? 0;
        var names = _frame.Names;
        for (int i = from; i < to && !IsSpent; i++)
        {
            int outer = BeginCondition();
            _frame.Names = ways![i];
            RunBlock(finalBody);
            ways[i] = _frame.Names;
            _frame.Names = names;
            _condition = outer;
        }
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
