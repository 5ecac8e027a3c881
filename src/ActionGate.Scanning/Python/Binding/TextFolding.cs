using System.Buffers;
using System.Globalization;
using System.Text;
using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Text as Python makes it.</summary>
internal static class TextFolding
{
    internal static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/");

    internal static TextValue Format(Value value, int conversion, TextValue? format)
    {
        if (conversion is 'r' or 'a')
            value = TextFormat.Repr(value);
        else if (conversion == 's' || format is null || format.Text.Length == 0 || value is TextValue { IsBytes: true })
            value = TextFormat.Shown(value);
        if (format is null || format.Text.Length == 0)
            return value.AsText();
        return format.IsExact ? TextFormat.Apply(value, format.Text) : TextValue.Unknown;
    }

    /// <summary><c>text % values</c></summary>
    internal static TextValue Percent(TextValue format, Value values)
    {
        var result = default(TextValue.Builder);
        var mapping = values as MappingValue;
        var items = values is SequenceValue { IsExact: true, Kind: SequenceKind.Tuple } tuple ? tuple.Items : mapping is null ? [values] : [];
        bool isKnown = values is not (SequenceValue { IsExact: false } or UnknownValue or Alternatives);
        int next = 0;
        string text = format.Text;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                // What is not known may ask for values as well.
                next = text[i] == TextValue.Hole ? int.MaxValue / 2 : next;
                result.Add(text.AsSpan(i, 1));
                continue;
            }
            int start = ++i;
            string? key = null;
            if (i < text.Length && text[i] == '(')
            {
                int end = text.IndexOf(')', i);
                if (end < 0 || text.AsSpan(i + 1, end - i).Contains('('))
                    return TextValue.Unknown;
                key = text[(i + 1)..end];
                i = start = end + 1;
            }
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '.' or '-' or '+' or ' ' or '#' or '*'))
                i++;
            if (i >= text.Length)
                return TextValue.Unknown;
            if (text[i] == '%' && i == start)
            {
                result.Add("%");
                continue;
            }
            if (!char.IsAsciiLetter(text[i]) || text[i] is 'l' or 'h' or 'L')
                return TextValue.Unknown;
            string flags = text[start..i];
            // A star takes a value of its own.
            next += flags.AsSpan().Count('*');
            var value = key is not null ? mapping?.Get(TextValue.Of(key)) : next < items.Count ? items[next] : null;
            next++;
            if (value is null || flags.Contains('*', StringComparison.Ordinal) || (!isKnown && value is not TextValue))
                result.Add(TextValue.Unknown);
            else
                result.Add(TextFormat.Percent(value is not IntegerValue && !format.IsBytes && text[i] == 's' ? TextFormat.Shown(value) : value, flags, text[i]));
        }
        return result.Build(format.IsBytes);
    }

    /// <summary><c>text.format(…)</c></summary>
    internal static TextValue FormatAll(TextValue format, CallArguments arguments, Func<Value, string, Value> attribute, Func<Value, Value, Value> item)
    {
        var result = default(TextValue.Builder);
        string text = format.Text;
        int next = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                result.Add(text.AsSpan(i++, 1));
                continue;
            }
            if (text[i] != '{')
            {
                // What is not known may ask for values as well.
                next = text[i] == TextValue.Hole ? int.MaxValue / 2 : next;
                result.Add(text.AsSpan(i, 1));
                continue;
            }
            int end = text.IndexOf('}', i);
            if (end < 0)
                return TextValue.Unknown;
            string field = text[(i + 1)..end];
            i = end;
            // Fields within fields.
            if (field.Contains('{', StringComparison.Ordinal))
            {
                result.Add(TextValue.Unknown);
                next = int.MaxValue / 2;
                int depth = field.AsSpan().Count('{');
                while (depth > 0 && ++i < text.Length)
                    depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
                continue;
            }
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            string? spec = colon < 0 ? null : field[(colon + 1)..];
            string name = colon < 0 ? field : field[..colon];
            int conversion = -1;
            if (name.Length > 1 && name[^2] == '!')
            {
                conversion = name[^1];
                name = name[..^2];
            }
            result.Add(Format(FieldOf(name, arguments, ref next, attribute, item), conversion, spec is null ? null : TextValue.Of(spec)));
        }
        return result.Build();
    }

    private static Value FieldOf(string field, CallArguments arguments, ref int next, Func<Value, string, Value> attribute, Func<Value, Value, Value> item)
    {
        int end = field.AsSpan().IndexOfAny('.', '[');
        string head = end < 0 ? field : field[..end];
        Value? value = head.Length == 0 ? arguments.At(next++)
            : int.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? arguments.At(index)
            : arguments.Keyword(head) ?? (arguments.At(0) as MappingValue)?.Get(TextValue.Of(head));
        while (value is not null && end >= 0 && end < field.Length)
        {
            if (field[end] == '[')
            {
                int close = field.IndexOf(']', end);
                if (close < 0)
                    return UnknownValue.Instance;
                string key = field[(end + 1)..close];
                value = item(value, long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? new IntegerValue(number) : TextValue.Of(key));
                end = close + 1;
                continue;
            }
            int stop = field.AsSpan(end + 1).IndexOfAny('.', '[');
            stop = stop < 0 ? field.Length : end + 1 + stop;
            value = attribute(value, field[(end + 1)..stop]);
            end = stop;
        }
        return value ?? UnknownValue.Instance;
    }

    internal static Value Repeat(TextValue text, long count)
    {
        if (count <= 0)
            return TextValue.Of("", text.IsBytes);
        var result = default(TextValue.Builder);
        if (!text.IsExact || count * Math.Max(1, text.Text.Length) > 4096 || count > 4096)
            return TextValue.Unknown;
        for (long i = 0; i < count; i++)
            result.Add(text);
        return result.Build(text.IsBytes);
    }

    internal static Value Arithmetic(BinaryOperator op, long x, long y) => op switch
    {
        BinaryOperator.Add => Number((Int128)x + y),
        BinaryOperator.Sub => Number((Int128)x - y),
        BinaryOperator.Mult => Number((Int128)x * y),
        BinaryOperator.BitXor => new IntegerValue(x ^ y),
        BinaryOperator.BitAnd => new IntegerValue(x & y),
        BinaryOperator.BitOr => new IntegerValue(x | y),
        BinaryOperator.FloorDiv when y > 0 && x >= 0 => new IntegerValue(x / y),
        BinaryOperator.Mod when y > 0 => Number((((Int128)x % y) + y) % y),
        _ => UnknownValue.Instance,
    };

    /// <summary>Numbers of more than 64 bits are not held.</summary>
    internal static Value Number(Int128 number) => number >= long.MinValue && number <= long.MaxValue ? new IntegerValue((long)number) : UnknownValue.Instance;

    internal static Value Slice(Value whole, Value lower, Value upper, Value step, int condition)
    {
        bool isKnown = lower is NoneValue or IntegerValue && upper is NoneValue or IntegerValue && step is NoneValue or IntegerValue { Value: not 0 and > -100_000 and < 100_000 };
        switch (whole)
        {
            case TextValue { IsExact: true, IsWide: false } text when isKnown:
                var letters = new StringBuilder();
                foreach (int i in Indices(text.Text.Length, lower, upper, step))
                    letters.Append(text.Text[i]);
                return TextValue.Of(letters.ToString(), text.IsBytes);
            case TextValue text:
                // A beginning that is known stays where only the end is cut off at an unknown place.
                return text.IsBytes ? TextValue.UnknownBytes : TextValue.Unknown;
            case SequenceValue { IsExact: true } sequence when isKnown:
                var items = new List<Value>();
                foreach (int i in Indices(sequence.Items.Count, lower, upper, step))
                    items.Add(sequence.Items[i]);
                return new SequenceValue(sequence.Kind, items, true, condition);
            case SequenceValue sequence:
                return new SequenceValue(sequence.Kind, [.. sequence.Items], false, condition);
            case TypedValue { Content: null }:
                return whole;
            case Alternatives several:
                return Alternatives.Of(new List<Value>(Array.ConvertAll(several.Values, v => Slice(v, lower, upper, step, condition))));
            default:
                return whole.IsCapability ? LostValue.Instance : UnknownValue.Instance;
        }
    }

    private static IEnumerable<int> Indices(int length, Value lower, Value upper, Value step)
    {
        int by = step is IntegerValue given ? (int)given.Value : 1;
        int from = Clamp(lower, length, by < 0 ? length - 1 : 0, by < 0);
        int to = Clamp(upper, length, by < 0 ? -1 : length, by < 0);
        for (int i = from; by < 0 ? i > to : i < to; i += by)
            yield return i;
    }

    private static int Clamp(Value bound, int length, int missing, bool isBackward)
    {
        if (bound is not IntegerValue integer)
            return missing;
        long at = integer.Value < 0 ? Math.Max(integer.Value + length, isBackward ? -1 : 0) : integer.Value;
        return (int)Math.Min(at, isBackward ? length - 1 : length);
    }

    /// <summary>Names that a pattern of file names stands for.</summary>
    internal static TextValue OfGlob(TextValue pattern)
    {
        int first = pattern.Text.AsSpan().IndexOfAny("*?[\0");
        if (first < 0)
            return pattern;
        int last = pattern.Text.AsSpan().LastIndexOfAny("*?]\0");
        return TextValue.Of(string.Concat(pattern.Text.AsSpan(0, first), "\0", pattern.Text.AsSpan(Math.Max(first, last) + 1)));
    }
}
