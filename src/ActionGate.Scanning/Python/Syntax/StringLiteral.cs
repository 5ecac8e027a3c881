using System.Buffers;
using System.Globalization;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>The text of literals: escapes and line ends.</summary>
internal ref struct StringLiteral(ArrayBufferWriter<char> target)
{
    private readonly ArrayBufferWriter<char> _target = target;

    /// <summary>A character is named that is not known here.</summary>
    internal bool IsInexact { get; private set; }

    /// <summary>Why the literal is refused.</summary>
    internal string? Problem { get; private set; }

    /// <summary>Adds what the literal stands for.</summary>
    /// <param name="body">What stands between the quotes.</param>
    /// <param name="isRaw">Backslashes mean nothing.</param>
    /// <param name="isBytes">Each character is a byte.</param>
    internal void Add(ReadOnlySpan<char> body, bool isRaw, bool isBytes)
    {
        while (true)
        {
            int length = isRaw ? body.IndexOf('\r') : body.IndexOfAny('\\', '\r');
            if (length < 0)
            {
                _target.Write(body);
                return;
            }
            _target.Write(body[..length]);
            body = body[length..];
            body = body[(body[0] == '\r' ? LineEnd(body) : Escape(body, isBytes))..];
            if (Problem is not null)
                return;
        }
    }

    private readonly int LineEnd(ReadOnlySpan<char> body)
    {
        _target.Write("\n");
        return LengthOfLineEnd(body);
    }

    private static int LengthOfLineEnd(ReadOnlySpan<char> body) => body.Length > 1 && body[0] == '\r' && body[1] == '\n' ? 2 : 1;

    /// <returns>How long the escape is.</returns>
    private int Escape(ReadOnlySpan<char> body, bool isBytes)
    {
        char c = body.Length > 1 ? body[1] : '\0';
        switch (c)
        {
            case '\n' or '\r':
                return 1 + LengthOfLineEnd(body[1..]);
            case '\\' or '\'' or '"':
                return Put(c, 2);
            case 'a':
                return Put('\a', 2);
            case 'b':
                return Put('\b', 2);
            case 'f':
                return Put('\f', 2);
            case 'n':
                return Put('\n', 2);
            case 'r':
                return Put('\r', 2);
            case 't':
                return Put('\t', 2);
            case 'v':
                return Put('\v', 2);
            case >= '0' and <= '7':
                return Octal(body, isBytes);
            case 'x':
                return Hexadecimal(body, 2);
            case 'u' when !isBytes:
                return Hexadecimal(body, 4);
            case 'U' when !isBytes:
                return Hexadecimal(body, 8);
            case 'N' when !isBytes:
                return Named(body);
            default:
                // A warning in CPython: the backslash stays.
                return Put('\\', 1);
        }
    }

    private readonly int Put(char c, int length)
    {
        _target.Write([c]);
        return length;
    }

    private readonly int Octal(ReadOnlySpan<char> body, bool isBytes)
    {
        int value = 0, at = 1;
        for (; at < body.Length && at <= 3 && body[at] is >= '0' and <= '7'; at++)
            value = (value * 8) + (body[at] - '0');
        return Put((char)(isBytes ? value & 0xFF : value), at);
    }

    private int Hexadecimal(ReadOnlySpan<char> body, int digits)
    {
        if (body.Length < digits + 2
            || !uint.TryParse(body.Slice(2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            || value > 0x10FFFF)
        {
            Problem = "malformed character escape";
            return 1;
        }
        if (value > 0xFFFF)
        {
            value -= 0x10000;
            _target.Write([(char)(0xD800 + (value >> 10)), (char)(0xDC00 + (value & 0x3FF))]);
            return digits + 2;
        }
        return Put((char)value, digits + 2);
    }

    private int Named(ReadOnlySpan<char> body)
    {
        int length = body.IndexOf('}');
        if (body.Length < 3 || body[2] != '{' || length < 4)
        {
            Problem = "malformed character escape";
            return 1;
        }
        IsInexact = true;
        return Put('\uFFFD', length + 1);
    }
}
