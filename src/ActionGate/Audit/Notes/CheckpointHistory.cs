using System.Globalization;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Notes;

/// <summary>Several checkpoints of one log: those that can't both be true, and the file that keeps earlier ones.</summary>
internal static class CheckpointHistory
{
    /// <summary>Whether two checkpoints count the same records and disagree. Both were signed: that is proof against who holds the key.</summary>
    /// <returns>What is wrong, with both notes; <see langword="null"/>: nothing.</returns>
    internal static string? FindEquivocation(AuditCheckpoint one, AuditCheckpoint other) =>
        one.Size == other.Size && string.Equals(one.Origin, other.Origin, StringComparison.Ordinal) && !one.RootHash.Span.SequenceEqual(other.RootHash.Span)
            ? WithNotes(string.Create(CultureInfo.InvariantCulture, $"two checkpoints of {one.Size} records have different roots"), one, other)
            : null;

    /// <summary>Whether the log of one checkpoint grew to be that of the other.</summary>
    /// <param name="older">The smaller one.</param>
    /// <param name="newer">The larger one, of the same log.</param>
    /// <param name="proof">A consistency proof: hashes of 32 bytes, from the bottom to the top.</param>
    /// <returns>What is wrong, with both notes; <see langword="null"/>: nothing.</returns>
    internal static string? FindInconsistency(AuditCheckpoint older, AuditCheckpoint newer, ReadOnlySpan<byte> proof)
    {
        if (!string.Equals(older.Origin, newer.Origin, StringComparison.Ordinal))
            return WithNotes("expected two checkpoints of one log", older, newer);
        if (FindEquivocation(older, newer) is { } equivocation)
            return equivocation;
        return ConsistencyProof.FindFault(older.Size, newer.Size, older.RootHash.Span, newer.RootHash.Span, proof) is { } fault
            ? WithNotes("the log did not grow from one checkpoint to the other: " + fault, older, newer)
            : null;
    }

    /// <summary>Takes the next note out of several, which have an empty line between them.</summary>
    /// <param name="notes">What is left of them.</param>
    /// <param name="note">The note; at the end of a torn file perhaps the beginning of one.</param>
    /// <returns>There was something left.</returns>
    internal static bool TryTake(scoped ref ReadOnlySpan<byte> notes, out ReadOnlySpan<byte> note)
    {
        note = default;
        if (notes.IsEmpty)
            return false;
        // The first empty line separates a checkpoint's text from its signatures, the second one ends them.
        int text = notes.IndexOf("\n\n"u8);
        int signatures = text < 0 ? -1 : notes[(text + 2)..].IndexOf("\n\n"u8);
        if (signatures < 0)
        {
            note = notes;
            notes = default;
            return true;
        }
        int end = text + 2 + signatures + 1;
        note = notes[..end];
        notes = notes[(end + 1)..];
        return true;
    }

    private static string WithNotes(string message, AuditCheckpoint one, AuditCheckpoint other) => $"{message}:\n{one.Note}\n{other.Note}";
}
