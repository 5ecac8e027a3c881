namespace ActionGate.Audit.Records;

/// <summary>The fixed parts of the record format <c>actiongate-audit/1</c>.</summary>
internal static class RecordFormat
{
    internal const string Spec = "actiongate-audit/1";

    /// <summary>Line feed included. An entry's length then fits the two bytes that transparency-log tiles give it.</summary>
    internal const int LongestLine = 65_535;

    /// <summary>Hexadecimal digits of a SHA-256.</summary>
    internal const int HexLength = 64;

    /// <summary>The length of <c>,"hash":"…"}</c>.</summary>
    internal const int HashSuffixLength = HexLength + 11;

    /// <summary>The length of <c>,"prev":"…"</c>, without the brace that ends the entry.</summary>
    internal const int PreviousLength = HexLength + 10;

    /// <summary>The hash says "leaf", so that no inner node of a Merkle tree can pass for a record (RFC 6962, 2.1).</summary>
    internal const byte LeafPrefix = 0x00;

    internal const string LockName = "audit.lock";

    /// <summary>The name of a log that was given none. No two have the same, so that one can't pass for another under the same key.</summary>
    internal static string DefaultOrigin(string logId) => "actiongate/" + logId[..16];

    internal static ReadOnlySpan<byte> NoPrevious => "0000000000000000000000000000000000000000000000000000000000000000"u8;
    internal static ReadOnlySpan<byte> Start => "{\"v\":"u8;
    internal static ReadOnlySpan<byte> SequenceMember => ",\"seq\":"u8;
    internal static ReadOnlySpan<byte> PreviousMember => ",\"prev\":\""u8;
    internal static ReadOnlySpan<byte> HashMember => ",\"hash\":\""u8;

    /// <summary>The hash of a line that is known to be whole; with or without its line feed.</summary>
    internal static ReadOnlySpan<byte> HashOf(ReadOnlySpan<byte> line)
    {
        if (line[^1] == (byte)'\n')
            line = line[..^1];
        return line.Slice(line.Length - 2 - HexLength, HexLength);
    }

    /// <summary>The hash as it is, of its hexadecimal digits.</summary>
    internal static void Decode(ReadOnlySpan<byte> hex, Span<byte> hash)
    {
        if (Convert.FromHexString(hex, hash, out _, out int written) != System.Buffers.OperationStatus.Done || written != hash.Length)
            throw new FormatException("expected hexadecimal digits");
    }

    internal static bool IsKnownType(ReadOnlySpan<char> type) => type is "decision" or "approval" or "outcome" or "policy" or "log.open"
        or "recovery" or "break" or "prune" or "close";
}
