using System.Globalization;
using System.Text.Json;
using ActionGate.Audit.Records;

namespace ActionGate.Audit.Notes;

/// <summary>Checks a record that stands by itself, outside of its chain: its form, its hash, and that all readers read the same in it.</summary>
internal static class ReceiptRecord
{
    private const int ShortestLine = RecordFormat.PreviousLength + RecordFormat.HashSuffixLength;

    /// <summary>Checks a line without its line feed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="leaf">Where the record's hash goes, 32 bytes.</param>
    /// <param name="sequence">The record's place in the log.</param>
    /// <returns>What is wrong; <see langword="null"/>: nothing.</returns>
    internal static string? FindFault(ReadOnlySpan<byte> line, Span<byte> leaf, out long sequence)
    {
        sequence = -1;
        if (line.Length is < ShortestLine or >= RecordFormat.LongestLine)
            return "expected a line of at most 65,535 bytes";
        if (!HasHash(line[^RecordFormat.HashSuffixLength..], RecordFormat.HashMember) || line[^1] != (byte)'}')
            return "expected \"hash\", 64 lower-case hexadecimal digits, as its last member";
        var entry = line[..^RecordFormat.HashSuffixLength];
        if (entry.Length < RecordFormat.PreviousLength || !HasHash(entry[^RecordFormat.PreviousLength..], RecordFormat.PreviousMember))
            return "expected \"prev\", 64 lower-case hexadecimal digits, before \"hash\"";
        if (!TryReadStart(entry, out sequence))
            return "expected a record that begins with \"v\" and \"seq\", whole numbers";

        Span<byte> hex = stackalloc byte[RecordFormat.HexLength];
        using (var hasher = new LeafHasher())
            hasher.Hash([RecordFormat.LeafPrefix], entry, "}"u8, hex);
        if (!hex.SequenceEqual(RecordFormat.HashOf(line)))
            return "the hash does not fit the record's bytes";
        Convert.FromHexString(hex, leaf, out _, out _);
        return IsStrictJson(line) ? null : "expected one JSON object with a \"type\", in which no object has a name twice";
    }

    private static bool TryReadStart(ReadOnlySpan<byte> entry, out long sequence)
    {
        sequence = -1;
        return entry.StartsWith(RecordFormat.Start) && TryTakeNumber(entry[RecordFormat.Start.Length..], out var rest, out _)
            && rest.StartsWith(RecordFormat.SequenceMember) && TryTakeNumber(rest[RecordFormat.SequenceMember.Length..], out rest, out sequence)
            && rest[0] == (byte)',';
    }

    /// <summary>Digits; JSON itself refuses zeros before them.</summary>
    private static bool TryTakeNumber(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest, out long number)
    {
        int length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        rest = length < 0 ? default : text[length..];
        return long.TryParse(text[..Math.Max(length, 0)], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool HasHash(ReadOnlySpan<byte> text, ReadOnlySpan<byte> member) =>
        text.StartsWith(member) && text[member.Length + RecordFormat.HexLength] == (byte)'"'
        && !text.Slice(member.Length, RecordFormat.HexLength).ContainsAnyExcept("0123456789abcdef"u8);

    private static bool IsStrictJson(ReadOnlySpan<byte> line)
    {
        var names = new MemberNames();
        bool hasType = false;
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    names.BeginObject();
                else if (reader.TokenType == JsonTokenType.EndObject && names.EndObject())
                    return false;
                else if (reader.TokenType == JsonTokenType.PropertyName && names.Add(reader.ValueSpan) is "type" && reader.CurrentDepth == 1)
                {
                    if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                        return false;
                    hasType = true;
                }
            }
            return hasType;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
