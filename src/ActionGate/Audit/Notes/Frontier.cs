using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Notes;

/// <summary>
/// What leads from a checkpoint to the last record it counts without all of the log: where that record ends, and its inclusion proof. So a writer
/// goes on from there, and a verifier that began later knows that the checkpoint counts what it has read.
/// </summary>
/// <param name="Size">The size of the tree.</param>
/// <param name="TreeStart">The sequence of the tree's first record.</param>
/// <param name="Segment">The first sequence of the segment that holds the last leaf's record.</param>
/// <param name="Offset">Where that record ends there.</param>
/// <param name="Hash">The hash of that record.</param>
/// <param name="Peaks">The peaks of the tree without that leaf, the largest first.</param>
internal sealed record Frontier(long Size, long TreeStart, long Segment, long Offset, byte[] Hash, byte[] Peaks)
{
    private const string Spec = "actiongate-frontier/1";

    /// <summary>No tree has more peaks than its size has bits.</summary>
    internal const int LongestFile = 8 * 1024;

    /// <summary>The record and its proof lead to the root of the checkpoint.</summary>
    internal bool Fits(AuditCheckpoint checkpoint)
    {
        if (Size != checkpoint.Size || TreeStart != checkpoint.First || CompactRange.Restore(Size - 1, Peaks) is not { } before)
            return false;
        Span<byte> root = stackalloc byte[TreeHasher.HashSize];
        before.RootWith(Hash, root);
        return checkpoint.RootHash.Span.SequenceEqual(root);
    }

    internal byte[] ToBytes()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Spec}\n{Size}\n{TreeStart}\n{Segment} {Offset}\n{Convert.ToHexStringLower(Hash)}\n");
        for (int at = Peaks.Length - TreeHasher.HashSize; at >= 0; at -= TreeHasher.HashSize)
            text.Append(Convert.ToHexStringLower(Peaks.AsSpan(at, TreeHasher.HashSize))).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <returns><see langword="null"/>: it is none.</returns>
    internal static Frontier? Parse(ReadOnlySpan<byte> text)
    {
        if (!TryTakeLine(ref text, out var line) || !line.SequenceEqual(Encoding.ASCII.GetBytes(Spec))
            || !TryTakeLine(ref text, out line) || !TryReadNumber(line, out long size) || size < 1
            || !TryTakeLine(ref text, out line) || !TryReadNumber(line, out long start)
            || !TryTakeLine(ref text, out line) || line.IndexOf((byte)' ') is not (> 0 and var space)
            || !TryReadNumber(line[..space], out long segment) || !TryReadNumber(line[(space + 1)..], out long offset)
            || !TryTakeLine(ref text, out line) || !TryReadHash(line, out byte[] hash))
        {
            return null;
        }
        List<byte[]> peaks = [];
        while (TryTakeLine(ref text, out line))
        {
            if (!TryReadHash(line, out byte[] peak))
                return null;
            peaks.Insert(0, peak);
        }
        return text.IsEmpty ? new Frontier(size, start, segment, offset, hash, [.. peaks.SelectMany(p => p)]) : null;
    }

    private static bool TryTakeLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        int end = text.IndexOf((byte)'\n');
        line = end < 0 ? default : text[..end];
        text = text[(end + 1)..];
        return end >= 0;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long number) =>
        Utf8Parser.TryParse(text, out number, out int read) && read == text.Length && number >= 0;

    private static bool TryReadHash(ReadOnlySpan<byte> text, out byte[] hash)
    {
        hash = new byte[TreeHasher.HashSize];
        if (text.Length != RecordFormat.HexLength || text.ContainsAnyExcept("0123456789abcdef"u8))
            return false;
        RecordFormat.Decode(text, hash);
        return true;
    }
}
