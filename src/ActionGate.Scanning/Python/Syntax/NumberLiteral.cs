using System.Globalization;
using System.Numerics;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>The values of numbers that the lexer has taken.</summary>
internal static class NumberLiteral
{
    // What CPython converts by default (sys.set_int_max_str_digits): beyond, the text is refused.
    private const int MostDigits = 4300;

    /// <returns><see langword="null"/> for an integer too long to be read.</returns>
    internal static Constant? Read(ReadOnlySpan<char> text, int start, int end)
    {
        if (text.Length <= 18 && text.IndexOfAnyExceptInRange('0', '9') < 0)
            return new Constant(start, end, ConstantKind.Integer, bits: long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
        if (text.Contains('_'))
            text = text.ToString().Replace("_", "", StringComparison.Ordinal);
        if (text[0] == '0' && text.Length > 1)
        {
            switch (text[1])
            {
                case 'x' or 'X':
                    return OfBits(text[2..], 4, start, end);
                case 'o' or 'O':
                    return OfBits(text[2..], 3, start, end);
                case 'b' or 'B':
                    return OfBits(text[2..], 1, start, end);
            }
        }
        if (text[^1] is 'j' or 'J')
            return OfFloat(ConstantKind.Imaginary, text[..^1], start, end);
        if (text.ContainsAny('.', 'e', 'E'))
            return OfFloat(ConstantKind.Float, text, start, end);
        return text.Length <= MostDigits
            ? OfBig(BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), start, end)
            : null;
    }

    private static Constant OfFloat(ConstantKind kind, ReadOnlySpan<char> text, int start, int end)
    {
        double value = double.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
        return new Constant(start, end, kind, bits: BitConverter.DoubleToInt64Bits(value));
    }

    private static Constant OfBig(BigInteger value, int start, int end) => value <= long.MaxValue
        ? new Constant(start, end, ConstantKind.Integer, bits: (long)value)
        : new Constant(start, end, ConstantKind.BigInteger, value);

    private static Constant OfBits(ReadOnlySpan<char> digits, int bitsEach, int start, int end)
    {
        digits = digits.TrimStart('0');
        if (digits.Length * bitsEach <= 63)
        {
            long value = 0;
            foreach (char digit in digits)
                value = (value << bitsEach) | (long)ValueOf(digit);
            return new Constant(start, end, ConstantKind.Integer, bits: value);
        }
        // Little end first; a digit of three bits may lie in two bytes.
        byte[] bytes = new byte[((digits.Length * bitsEach) / 8) + 2];
        int bit = 0;
        for (int i = digits.Length - 1; i >= 0; i--, bit += bitsEach)
        {
            int shifted = ValueOf(digits[i]) << (bit % 8);
            bytes[bit / 8] |= (byte)shifted;
            bytes[(bit / 8) + 1] |= (byte)(shifted >> 8);
        }
        return OfBig(new BigInteger(bytes, isUnsigned: true), start, end);
    }

    private static int ValueOf(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
