namespace ActionGate.Audit.Verifying;

/// <summary>How a log is cut up for several threads.</summary>
/// <param name="Block">The bytes of a block, about.</param>
/// <param name="Small">A block of fewer bytes is looked at where it was read.</param>
/// <param name="Blocks">How many are in memory at once.</param>
/// <param name="Patience">How often a rest without a line feed is looked at again: a writer may be in the middle of it.</param>
internal readonly record struct VerifyPace(int Block, int Small, int Blocks, int Patience)
{
    private const int MostThreads = 8;

    // Blocks large enough that handing them on costs nothing, and small enough that all of them together stay well below 64 MiB.
    internal static VerifyPace Default => new(1 << 18, 1 << 16, 2 * Math.Clamp(Environment.ProcessorCount, 1, MostThreads) + 1, 3);
}
