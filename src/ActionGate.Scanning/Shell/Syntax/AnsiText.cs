using System.Text;
using System.Text.Unicode;

namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>What is between the quotes of <c>$'…'</c>, as bash reads it.</summary>
internal static class AnsiText
{
    /// <summary>The text that is meant; <see langword="null"/> where it is none.</summary>
    internal static string? Decode(ReadOnlySpan<char> text, out string? problem, out int problemAt)
    {
        problem = null;
        problemAt = 0;
        var decoded = new StringBuilder(text.Length);
        List<byte>? bytes = null;
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            int value = NextCharacter(text, ref at, out bool isByte, out problem);
            problemAt = start;
            if (problem is not null)
                return null;
            if (isByte && value >= 0x80)
            {
                (bytes ??= []).Add((byte)value);
                continue;
            }

            if (!FlushBytes(bytes, decoded, out problem))
                return null;
            // The shell's strings end with it.
            if (value == 0)
                return decoded.ToString();
            if (value < 0x10000)
                decoded.Append((char)value);
            else
                decoded.Append(char.ConvertFromUtf32(value));
        }

        return FlushBytes(bytes, decoded, out problem) ? decoded.ToString() : null;
    }

    private static bool FlushBytes(List<byte>? bytes, StringBuilder decoded, out string? problem)
    {
        problem = null;
        if (bytes is not { Count: > 0 })
            return true;
        byte[] taken = [.. bytes];
        bytes.Clear();
        if (!Utf8.IsValid(taken))
        {
            problem = "bytes that are no characters";
            return false;
        }

        decoded.Append(Encoding.UTF8.GetString(taken));
        return true;
    }

    /// <summary>One character of the text, or one escape. An escape that is none leaves its backslash standing.</summary>
    private static int NextCharacter(ReadOnlySpan<char> text, ref int at, out bool isByte, out string? problem)
    {
        problem = null;
        isByte = false;
        char c = text[at++];
        if (c != '\\' || at == text.Length)
            return c;

        c = text[at++];
        switch (c)
        {
            case 'a': return '\a';
            case 'b': return '\b';
            case 'e' or 'E': return '\e';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case '\\' or '\'' or '"' or '?': return c;
            case >= '0' and <= '7':
                at--;
                isByte = true;
                return Number(text, ref at, 3, 8) & 0xff;
            case 'x':
                if (at < text.Length && text[at] == '{')
                    problem = "'\\x{', which shells read in different ways";
                isByte = true;
                return Digits(text, ref at, 2, ref isByte);
            case 'u' or 'U':
                int value = Digits(text, ref at, c == 'u' ? 4 : 8, ref isByte);
                if (value is (>= 0xd800 and <= 0xdfff) or > 0x10ffff or < 0)
                    problem = "a number that is no character";
                return value;
            case 'c':
                if (at == text.Length || !(char.IsAsciiLetter(text[at]) || text[at] is '@' or '[' or ']' or '^' or '_' or '?'))
                {
                    problem = "a control character that shells read in different ways";
                    return 0;
                }

                char control = text[at++];
                return control == '?' ? 0x7f : control & 0x1f;
            default:
                at--;
                return '\\';
        }
    }

    /// <summary>Hexadecimal digits behind <c>\x</c> and its like; without any, the backslash stands for itself and the letter follows.</summary>
    private static int Digits(ReadOnlySpan<char> text, ref int at, int most, ref bool isByte)
    {
        if (at < text.Length && char.IsAsciiHexDigit(text[at]))
            return Number(text, ref at, most, 16);
        at--;
        isByte = false;
        return '\\';
    }

    private static int Number(ReadOnlySpan<char> text, ref int at, int most, int radix)
    {
        int value = 0;
        for (int i = 0; i < most && at < text.Length && char.IsAsciiHexDigit(text[at]); i++)
        {
            int digit = char.IsAsciiDigit(text[at]) ? text[at] - '0' : (text[at] | 0x20) - 'a' + 10;
            if (digit >= radix)
                break;
            value = (value * radix) + digit;
            at++;
        }

        return value;
    }
}
