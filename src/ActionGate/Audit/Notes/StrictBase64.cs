namespace ActionGate.Audit.Notes;

/// <summary>Base64 of RFC 4648, section 4, in the one spelling that bytes have: padded, without spaces, no bits left over.</summary>
internal static class StrictBase64
{
    /// <returns><see langword="null"/>: the text is something else.</returns>
    internal static byte[]? Decode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, bytes, out int length))
            return null;
        bytes = bytes[..length];
        // The runtime's reader skips spaces, and takes leftover bits.
        return text.SequenceEqual(Convert.ToBase64String(bytes)) ? bytes : null;
    }
}
