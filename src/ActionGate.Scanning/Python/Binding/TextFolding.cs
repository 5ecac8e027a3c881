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
            return value is IntegerValue or BoolValue or NoneValue ? value.AsText() : TextValue.Unknown;
        if (format is null || format.Text.Length == 0 || (format.Text == "s" && value is TextValue))
            return value.AsText();
        if (value is IntegerValue { Value: >= 0 } integer && format.IsExact)
        {
            string spec = format.Text.TrimEnd('d');
            if (spec.Length is 2 or 3 && spec[0] == '0' && int.TryParse(spec, NumberStyles.None, CultureInfo.InvariantCulture, out int width))
                return TextValue.Of(integer.AsText().Text.PadLeft(width, '0'));
        }
        return TextValue.Unknown;
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
                result.Add(text.AsSpan(i, 1));
                continue;
            }
            int start = ++i;
            string? key = null;
            if (i < text.Length && text[i] == '(')
            {
                int end = text.IndexOf(')', i);
                if (end < 0)
                    return TextValue.Unknown;
                key = text[(i + 1)..end];
                i = start = end + 1;
            }
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '.' or '-' or '+' or ' ' or '#' or '*'))
                i++;
            if (i >= text.Length)
                return TextValue.Unknown;
            if (text[i] == '%')
            {
                result.Add("%");
                continue;
            }
            var value = key is not null ? mapping?.Get(TextValue.Of(key)) : next < items.Count ? items[next] : null;
            next++;
            bool isPlain = i == start && text[i] is 's' or 'd' or 'i';
            result.Add(value is not null && isPlain && isKnown ? value.AsText() : value is TextValue && isPlain ? value.AsText() : TextValue.Unknown);
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
                result.Add(text.AsSpan(i, 1));
                continue;
            }
            int end = text.IndexOf('}', i);
            if (end < 0)
                return TextValue.Unknown;
            string field = text[(i + 1)..end];
            i = end;
            // Fields within fields.
            if (field.Contains('{', StringComparison.Ordinal) || field.Contains('!', StringComparison.Ordinal))
            {
                result.Add(TextValue.Unknown);
                while (i + 1 < text.Length && text[i + 1] == '}')
                    i++;
                continue;
            }
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            string? spec = colon < 0 ? null : field[(colon + 1)..];
            result.Add(Format(FieldOf(colon < 0 ? field : field[..colon], arguments, ref next, attribute, item), -1, spec is null ? null : TextValue.Of(spec)));
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
        BinaryOperator.Add => new IntegerValue(unchecked(x + y)),
        BinaryOperator.Sub => new IntegerValue(unchecked(x - y)),
        BinaryOperator.Mult => Math.BigMul(x, y, out long low) == low >> 63 ? new IntegerValue(low) : UnknownValue.Instance,
        BinaryOperator.BitXor => new IntegerValue(x ^ y),
        BinaryOperator.BitAnd => new IntegerValue(x & y),
        BinaryOperator.BitOr => new IntegerValue(x | y),
        BinaryOperator.FloorDiv when y > 0 && x >= 0 => new IntegerValue(x / y),
        BinaryOperator.Mod when y > 0 => new IntegerValue(((x % y) + y) % y),
        _ => UnknownValue.Instance,
    };

    internal static Value Slice(Value whole, Value lower, Value upper, Value step, int condition)
    {
        bool isKnown = lower is NoneValue or IntegerValue && upper is NoneValue or IntegerValue && step is NoneValue or IntegerValue { Value: 1 or -1 };
        switch (whole)
        {
            case TextValue { IsExact: true } text when isKnown:
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
        bool isBackward = step is IntegerValue { Value: -1 };
        int from = Clamp(lower, length, isBackward ? length - 1 : 0, isBackward);
        int to = Clamp(upper, length, isBackward ? -1 : length, isBackward);
        for (int i = from; isBackward ? i > to : i < to; i += isBackward ? -1 : 1)
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

    internal static Value Method(TextValue text, string name, CallArguments arguments, int condition)
    {
        var first = arguments.At(0) as TextValue;
        bool isKnown = text.IsExact && (arguments.Positional.Count == 0 || first is { IsExact: true });
        string plain = text.Text;
        switch (name)
        {
            case "lower" or "casefold":
                return TextValue.Of(plain.ToLowerInvariant(), text.IsBytes);
            case "upper":
                return TextValue.Of(plain.ToUpperInvariant(), text.IsBytes);
            case "strip" or "lstrip" or "rstrip" when isKnown:
                char[]? set = first?.Text.ToCharArray();
                return TextValue.Of(name switch { "strip" => plain.Trim(set), "lstrip" => plain.TrimStart(set), _ => plain.TrimEnd(set) }, text.IsBytes);
            case "replace" when first is { IsExact: true, Text.Length: > 0 } && arguments.At(1) is TextValue by && arguments.Positional.Count == 2:
                return plain.Contains(TextValue.Hole, StringComparison.Ordinal) && !by.IsExact ? TextValue.Unknown : TextValue.Of(plain.Replace(first.Text, by.Text, StringComparison.Ordinal), text.IsBytes);
            case "removeprefix" when isKnown && first is not null:
                return TextValue.Of(plain.StartsWith(first.Text, StringComparison.Ordinal) ? plain[first.Text.Length..] : plain);
            case "removesuffix" when isKnown && first is not null:
                return TextValue.Of(plain.EndsWith(first.Text, StringComparison.Ordinal) ? plain[..^first.Text.Length] : plain);
            case "encode":
                return text.IsExact && Ascii.IsValid(plain) ? TextValue.Of(plain, isBytes: true) : TextValue.UnknownBytes;
            case "decode":
                return text.IsExact && Ascii.IsValid(plain) && first?.Text is null or "utf-8" or "utf8" or "ascii" or "latin-1" or "latin1" or "UTF-8" ? TextValue.Of(plain) : TextValue.Unknown;
            case "split" or "splitlines" or "rsplit" when isKnown && arguments.Positional.Count <= 1 && arguments.Named.Count == 0:
                string[] parts = name == "splitlines" ? plain.Split('\n') : first is { Text.Length: > 0 } ? plain.Split(first.Text) : plain.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
                return new SequenceValue(SequenceKind.List, new List<Value>(Array.ConvertAll(parts, static p => (Value)TextValue.Of(p))), true, condition);
            case "split" or "rsplit" or "splitlines":
                return new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, condition);
            case "partition" or "rpartition":
                return new SequenceValue(SequenceKind.Tuple, [TextValue.Unknown, TextValue.Unknown, TextValue.Unknown], true, condition);
            case "zfill" when text.IsExact && arguments.At(0) is IntegerValue { Value: < 100 } width:
                return TextValue.Of(plain.PadLeft((int)Math.Max(0, width.Value), '0'));
            case "fromhex":
                return LibraryFolding.FromHex(first);
            case "hex":
                return TextValue.Unknown;
            case "startswith" or "endswith" or "isdigit" or "isalpha" or "isalnum" or "find" or "rfind" or "index" or "count":
                return UnknownValue.Instance;
            case "strip" or "lstrip" or "rstrip" or "title" or "capitalize" or "swapcase" or "replace" or "translate" or "expandtabs" or "center" or "ljust" or "rjust" or "zfill" or "removeprefix" or "removesuffix":
                return text.IsBytes ? TextValue.UnknownBytes : TextValue.Unknown;
            default:
                return UnknownValue.Instance;
        }
    }
}
