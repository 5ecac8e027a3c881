namespace ActionGate.Policies;

/// <summary>Knows files that hold a private key: nothing of them may come back to whoever named one as something else.</summary>
internal static class PrivateKeyText
{
    /// <summary>A line of it begins a private key (RFC 7468, OpenSSH, PGP).</summary>
    internal static bool IsOne(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int at = text.IndexOf("-----BEGIN "u8);
            if (at < 0)
                return false;
            text = text[(at + "-----BEGIN "u8.Length)..];
            int end = text.IndexOfAny((byte)'\n', (byte)'\r');
            var label = end < 0 ? text : text[..end];
            int dashes = label.IndexOf("-----"u8);
            if (dashes >= 0 && label[..dashes].IndexOf("PRIVATE KEY"u8) >= 0 && label[(dashes + 5)..].Trim(" \t"u8).IsEmpty)
                return true;
        }
        return false;
    }
}
