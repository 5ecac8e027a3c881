namespace ActionGate.Normalisation;

/// <summary>Numbers in decimal, of no culture.</summary>
internal static class DecimalText
{
    internal static void Append(int value, ref CharBuffer buffer)
    {
        Span<char> digits = stackalloc char[10];
        int start = digits.Length;
        do
        {
            digits[--start] = (char)('0' + (value % 10));
            value /= 10;
        }
        while (value > 0);
        buffer.Append(digits[start..]);
    }
}
