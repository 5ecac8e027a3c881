using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>What the log tells of records that were lost or came too late, before the next record and in the same write.</summary>
/// <param name="Lost">How many could not be written.</param>
/// <param name="Error">Why the last of them could not.</param>
/// <param name="Late">Those that stand in the log though their callers were refused, in their order.</param>
internal sealed record Telling(long Lost, string Error, IReadOnlyList<long> Late)
{
    /// <summary>So that a record of them stays far below the longest line.</summary>
    private const int MostLate = 1_000;

    /// <summary>How many records it takes.</summary>
    internal int Records => (Lost > 0 ? 1 : 0) + (Late.Count + MostLate - 1) / MostLate;

    /// <summary>Writes one of these records.</summary>
    /// <param name="draft">A <c>recovery</c> record.</param>
    /// <param name="index">Which, from 0.</param>
    internal void Write(RecordDraft draft, int index)
    {
        if (Lost > 0 && index-- == 0)
        {
            UpkeepContent.Loss(draft, Lost, Error);
            return;
        }
        int start = index * MostLate;
        UpkeepContent.Late(draft, Late, start, Math.Min(Late.Count - start, MostLate));
    }
}
