using System.Text;

namespace ActionGate.Audit.Notes;

/// <summary>The text that notes and receipts are made of: valid Unicode in lines that end in line feeds, no other control characters.</summary>
internal static class NoteText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Text of bytes.</summary>
    /// <returns><see langword="null"/>: they are not valid UTF-8.</returns>
    internal static string? Decode(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The bytes of text that <see cref="IsValid"/> found valid.</summary>
    internal static byte[] Encode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Strict.GetByteCount(text)];
        Strict.GetBytes(text, bytes);
        return bytes;
    }

    internal static bool IsValid(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < ' ' && c != '\n')
                return false;
            if (!char.IsSurrogate(c))
                continue;
            if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))
                return false;
        }
        return true;
    }

    internal static bool IsOneLine(ReadOnlySpan<char> text) => IsValid(text) && !text.Contains('\n');

    /// <summary>Takes the next line.</summary>
    /// <returns>There is one that ends in a line feed, which is left out.</returns>
    internal static bool TryTakeLine(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> line)
    {
        int end = text.IndexOf('\n');
        if (end < 0)
        {
            line = default;
            return false;
        }
        line = text[..end];
        text = text[(end + 1)..];
        return true;
    }
}
