using System.Globalization;
using System.Text;

namespace ActionGate.Audit.Records;

/// <summary>Reads the inside of a JSON string that a reader has found well-formed. Lone surrogates stay what they are.</summary>
internal static class JsonText
{
    internal static string Decode(ReadOnlySpan<byte> escaped)
    {
        char[] chars = new char[escaped.Length];
        return new string(chars, 0, Decode(escaped, chars));
    }

    /// <summary>No more units come out than bytes went in.</summary>
    internal static int Decode(ReadOnlySpan<byte> escaped, Span<char> units)
    {
        int length = 0;
        while (!escaped.IsEmpty)
        {
            int run = escaped.IndexOf((byte)'\\');
            if (run < 0)
                return length + Encoding.UTF8.GetChars(escaped, units[length..]);
            length += Encoding.UTF8.GetChars(escaped[..run], units[length..]);
            byte letter = escaped[run + 1];
            if (letter == (byte)'u')
                units[length++] = (char)ushort.Parse(escaped.Slice(run + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            else
                units[length++] = Unescape(letter);
            escaped = escaped[(run + (letter == (byte)'u' ? 6 : 2))..];
        }
        return length;
    }

    private static char Unescape(byte letter) => (char)letter switch
    {
        'b' => '\b',
        't' => '\t',
        'n' => '\n',
        'f' => '\f',
        'r' => '\r',
        char same => same,
    };
}
