using System.Text;
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
            case Name word:
                return Lookup(word.Id, word.Start);
            case Syntax.Attribute { Attr: "name" or "_name_" } naming when NameOfMember(naming.Value) is { } name:
                return name;
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
                var one = EvaluatePerhaps(choice.Body);
                return Alternatives.Join(one, EvaluatePerhaps(choice.OrElse));
            case NamedExpr named:
                var given = Evaluate(named.Value);
                BindWalrus(named.Target.Id, given);
                return given;
            case JoinedStr joined:
                return EvaluateJoined(joined.Values);
            case TemplateStr template:
                return EvaluateTemplate(template);
            case Syntax.Tuple tuple:
                return EvaluateSequence(SequenceKind.Tuple, tuple.Elts);
            case List list:
                return EvaluateSequence(SequenceKind.List, list.Elts);
            case Set set:
                var members = EvaluateSequence(SequenceKind.Set, set.Elts);
                Reach(members);
                return members;
            case Dict dict:
                return EvaluateDict(dict);
            case Lambda lambda:
                return MakeFunction(lambda, "<lambda>", lambda.Args);
            case ListComp comprehension:
                return EvaluateComprehension(SequenceKind.List, comprehension.Generators, comprehension.Elt);
            case SetComp comprehension:
                return EvaluateComprehension(SequenceKind.Set, comprehension.Generators, comprehension.Elt);
            case GeneratorExp comprehension:
                return EvaluateGenerator(comprehension);
            case DictComp comprehension:
                return EvaluateDictComprehension(comprehension);
            case Await awaited:
                return Awaited(Evaluate(awaited.Value));
            case Yield yield:
                Produce(yield.Value is { } produced ? Evaluate(produced) : NoneValue.Instance, isCertain: true);
                return UnknownValue.Foreign;
            case YieldFrom from:
                var inner = Evaluate(from.Value);
                foreach (var item in ElementsOf(inner, out bool isEach))
                    Produce(item, isEach);
                return inner is SequenceValue { Outcome: { } outcome } ? outcome : UnknownOf(inner);
            case Starred starred:
                return Evaluate(starred.Value);
            case Slice slice:
                return SliceOf(EvaluateIfAny(slice.Lower), EvaluateIfAny(slice.Upper), EvaluateIfAny(slice.Step));
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

    private void Produce(Value item, bool isCertain)
    {
        var yielded = _frame.Yielded ??= new SequenceValue(SequenceKind.List, [], true, _condition);
        yielded.Add(item, isCertain && yielded.Condition == _condition);
        _frame.AtYield?.Invoke(item);
    }

    private Value EvaluateChoice(PythonExpression[] values)
    {
        var any = Evaluate(values[0]);
        for (int i = 1; i < values.Length; i++)
            any = Alternatives.Join(any, EvaluatePerhaps(values[i]));
        return any;
    }

    /// <summary>Evaluates what may not be reached.</summary>
    private Value EvaluatePerhaps(PythonExpression expression)
    {
        int outer = BeginCondition();
        _perhaps++;
        var value = Evaluate(expression);
        _perhaps--;
        _condition = outer;
        return value;
    }

    private void BindWalrus(string name, Value value)
    {
        var inner = _frame;
        while (_frame.IsComprehension && _frame.Outer is { } outer)
            _frame = outer;
        if ((_perhaps > 0 || !ReferenceEquals(inner, _frame)) && Find(name) is { } old)
            value = Alternatives.Join(old, value);
        BindName(name, value);
        _frame = inner;
    }

    private Value EvaluateTemplate(TemplateStr template)
    {
        Value any = UnknownValue.Instance;
        foreach (var part in template.Values)
        {
            if (part is Interpolation { Value: var field })
                any = Alternatives.Join(any, Evaluate(field));
        }
        EvaluateJoined(template.Values);
        return UnknownOf(any);
    }

    private Value Awaited(Value value)
    {
        if (value is InstanceValue instance && InvokeMember(instance, "__await__", CallArguments.None) is { } awaited)
            return awaited is SequenceValue { Outcome: { } outcome } ? outcome : awaited;
        return value;
    }

    private Value EvaluateUnary(UnaryOp operation)
    {
        var operand = Evaluate(operation.Operand);
        return (operation.Operator, operand) switch
        {
            (UnaryOperator.Not, { Truth: { } truth }) => BoolValue.Of(!truth),
            (UnaryOperator.USub, IntegerValue integer) => TextFolding.Number(-(Int128)integer.Value),
            (UnaryOperator.Invert, IntegerValue integer) => new IntegerValue(~integer.Value),
            (UnaryOperator.Not, _) => UnknownValue.Instance,
            (_, InstanceValue or ClassValue) => InvokeSpecial(operand, operation.Operator switch
            {
                UnaryOperator.USub => "__neg__",
                UnaryOperator.UAdd => "__pos__",
                _ => "__invert__",
            }, CallArguments.None) ?? UnknownValue.Instance,
            _ => UnknownValue.Instance,
        };
    }

    private Value EvaluateCompare(Compare comparison)
    {
        var left = Evaluate(comparison.Left);
        Value right = UnknownValue.Instance;
        Value? made = null;
        var before = left;
        for (int i = 0; i < comparison.Comparators.Length; i++)
        {
            right = i == 0 ? Evaluate(comparison.Comparators[i]) : EvaluatePerhaps(comparison.Comparators[i]);
            if (CompareByMethod(comparison.Operators[i], before, right) is { } own)
                made = made is null ? own : Alternatives.Join(made, own);
            before = right;
        }
        if (made is not null)
            return made;
        if (comparison.Operators[0] is CompareOperator.In or CompareOperator.NotIn && right is SequenceValue { IsIterator: true } searched)
            searched.Advances++;
        if (comparison.Operators[0] is CompareOperator.In or CompareOperator.NotIn && IsEnvironment(right))
            ReadEnvironment(left);
        if (comparison.Operators.Length == 1 && left is TextValue { IsExact: true, IsWide: false } a && right is TextValue { IsExact: true, IsWide: false } b)
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
                    var value = AsMember(field.Value, Evaluate(field.Value));
                    if (IsEnvironment(value))
                        ReadEnvironment(null);
                    var format = field.FormatSpec is JoinedStr spec ? EvaluateJoined(spec.Values) : null;
                    text.Add(value is InstanceValue instance ? Formatted(instance, field.Conversion, format) : TextFolding.Format(value, field.Conversion, format));
                    break;
                case Interpolation field:
                    Evaluate(field.Value);
                    break;
            }
        }
        return text.Build();
    }

    /// <summary>An object of the code in a field: what one of its methods makes of it.</summary>
    private TextValue Formatted(InstanceValue instance, int conversion, TextValue? format)
    {
        if (conversion is 'r' or 'a')
        {
            var told = InvokeMember(instance, "__repr__", CallArguments.None)?.AsText() ?? TextValue.Unknown;
            return TextFolding.Format(conversion == 'r' || Ascii.IsValid(told.Text) ? told : TextValue.Unknown, 's', format);
        }
        if (conversion < 0 && InvokeMember(instance, "__format__", new CallArguments([format ?? TextValue.Of("")])) is { } made)
            return made.AsText();
        return TextFolding.Format(Shown(instance).AsText(), 's', format);
    }

    /// <summary>An object of the code as text.</summary>
    internal Value Shown(InstanceValue instance) =>
        InvokeMember(instance, "__format__", new CallArguments([UnknownValue.Instance])) ?? InvokeMember(instance, "__str__", CallArguments.None)
        ?? (InvokeMember(instance, "__repr__", CallArguments.None) is { } told ? instance.Type.CatalogBase() is null ? told : Alternatives.Join(told, TextValue.Unknown) : instance);

    private SequenceValue EvaluateSequence(SequenceKind kind, PythonExpression[] elements)
    {
        var items = new List<Value>(elements.Length);
        SequenceValue? open = null;
        foreach (var element in elements)
        {
            // Data is no step: it only takes as long as it is.
            if (element is Constant constant && open is null)
            {
                items.Add(OfConstant(constant));
                continue;
            }
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
                var key = keyed is Constant name ? OfConstant(name) : Evaluate(keyed);
                var value = dict.Values[i] is Constant data ? OfConstant(data) : Evaluate(dict.Values[i]);
                if (key is TextValue { Text: Annotations })
                    RunHints(value);
                if (key is TextValue given && IsModuleName(given.Text))
                    NoteModuleName(given.Text, value);
                mapping.Set(key, value, true);
            }
            else
            {
                Update(mapping, Evaluate(dict.Values[i]), true);
            }
        }
        if (mapping.RestKey is { } keys)
            Reach(keys);
        return mapping;
    }

    private SequenceValue EvaluateComprehension(SequenceKind kind, Comprehension[] generators, PythonExpression element, Value? over = null)
    {
        var result = new SequenceValue(kind, [], true, _condition);
        var frame = _frame;
        var source = over ?? Evaluate(generators[0].Iter);
        _frame = new Frame(frame) { Function = frame.Function, Self = frame.Self, IsComprehension = true };
        int asked = AdvancesOf(source);
        RunGenerators(generators, source, 0, true, isCertain => result.Add(Evaluate(element), isCertain));
        _frame = frame;
        // Who takes further elements in between leaves gaps.
        if (AdvancesOf(source) > asked + 1)
            result.Blur();
        return result;
    }

    private MappingValue EvaluateDictComprehension(DictComp comprehension)
    {
        var result = new MappingValue(_condition);
        var frame = _frame;
        var source = Evaluate(comprehension.Generators[0].Iter);
        _frame = new Frame(frame) { Function = frame.Function, Self = frame.Self, IsComprehension = true };
        RunGenerators(comprehension.Generators, source, 0, true, isCertain =>
        {
            var key = Evaluate(comprehension.Key);
            result.Set(key, Evaluate(comprehension.Value), isCertain);
        });
        _frame = frame;
        return result;
    }

    private void RunGenerators(Comprehension[] generators, Value? source, int index, bool isCertain, Action<bool> produce)
    {
        if (index == generators.Length)
        {
            produce(isCertain);
            return;
        }
        if (!Descend())
            return;
        var generator = generators[index];
        var items = ElementsOf(source ?? Evaluate(generator.Iter), out bool isExact);
        int outer = _condition;
        if (!isExact || items.Count > MaxUnrolled || items.Count == 0)
        {
            isCertain = false;
            BeginCondition();
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
            RunGenerators(generators, null, index + 1, isTaken, produce);
        }
        _condition = outer;
        _height--;
    }
}
