using System.Globalization;
using System.Text;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Values as format specifications and <c>repr</c> write them.</summary>
internal static class TextFormat
{
    private const int MaxWidth = 1024;

    /// <summary>A value by a specification such as <c>&gt;08.3f</c>; a hole where it is not known how it looks.</summary>
    internal static TextValue Apply(Value value, string spec)
    {
        int at = 0;
        char fill = '\0';
        char align = '\0';
        if (spec.Length > 1 && spec[1] is '<' or '>' or '^' or '=')
        {
            (fill, align) = (spec[0], spec[1]);
            at = 2;
        }
        else if (spec.Length > 0 && spec[0] is '<' or '>' or '^' or '=')
        {
            align = spec[0];
            at = 1;
        }
        char sign = at < spec.Length && spec[at] is '+' or '-' or ' ' ? spec[at++] : '-';
        bool isAlternate = at < spec.Length && spec[at] == '#';
        at += isAlternate ? 1 : 0;
        if (at < spec.Length && spec[at] == '0')
        {
            fill = fill == '\0' ? '0' : fill;
            if (align == '\0' && value is IntegerValue)
                align = '=';
            at++;
        }
        int width = Number(spec, ref at);
        char group = at < spec.Length && spec[at] is ',' or '_' ? spec[at++] : '\0';
        int precision = -1;
        if (at < spec.Length && spec[at] == '.')
        {
            at++;
            precision = Number(spec, ref at);
        }
        char type = at < spec.Length ? spec[at++] : '\0';
        if (at != spec.Length || width > MaxWidth || (value is TextValue { IsWide: true } && (width > 0 || precision >= 0)) || (group != '\0' && fill == '0')
            || spec.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return TextValue.Unknown;
        string? text = value switch
        {
            TextValue { IsExact: true, IsBytes: false } known when type is '\0' or 's' => precision >= 0 && precision < known.Text.Length ? known.Text[..precision] : known.Text,
            IntegerValue integer when precision < 0 => OfInteger(integer.Value, type, isAlternate, sign, group),
            _ => null,
        };
        if (text is null)
            return value is TextValue && width <= 0 && precision < 0 && type is '\0' or 's' ? value.AsText() : TextValue.Unknown;
        if (align == '=' && isAlternate)
            return text.Length >= width ? TextValue.Of(text) : TextValue.Unknown;
        return TextValue.Of(Pad(text, width, fill == '\0' ? ' ' : fill, align == '\0' ? (value is IntegerValue ? '>' : '<') : align));
    }

    /// <summary>One conversion of <c>%</c>, with its flags and width.</summary>
    internal static TextValue Percent(Value value, string flags, char conversion)
    {
        int at = 0;
        bool isLeft = false, isZero = false, isAlternate = false;
        char sign = '-';
        for (; at < flags.Length && flags[at] is '-' or '0' or '+' or ' ' or '#'; at++)
        {
            isLeft |= flags[at] == '-';
            isZero |= flags[at] == '0';
            isAlternate |= flags[at] == '#';
            sign = flags[at] is '+' or ' ' ? flags[at] : sign;
        }
        int width = Number(flags, ref at);
        int precision = -1;
        if (at < flags.Length && flags[at] == '.')
        {
            at++;
            precision = Number(flags, ref at);
        }
        if (at != flags.Length || width > MaxWidth || (value is TextValue { IsWide: true } && (width > 0 || precision >= 0)))
            return TextValue.Unknown;
        string? text;
        switch (conversion)
        {
            case 's':
                if (flags.Length == 0)
                    return value.AsText();
                text = value.AsText() is { IsExact: true } plain ? plain.Text : null;
                break;
            case 'r' or 'a':
                text = Repr(value) is { IsExact: true } shown ? shown.Text : null;
                break;
            case 'c':
                text = value is IntegerValue { Value: > 0 and < 0xD800 } code ? ((char)code.Value).ToString() : value is TextValue { IsExact: true, Text.Length: 1 } letter ? letter.Text : null;
                break;
            case 'd' or 'i' or 'u' or 'x' or 'X' or 'o' when precision < 0:
                text = value is IntegerValue integer ? OfInteger(integer.Value, conversion is 'i' or 'u' ? 'd' : conversion, isAlternate, sign, '\0') : null;
                break;
            default:
                text = null;
                break;
        }
        // The zeros stand behind what says which base it is.
        if (text is null || (isZero && isAlternate && text.Length < width))
            return TextValue.Unknown;
        if (precision >= 0 && precision < text.Length)
            text = text[..precision];
        return TextValue.Of(Pad(text, width, isZero && !isLeft && value is IntegerValue ? '0' : ' ', isLeft ? '<' : isZero && value is IntegerValue ? '=' : '>'));
    }

    /// <summary><c>str(value)</c></summary>
    internal static TextValue Shown(Value? value) => value switch
    {
        TextValue { IsBytes: true } => Repr(value),
        TextValue or IntegerValue or BoolValue or NoneValue or TypedValue { Type: "pathlib.Path" } => value.AsText(),
        Alternatives several => Array.ConvertAll(several.Values, Shown).Aggregate(TextValue.Generalise),
        _ => TextValue.Unknown,
    };

    /// <summary><c>repr(value)</c>, of texts only where nothing in them is escaped.</summary>
    internal static TextValue Repr(Value? value)
    {
        switch (value)
        {
            case IntegerValue or BoolValue or NoneValue:
                return value.AsText();
            case TextValue { IsExact: true } text when text.Text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && text.Text.AsSpan().IndexOfAny('\'', '\\') < 0:
                return TextValue.Of((text.IsBytes ? "b'" : "'") + text.Text + "'");
            default:
                return TextValue.Unknown;
        }
    }

    private static string? OfInteger(long value, char type, bool isAlternate, char sign, char group)
    {
        if (value == long.MinValue)
            return null;
        long amount = Math.Abs(value);
        string? digits = type switch
        {
            '\0' or 'd' or 'n' => amount.ToString(CultureInfo.InvariantCulture),
            'x' => amount.ToString("x", CultureInfo.InvariantCulture),
            'X' => amount.ToString("X", CultureInfo.InvariantCulture),
            'o' => Convert.ToString(amount, 8),
            'b' => Convert.ToString(amount, 2),
            'c' when amount is > 0 and < 0xD800 => ((char)amount).ToString(),
            _ => null,
        };
        if (digits is null)
            return null;
        if (group != '\0')
        {
            var parted = new StringBuilder(digits);
            int size = type is 'x' or 'X' or 'o' or 'b' ? 4 : 3;
            for (int i = digits.Length - size; i > 0; i -= size)
                parted.Insert(i, group);
            digits = parted.ToString();
        }
        if (isAlternate && type is 'x' or 'X' or 'o' or 'b')
            digits = "0" + type + digits;
        return value < 0 ? "-" + digits : sign == '-' ? digits : sign + digits;
    }

    private static string Pad(string text, int width, char fill, char align)
    {
        int missing = width - text.Length;
        if (missing <= 0)
            return text;
        string pad = new(fill, missing);
        return align switch
        {
            '<' => text + pad,
            '^' => string.Concat(pad.AsSpan(0, missing / 2), text, pad.AsSpan(missing / 2)),
            '=' when text.Length > 0 && text[0] is '-' or '+' or ' ' => string.Concat(text.AsSpan(0, 1), pad, text.AsSpan(1)),
            _ => pad + text,
        };
    }

    private static int Number(string text, ref int at)
    {
        int number = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && number <= MaxWidth)
            number = (number * 10) + (text[at++] - '0');
        return number;
    }
}
