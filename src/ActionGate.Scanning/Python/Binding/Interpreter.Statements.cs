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
                Define(function, function.Name, function.Args, function.DecoratorList);
                return true;
            case AsyncFunctionDef function:
                Define(function, function.Name, function.Args, function.DecoratorList);
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
                    Evaluate(raise.Exc);
                if (raise.Cause is not null)
                    Evaluate(raise.Cause);
                return false;
            case Break or Continue:
                _frame.Jumps?.Add(_frame.Copy());
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
                BindName(alias.Name.Id, UnknownValue.Instance);
                return true;
            default:
                return true;
        }
    }

    private void RunAssign(Assign assign)
    {
        var value = Evaluate(assign.Value);
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
        if (left is SequenceValue { Kind: SequenceKind.List } list && augmented.Operator == BinaryOperator.Add)
        {
            Extend(list, right);
            return;
        }
        Bind(augmented.Target, Operate(augmented.Operator, left, right));
    }

    private bool RunIf(If choice)
    {
        bool? truth = Evaluate(choice.Test).Truth;
        var before = _frame.Copy();
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

    private bool RunFor(PythonExpression target, PythonExpression iterable, PythonStatement[] body, PythonStatement[] orElse)
    {
        var items = ElementsOf(Evaluate(iterable), out bool isExact);
        var jumps = _frame.Jumps;
        _frame.Jumps = [];
        if (isExact && items.Count <= MaxUnrolled)
        {
            foreach (var item in items)
            {
                Bind(target, item);
                bool falls = RunBlock(body);
                foreach (var jump in _frame.Jumps)
                    Merge(jump);
                // The next round may not come, so that it is no longer certain.
                if (_frame.Jumps.Count > 0 || !falls)
                    BeginCondition();
                _frame.Jumps.Clear();
                if (IsSpent)
                    break;
            }
        }
        else
        {
            RunRounds(body, () => Bind(target, items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items)));
        }
        _frame.Jumps = jumps;
        RunBlock(orElse);
        return true;
    }

    private bool RunWhile(While loop)
    {
        var jumps = _frame.Jumps;
        _frame.Jumps = [];
        RunRounds(loop.Body, () => Evaluate(loop.Test));
        _frame.Jumps = jumps;
        RunBlock(loop.OrElse);
        return true;
    }

    private void RunRounds(PythonStatement[] body, Action begin)
    {
        int outer = BeginCondition();
        for (int round = 0; round < MaxRounds; round++)
        {
            var before = _frame.Copy();
            begin();
            RunBlock(body);
            foreach (var jump in _frame.Jumps!)
                Merge(jump);
            _frame.Jumps.Clear();
            Merge(before);
            if (IsSpent || IsSettled(before, round))
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
                _frame.Names[name] = now.IsCapability ? now : UnknownValue.Instance;
            if (round == MaxRounds - 1 && now.IsCapability)
                _frame.Names[name] = LostValue.Instance;
        }
        return isSettled;
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
                return entered ?? UnknownValue.Instance;
            case SequenceValue sequence:
                return sequence.AnyItem;
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
        var before = _frame.Copy();
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
                BindName(handler.Name, UnknownValue.Instance);
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
        bool ends = RunBlock(finalBody);
        return falls && ends;
    }

    private bool RunMatch(Match match)
    {
        var subject = Evaluate(match.Subject);
        var before = _frame.Copy();
        Dictionary<string, Value>? all = null;
        int outer = _condition;
        foreach (var one in match.Cases)
        {
            BeginCondition();
            _frame.Names = new Dictionary<string, Value>(before, StringComparer.Ordinal);
            BindPattern(one.Pattern, subject);
            if (one.Guard is not null)
                Evaluate(one.Guard);
            if (RunBlock(one.Body))
            {
                if (all is not null)
                    Merge(all);
                all = _frame.Names;
            }
        }
        _condition = outer;
        _frame.Names = before;
        if (all is not null)
            Merge(all);
        return true;
    }

    private void BindPattern(PythonPattern pattern, Value subject)
    {
        if (!Descend())
            return;
        switch (pattern)
        {
            case MatchAs capture:
                if (capture.Pattern is not null)
                    BindPattern(capture.Pattern, subject);
                if (capture.Name is not null)
                    BindName(capture.Name, subject);
                break;
            case MatchOr or:
                foreach (var one in or.Patterns)
                    BindPattern(one, subject);
                break;
            case MatchStar { Name: { } rest }:
                BindName(rest, subject);
                break;
            case MatchSequence sequence:
                BindParts(sequence.Patterns, subject);
                break;
            case MatchMapping mapping:
                var under = subject is MappingValue known ? known.AnyValue ?? UnknownValue.Instance : UnknownOf(subject);
                foreach (var one in mapping.Patterns)
                    BindPattern(one, under);
                if (mapping.Rest is not null)
                    BindName(mapping.Rest, subject);
                break;
            case MatchClass type:
                Evaluate(type.Cls);
                foreach (var one in type.Patterns)
                    BindPattern(one, UnknownOf(subject));
                for (int i = 0; i < type.KwdPatterns.Length; i++)
                    BindPattern(type.KwdPatterns[i], GetAttribute(subject, type.KwdAttrs[i]));
                break;
            case MatchValue value:
                Evaluate(value.Value);
                break;
        }
        _height--;
    }

    private void BindParts(PythonPattern[] patterns, Value subject)
    {
        var items = ElementsOf(subject, out bool isExact);
        bool isAligned = isExact && items.Count == patterns.Length && !Array.Exists(patterns, static p => p is MatchStar);
        var any = items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items);
        for (int i = 0; i < patterns.Length; i++)
        {
            if (patterns[i] is MatchStar { Name: { } rest })
                BindName(rest, new SequenceValue(SequenceKind.List, [.. items], false, _condition));
            else
                BindPattern(patterns[i], isAligned ? items[i] : any);
        }
    }

    /// <summary>A part of a value that is not looked into.</summary>
    private static Value UnknownOf(Value whole) => whole.IsCapability ? LostValue.Instance : UnknownValue.Instance;
}
