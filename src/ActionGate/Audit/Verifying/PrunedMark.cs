using System.Text;
using System.Text.Json;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Verifying;

/// <summary>Where a log begins whose first segments were pruned, in the words of its last <c>prune</c> record.</summary>
/// <param name="Before">The sequence of the first record that is kept.</param>
/// <param name="Head">The hash of the record before it, in hexadecimal digits.</param>
/// <param name="Peaks">The peaks of the tree before it, the largest first.</param>
/// <param name="Sequence">The sequence of the <c>prune</c> record itself.</param>
/// <param name="RecordHash">Its hash, which must stand in the log as well; in hexadecimal digits.</param>
internal sealed record PrunedMark(long Before, byte[] Head, byte[] Peaks, long Sequence, byte[] RecordHash)
{
    /// <returns><see langword="null"/>: nothing was pruned.</returns>
    /// <exception cref="AuditException">The file is not what a <c>prune</c> record is.</exception>
    internal static PrunedMark? Read(LogDirectory directory)
    {
        if (!LogDirectory.IsFile(directory.Pruned))
            return null;
        byte[] line = [];
        if (new FileInfo(directory.Pruned).Length is > 0 and <= RecordFormat.LongestLine)
            line = File.ReadAllBytes(directory.Pruned);
        return Parse(line) ?? throw new AuditException(DiagnosticIds.AuditTampered, $"{directory.Pruned}: expected the line of a prune record");
    }

    /// <summary>What comes before the first record kept, of a tree that began with this record.</summary>
    /// <returns><see langword="null"/>: so many records have other peaks.</returns>
    internal CompactRange? Tree(long treeStart) => CompactRange.Restore(Before - treeStart, Peaks);

    /// <returns><see langword="null"/>: it is no line of a <c>prune</c> record.</returns>
    internal static PrunedMark? Parse(ReadOnlySpan<byte> line)
    {
        Span<byte> leaf = stackalloc byte[TreeHasher.HashSize];
        // The hash is looked for in the log, so it must be that of what is read here.
        if (line.IsEmpty || line[^1] != (byte)'\n' || RecordVerifier.CheckAlone(line[..^1], leaf, out _) is not null || AuditRecord.Parse(line[..^1]) is not { Type: "prune" } record)
            return null;
        using var json = JsonDocument.Parse(record.Json);
        if (!json.RootElement.TryGetProperty("before", out var before) || before.ValueKind != JsonValueKind.Number || !before.TryGetInt64(out long sequence) || sequence <= 0
            || !json.RootElement.TryGetProperty("head", out var head) || HashOf(head) is null
            || !json.RootElement.TryGetProperty("peaks", out var peaks) || peaks.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        List<byte> hashes = [];
        foreach (var peak in peaks.EnumerateArray())
        {
            if (HashOf(peak) is not { } hash)
                return null;
            hashes.AddRange(hash);
        }
        return new PrunedMark(sequence, Encoding.ASCII.GetBytes(head.GetString()!), [.. hashes], record.Sequence, Encoding.ASCII.GetBytes(record.Hash));
    }

    private static byte[]? HashOf(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String || text.GetString() is not { Length: RecordFormat.HexLength } digits || digits.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            return null;
        return Convert.FromHexString(digits);
    }
}
