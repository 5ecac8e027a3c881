using ActionGate.Audit.Records;

namespace ActionGate.Audit.Verifying;

/// <summary>Checks a record that stands by itself, outside of its chain: what it says of the record before is taken as given.</summary>
internal static class LoneRecord
{
    /// <summary>Checks a line without its line feed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="leaf">Where the record's hash goes, 32 bytes.</param>
    /// <param name="sequence">The record's place in the log.</param>
    /// <returns>What is wrong; <see langword="null"/>: nothing.</returns>
    internal static string? FindFault(ReadOnlySpan<byte> line, Span<byte> leaf, out long sequence)
    {
        if (!RecordVerifier.TryReadPlace(line, out sequence, out var previous))
            return "expected a line that begins with \"v\" and \"seq\" and ends with \"prev\" and \"hash\", 64 lower-case hexadecimal digits each";
        using var records = new RecordVerifier(sequence, previous, 0);
        // Only a break names no record before it, and it begins a segment.
        if (previous.SequenceEqual(RecordFormat.NoPrevious))
            records.BeginSegment(sequence);
        if (records.Accept(line) is { } fault)
            return fault;
        records.Leaf.CopyTo(leaf);
        return null;
    }
}
