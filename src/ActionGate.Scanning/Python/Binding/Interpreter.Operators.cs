using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What operators make of values, and the methods that objects have for them.</summary>
internal sealed partial class Interpreter
{
    private Value Operate(BinaryOperator op, Value left, Value right)
    {
        if (op == BinaryOperator.BitOr && (IsEnvironment(left) || IsEnvironment(right)))
        {
            ReadEnvironment(null);
            left = IsEnvironment(left) ? CopyOfEnvironment() : left;
            right = IsEnvironment(right) ? CopyOfEnvironment() : right;
        }
        if (left is BufferValue buffer)
            return Buffered(Operate(op, BytesIn(buffer), BytesIn(right)));
        if (left is not InstanceValue)
            right = BytesIn(right);
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
        if (right is Alternatives others && left is not (SequenceValue or MappingValue))
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
                _steps -= (a.Items.Count + b.Items.Count) / ElementsPerStep;
                return new SequenceValue(a.Kind, [.. a.Items, .. b.Items], a.IsExact && b.IsExact, _condition);
            case BinaryOperator.Add when left is SequenceValue a:
                return new SequenceValue(a.Kind, [.. a.Items, UnknownOf(right)], false, _condition);
            case BinaryOperator.Add when right is SequenceValue b:
                return new SequenceValue(b.Kind, [.. b.Items, UnknownOf(left)], false, _condition);
            case BinaryOperator.Mod when left is TextValue format:
                return TextFolding.Percent(format, right);
            case BinaryOperator.Mult when left is TextValue text && right is IntegerValue count:
                return TextFolding.Repeat(text, count.Value);
            case BinaryOperator.Mult when left is SequenceValue { IsExact: true } row && right is IntegerValue { Value: >= 0 and <= MaxUnrolled } rounds && row.Items.Count * rounds.Value <= MaxUnrolled:
                return new SequenceValue(row.Kind, [.. Enumerable.Repeat(row.Items, (int)rounds.Value).SelectMany(static i => i)], true, _condition);
            case BinaryOperator.Mult when left is TextValue or SequenceValue || right is TextValue or SequenceValue:
                if (left is IntegerValue times && right is TextValue repeated)
                    return TextFolding.Repeat(repeated, times.Value);
                return left is SequenceValue or TextValue ? Blurred(left) : Blurred(right);
            case BinaryOperator.Div when left is TypedValue { Type: "pathlib.Path", Content: { } path }:
                return new TypedValue("pathlib.Path", PathFolding.Join(path, PathOf(right)));
            case BinaryOperator.Div when right is TypedValue { Type: "pathlib.Path", Content: { } last }:
                return new TypedValue("pathlib.Path", PathFolding.Join(PathOf(left), last));
            case BinaryOperator.BitOr or BinaryOperator.BitAnd or BinaryOperator.Sub or BinaryOperator.BitXor when left is SequenceValue set && right is SequenceValue more:
                return new SequenceValue(set.Kind, [.. set.Items, .. more.Items], false, _condition);
            case BinaryOperator.BitOr when left is MappingValue first:
                var joined = new MappingValue(_condition);
                Update(joined, first, true);
                Update(joined, right, true);
                return joined;
        }
        if (left is IntegerValue x && right is IntegerValue y)
            return TextFolding.Arithmetic(op, x.Value, y.Value);
        if (HasSpecial(left) || HasSpecial(right))
            return OperateByMethod(op, left, right);
        if (left is TypedValue { Type: not "pathlib.Path" } typed)
            return typed;
        var rank = UnknownOf(left);
        return rank.CanAct || left is not UnknownValue ? rank : UnknownOf(right);
    }

    private Value OperateByMethod(BinaryOperator op, Value left, Value right)
    {
        string name = op switch
        {
            BinaryOperator.Add => "add__",
            BinaryOperator.Sub => "sub__",
            BinaryOperator.Mult => "mul__",
            BinaryOperator.MatMult => "matmul__",
            BinaryOperator.Div => "truediv__",
            BinaryOperator.Mod => "mod__",
            BinaryOperator.Pow => "pow__",
            BinaryOperator.LShift => "lshift__",
            BinaryOperator.RShift => "rshift__",
            BinaryOperator.BitOr => "or__",
            BinaryOperator.BitXor => "xor__",
            BinaryOperator.BitAnd => "and__",
            _ => "floordiv__",
        };
        var first = InvokeSpecial(left, "__" + name, new CallArguments([right]));
        // Where the first declines, the second is asked.
        var second = InvokeSpecial(right, "__r" + name, new CallArguments([left]));
        if (first is not null && second is not null)
            return Alternatives.Join(first, second);
        if ((first ?? second) is { } made)
            return made;
        Escape(left is InstanceValue ? right : left, name);
        return UnknownOf(left.CanAct ? left : right);
    }

    private Value Blurred(Value value) => value switch
    {
        SequenceValue sequence => new SequenceValue(sequence.Kind, [.. sequence.Items], false, _condition),
        _ => TextValue.Unknown,
    };

    /// <summary>What the methods of an object make of a comparison; <see langword="null"/> where none is asked.</summary>
    private Value? CompareByMethod(CompareOperator op, Value left, Value right)
    {
        if (op is CompareOperator.In or CompareOperator.NotIn)
        {
            if (InvokeSpecial(right, "__contains__", new CallArguments([left])) is { } contained)
                return contained;
            if (right is not InstanceValue container || container.Type.Find("__iter__") is null)
            {
                Reach(left, right);
                return null;
            }
            // Each of what it yields is compared.
            var items = ElementsOf(container, out _);
            Reach([left, .. items]);
            return items.Count > 0 ? UnknownValue.Instance : null;
        }
        var (name, mirrored) = op switch
        {
            CompareOperator.Eq => ("__eq__", "__eq__"),
            CompareOperator.NotEq => ("__ne__", "__ne__"),
            CompareOperator.Lt => ("__lt__", "__gt__"),
            CompareOperator.Gt => ("__gt__", "__lt__"),
            CompareOperator.LtE => ("__le__", "__ge__"),
            CompareOperator.GtE => ("__ge__", "__le__"),
            _ => ("", ""),
        };
        if (name.Length == 0)
            return null;
        var first = InvokeSpecial(left, name, new CallArguments([right]));
        // Where the first declines, the second is asked; what declines is not told from what does not.
        var second = InvokeSpecial(right, mirrored, new CallArguments([left]));
        if (first is null && second is null)
            Reach(left, right);
        return first is not null && second is not null ? Alternatives.Join(first, second) : first ?? second;
    }

    /// <summary>What can change is changed in place: others may hold it.</summary>
    private Value Augment(BinaryOperator op, Value left, Value right)
    {
        if (left is SequenceValue or MappingValue or NamesValue)
            Touch(left);
        switch (left)
        {
            case Alternatives several:
                int outer = BeginCondition();
                var all = Array.ConvertAll(several.Values, v => Augment(op, v, right));
                _condition = outer;
                return Alternatives.Of([.. all]);
            case BufferValue buffer:
                Change(buffer, Operate(op, buffer.Content, BytesIn(right)) as TextValue);
                return buffer;
            case SequenceValue { Kind: not SequenceKind.Tuple } list when op is BinaryOperator.Add or BinaryOperator.BitOr or BinaryOperator.BitXor:
                Extend(list, right);
                return list;
            case SequenceValue { Kind: not SequenceKind.Tuple, IsExact: true } list when list.Condition == _condition && op == BinaryOperator.Mult && Operate(op, list, right) is SequenceValue { IsExact: true } repeated:
                list.Set(repeated.Items, isExact: true, isCertain: true);
                return list;
            case SequenceValue { Kind: not SequenceKind.Tuple } list:
                list.Blur();
                return list;
            case NamesValue { Owner: InstanceValue owner } names when op == BinaryOperator.BitOr:
                InvokeMembers(owner, "update", new CallArguments([right]));
                return names;
            case MappingValue mapping when op == BinaryOperator.BitOr:
                Update(mapping, right, mapping.Condition == _condition);
                return mapping;
            case InstanceValue instance when instance.Type.Find(InPlace(op)) is not null:
                return InvokeMember(instance, InPlace(op), new CallArguments([right]))!;
            default:
                return Operate(op, left, right);
        }
    }

    private static string InPlace(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "__iadd__",
        BinaryOperator.Sub => "__isub__",
        BinaryOperator.Mult => "__imul__",
        BinaryOperator.MatMult => "__imatmul__",
        BinaryOperator.Div => "__itruediv__",
        BinaryOperator.Mod => "__imod__",
        BinaryOperator.Pow => "__ipow__",
        BinaryOperator.LShift => "__ilshift__",
        BinaryOperator.RShift => "__irshift__",
        BinaryOperator.BitOr => "__ior__",
        BinaryOperator.BitXor => "__ixor__",
        BinaryOperator.BitAnd => "__iand__",
        _ => "__ifloordiv__",
    };
}
