using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

internal sealed partial class Interpreter
{
    private Value Evaluate(PythonExpression expression)
    {
        if (!Descend())
            return LostValue.Instance;
        var value = EvaluateInner(expression);
        _height--;
        return value;
    }

    private Value EvaluateInner(PythonExpression expression)
    {
        switch (expression)
        {
            case Constant constant:
                return OfConstant(constant);
            case Name name:
                return Lookup(name.Id, name.Start);
            case Syntax.Attribute attribute:
                var whole = Evaluate(attribute.Value);
                _at = attribute.Start;
                return GetAttribute(whole, attribute.Attr);
            case Call call:
                return EvaluateCall(call);
            case Subscript subscript:
                return EvaluateSubscript(subscript);
            case BinOp operation:
                var left = Evaluate(operation.Left);
                return Operate(operation.Operator, left, Evaluate(operation.Right));
            case BoolOp operation:
                return EvaluateChoice(operation.Values);
            case UnaryOp operation:
                return EvaluateUnary(operation);
            case Compare comparison:
                return EvaluateCompare(comparison);
            case IfExp choice:
                Evaluate(choice.Test);
                var one = Evaluate(choice.Body);
                return Alternatives.Join(one, Evaluate(choice.OrElse));
            case NamedExpr named:
                var given = Evaluate(named.Value);
                BindName(named.Target.Id, given);
                return given;
            case JoinedStr joined:
                return EvaluateJoined(joined.Values);
            case TemplateStr template:
                EvaluateJoined(template.Values);
                return UnknownValue.Instance;
            case Syntax.Tuple tuple:
                return EvaluateSequence(SequenceKind.Tuple, tuple.Elts);
            case List list:
                return EvaluateSequence(SequenceKind.List, list.Elts);
            case Set set:
                return EvaluateSequence(SequenceKind.Set, set.Elts);
            case Dict dict:
                return EvaluateDict(dict);
            case Lambda lambda:
                return MakeFunction(lambda, "<lambda>", lambda.Args);
            case ListComp comprehension:
                return EvaluateComprehension(SequenceKind.List, comprehension.Generators, comprehension.Elt);
            case SetComp comprehension:
                return EvaluateComprehension(SequenceKind.Set, comprehension.Generators, comprehension.Elt);
            case GeneratorExp comprehension:
                return EvaluateComprehension(SequenceKind.List, comprehension.Generators, comprehension.Elt);
            case DictComp comprehension:
                return EvaluateDictComprehension(comprehension);
            case Await awaited:
                return Evaluate(awaited.Value);
            case Yield yield:
                Produce(yield.Value is { } produced ? Evaluate(produced) : NoneValue.Instance);
                return UnknownValue.Instance;
            case YieldFrom from:
                foreach (var item in ElementsOf(Evaluate(from.Value), out _))
                    Produce(item);
                return UnknownValue.Instance;
            case Starred starred:
                return Evaluate(starred.Value);
            case Slice slice:
                EvaluateIfAny(slice.Lower);
                EvaluateIfAny(slice.Upper);
                EvaluateIfAny(slice.Step);
                return UnknownValue.Instance;
            default:
                _findings.AddUnknownCode("", expression.Start);
                return LostValue.Instance;
        }
    }

    private Value EvaluateIfAny(PythonExpression? expression) => expression is null ? NoneValue.Instance : Evaluate(expression);

    private static Value OfConstant(Constant constant) => constant.Value switch
    {
        ConstantKind.None => NoneValue.Instance,
        ConstantKind.True => BoolValue.True,
        ConstantKind.False => BoolValue.False,
        ConstantKind.String when constant.IsInexact => TextValue.Of(constant.Text.Replace('\uFFFD', TextValue.Hole)),
        ConstantKind.String => TextValue.Of(constant.Text),
        ConstantKind.Bytes => LibraryFolding.OfBytes(constant.Bytes),
        ConstantKind.Integer => new IntegerValue(constant.Integer),
        _ => UnknownValue.Instance,
    };

    private void Produce(Value item)
    {
        var yielded = _frame.Yielded ??= new SequenceValue(SequenceKind.List, [], true, _condition);
        yielded.Add(item, yielded.Condition == _condition);
    }

    private Value EvaluateChoice(PythonExpression[] values)
    {
        Value? any = null;
        int outer = _condition;
        foreach (var one in values)
        {
            var value = Evaluate(one);
            any = any is null ? value : Alternatives.Join(any, value);
            BeginCondition();
        }
        _condition = outer;
        return any!;
    }

    private Value EvaluateUnary(UnaryOp operation)
    {
        var operand = Evaluate(operation.Operand);
        return (operation.Operator, operand) switch
        {
            (UnaryOperator.Not, { Truth: { } truth }) => BoolValue.Of(!truth),
            (UnaryOperator.USub, IntegerValue integer) => new IntegerValue(unchecked(-integer.Value)),
            (UnaryOperator.Invert, IntegerValue integer) => new IntegerValue(~integer.Value),
            _ => UnknownValue.Instance,
        };
    }

    private Value EvaluateCompare(Compare comparison)
    {
        var left = Evaluate(comparison.Left);
        Value right = UnknownValue.Instance;
        foreach (var one in comparison.Comparators)
            right = Evaluate(one);
        if (comparison.Operators[0] is CompareOperator.In or CompareOperator.NotIn && IsEnvironment(right))
            ReadEnvironment(left);
        if (comparison.Operators.Length == 1 && left is TextValue { IsExact: true } a && right is TextValue { IsExact: true } b)
        {
            return comparison.Operators[0] switch
            {
                CompareOperator.Eq => BoolValue.Of(a.IsSame(b)),
                CompareOperator.NotEq => BoolValue.Of(!a.IsSame(b)),
                _ => UnknownValue.Instance,
            };
        }
        return UnknownValue.Instance;
    }

    private TextValue EvaluateJoined(PythonExpression[] values)
    {
        var text = default(TextValue.Builder);
        foreach (var part in values)
        {
            switch (part)
            {
                case Constant constant:
                    text.Add(constant.IsInexact ? constant.Text.Replace('\uFFFD', TextValue.Hole) : constant.Text);
                    break;
                case FormattedValue field:
                    var value = Evaluate(field.Value);
                    if (IsEnvironment(value))
                        ReadEnvironment(null);
                    var format = field.FormatSpec is JoinedStr spec ? EvaluateJoined(spec.Values) : null;
                    text.Add(TextFolding.Format(value, field.Conversion, format));
                    break;
                case Interpolation field:
                    Evaluate(field.Value);
                    break;
            }
        }
        return text.Build();
    }

    private SequenceValue EvaluateSequence(SequenceKind kind, PythonExpression[] elements)
    {
        var items = new List<Value>(elements.Length);
        SequenceValue? open = null;
        foreach (var element in elements)
        {
            bool isKnown = true;
            var added = element is Starred starred ? ElementsOf(Evaluate(starred.Value), out isKnown) : [Evaluate(element)];
            if (isKnown && open is null)
            {
                items.AddRange(added);
                continue;
            }
            // What stands before the first unknown part keeps its place.
            open ??= new SequenceValue(kind, items, true, _condition);
            if (added.Count == 0)
                added.Add(UnknownValue.Instance);
            foreach (var item in added)
                open.Add(item, false);
        }
        return open ?? new SequenceValue(kind, items, true, _condition);
    }

    private MappingValue EvaluateDict(Dict dict)
    {
        var mapping = new MappingValue(_condition);
        for (int i = 0; i < dict.Values.Length; i++)
        {
            if (dict.Keys[i] is { } keyed)
            {
                var key = Evaluate(keyed);
                mapping.Set(key, Evaluate(dict.Values[i]), true);
            }
            else
            {
                Update(mapping, Evaluate(dict.Values[i]), true);
            }
        }
        return mapping;
    }

    private SequenceValue EvaluateComprehension(SequenceKind kind, Comprehension[] generators, PythonExpression element)
    {
        var result = new SequenceValue(kind, [], true, _condition);
        var frame = _frame;
        _frame = new Frame(frame) { Function = frame.Function, Self = frame.Self };
        RunGenerators(generators, 0, true, isCertain => result.Add(Evaluate(element), isCertain));
        _frame = frame;
        return result;
    }

    private MappingValue EvaluateDictComprehension(DictComp comprehension)
    {
        var result = new MappingValue(_condition);
        var frame = _frame;
        _frame = new Frame(frame) { Function = frame.Function, Self = frame.Self };
        RunGenerators(comprehension.Generators, 0, true, isCertain =>
        {
            var key = Evaluate(comprehension.Key);
            result.Set(key, Evaluate(comprehension.Value), isCertain);
        });
        _frame = frame;
        return result;
    }

    private void RunGenerators(Comprehension[] generators, int index, bool isCertain, Action<bool> produce)
    {
        if (index == generators.Length)
        {
            produce(isCertain);
            return;
        }
        if (!Descend())
            return;
        var generator = generators[index];
        var items = ElementsOf(Evaluate(generator.Iter), out bool isExact);
        if (!isExact || items.Count > MaxUnrolled)
        {
            isCertain = false;
            items = [items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items)];
        }
        foreach (var item in items)
        {
            if (IsSpent)
                break;
            Bind(generator.Target, item);
            bool isTaken = isCertain;
            foreach (var filter in generator.Ifs)
            {
                if (Evaluate(filter).Truth != true)
                    isTaken = false;
            }
            RunGenerators(generators, index + 1, isTaken, produce);
        }
        _height--;
    }

    private Value Operate(BinaryOperator op, Value left, Value right)
    {
        if (left is Alternatives several)
        {
            Value? any = null;
            foreach (var one in several.Values)
            {
                var part = Operate(op, one, right);
                any = any is null ? part : Alternatives.Join(any, part);
            }
            return any!;
        }
        if (right is Alternatives others && left is TextValue or TypedValue)
        {
            Value? any = null;
            foreach (var one in others.Values)
            {
                var part = Operate(op, left, one);
                any = any is null ? part : Alternatives.Join(any, part);
            }
            return any!;
        }
        switch (op)
        {
            case BinaryOperator.Add when left is TextValue text:
                return TextValue.Concat(text, right is TextValue ? right.AsText() : TextValue.Unknown);
            case BinaryOperator.Add when right is TextValue ending && left is UnknownValue:
                return TextValue.Concat(TextValue.Unknown, ending);
            case BinaryOperator.Add when left is SequenceValue a && right is SequenceValue b:
                return new SequenceValue(a.Kind, [.. a.Items, .. b.Items], a.IsExact && b.IsExact, _condition);
            case BinaryOperator.Add when left is SequenceValue a:
                return new SequenceValue(a.Kind, [.. a.Items, UnknownOf(right)], false, _condition);
            case BinaryOperator.Add when right is SequenceValue b:
                return new SequenceValue(b.Kind, [.. b.Items, UnknownOf(left)], false, _condition);
            case BinaryOperator.Mod when left is TextValue format:
                return TextFolding.Percent(format, right);
            case BinaryOperator.Mult when left is TextValue text && right is IntegerValue count:
                return TextFolding.Repeat(text, count.Value);
            case BinaryOperator.Mult when left is TextValue or SequenceValue || right is TextValue or SequenceValue:
                if (left is IntegerValue times && right is TextValue repeated)
                    return TextFolding.Repeat(repeated, times.Value);
                return left is SequenceValue or TextValue ? Blurred(left) : Blurred(right);
            case BinaryOperator.Div when left is TypedValue { Type: "pathlib.Path", Content: { } path }:
                return new TypedValue("pathlib.Path", PathFolding.Join(path, PathOf(right)));
            case BinaryOperator.Div when right is TypedValue { Type: "pathlib.Path", Content: { } last }:
                return new TypedValue("pathlib.Path", PathFolding.Join(PathOf(left), last));
            case BinaryOperator.BitOr when left is MappingValue first:
                var joined = new MappingValue(_condition);
                Update(joined, first, true);
                Update(joined, right, true);
                return joined;
        }
        if (left is IntegerValue x && right is IntegerValue y)
            return TextFolding.Arithmetic(op, x.Value, y.Value);
        if (left is InstanceValue instance)
            return OperateInstance(op, instance, right);
        return left is TypedValue { Type: not "pathlib.Path" } typed ? typed : left.IsCapability || right.IsCapability ? LostValue.Instance : UnknownValue.Instance;
    }

    private Value OperateInstance(BinaryOperator op, InstanceValue left, Value right)
    {
        string name = op switch
        {
            BinaryOperator.Add => "__add__",
            BinaryOperator.Sub => "__sub__",
            BinaryOperator.Mult => "__mul__",
            BinaryOperator.MatMult => "__matmul__",
            BinaryOperator.Div => "__truediv__",
            BinaryOperator.Mod => "__mod__",
            BinaryOperator.Pow => "__pow__",
            BinaryOperator.LShift => "__lshift__",
            BinaryOperator.RShift => "__rshift__",
            BinaryOperator.BitOr => "__or__",
            BinaryOperator.BitXor => "__xor__",
            BinaryOperator.BitAnd => "__and__",
            _ => "__floordiv__",
        };
        return InvokeMember(left, name, new CallArguments([right])) ?? UnknownValue.Instance;
    }

    private Value Blurred(Value value) => value switch
    {
        SequenceValue sequence => new SequenceValue(sequence.Kind, [.. sequence.Items], false, _condition),
        _ => TextValue.Unknown,
    };
}
