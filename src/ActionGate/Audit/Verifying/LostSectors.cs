using ActionGate.Audit.Files;

namespace ActionGate.Audit.Verifying;

/// <summary>
/// Tells what a loss of power leaves from what somebody changed: where a file grew and its new sectors were not all written, the missing ones read as
/// zeros, and whole records may stand behind them. No record has a byte of zero, so that a sector of nothing else was never one.
/// </summary>
internal static class LostSectors
{
    /// <summary>Disks write no less at once.</summary>
    private const int Sector = 512;

    private const int Block = 128 * Sector;

    /// <summary>Whether a sector was lost behind an offset, or the rest of the one that it lies in.</summary>
    internal static bool Follow(ISegmentFile file, long offset)
    {
        byte[] block = new byte[Block];
        for (long start = offset; ;)
        {
            // Up to a sector's end, so that all that follow begin at one's start.
            int wanted = Block - (int)(start % Sector);
            int length = 0;
            for (int count; length < wanted && (count = file.Read(block.AsSpan(length, wanted - length), start + length)) > 0;)
                length += count;
            for (int at = 0; at < length;)
            {
                int end = Math.Min(length, at + Sector - (int)((start + at) % Sector));
                if (!block.AsSpan(at, end - at).ContainsAnyExcept((byte)0))
                    return true;
                at = end;
            }
            if (length < wanted)
                return false;
            start += length;
        }
    }
}
