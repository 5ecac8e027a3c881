using System.Security.Cryptography;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Writing;

/// <summary>Puts right what a crash left at the end of a log, and says so in the log.</summary>
internal static class Recovery
{
    /// <summary>
    /// A torn tail is kept in a file of its own and gives way to a <c>recovery</c> record; a whole record that lacks its line feed gets it;
    /// a log without a record gets its first. Done twice, it changes nothing the second time.
    /// </summary>
    /// <param name="folder">The log's folder.</param>
    /// <param name="segment">The last segment.</param>
    /// <param name="file">The same, open.</param>
    /// <param name="scan">How far it verifies.</param>
    /// <param name="chain">The chain so far; it moves on with what is written.</param>
    /// <param name="isTorn">What follows the last record that verifies is torn.</param>
    /// <param name="opening">The first record, where there is none.</param>
    /// <param name="isUnanchored">What is there will be signed from now on, and no checkpoint of it was found: whoever trusts the signature must know.</param>
    /// <param name="clock">Dates what is written.</param>
    /// <returns>The end of the segment's last record, and the lines that were written.</returns>
    internal static (long End, byte[] Lines) Repair(LogFolder folder, LogSegment segment, ISegmentFile file, SegmentScan scan, bool isTorn, Chain chain, Action<RecordDraft>? opening,
        bool isUnanchored, TimeProvider clock)
    {
        long end = scan.GoodEnd;
        if (scan.LacksLineFeed)
        {
            file.Write("\n"u8, end);
            end++;
        }
        using var lines = new MemoryStream();
        if (chain.Next == 0 && opening is not null)
            Seal(chain, lines, "log.open"u8, opening, clock);
        if (isTorn)
        {
            byte[] torn = ReadFrom(file, end);
            KeepAside(folder, segment, end, torn);
            string hash = Convert.ToHexStringLower(SHA256.HashData(torn));
            Seal(chain, lines, "recovery"u8, draft => RecordContent.Recovery(draft, end, torn.Length, hash), clock);
        }
        if (isUnanchored)
            Seal(chain, lines, "recovery"u8, draft => UpkeepContent.Unanchored(draft, chain.Next - scan.Records.TreeStart), clock);
        if (lines.Length > 0)
        {
            // Written over the torn bytes and only then cut: there is no moment at which they are gone and no record says so.
            file.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length), end);
            end += lines.Length;
            file.SetLength(end);
        }
        return (end, lines.ToArray());
    }

    private static void Seal(Chain chain, MemoryStream lines, ReadOnlySpan<byte> type, Action<RecordDraft> write, TimeProvider clock)
    {
        var draft = RecordDraft.Rent(type);
        write(draft);
        var line = chain.Seal(draft, clock.GetUtcNow());
        lines.Write(line);
        chain.Advance(line);
        draft.Return();
    }

    private static byte[] ReadFrom(ISegmentFile file, long offset)
    {
        byte[] bytes = new byte[file.Length - offset];
        for (int read = 0; read < bytes.Length;)
        {
            int count = file.Read(bytes.AsSpan(read), offset + read);
            if (count <= 0)
                throw new IOException("the segment became shorter while it was read");
            read += count;
        }
        return bytes;
    }

    private static void KeepAside(LogFolder folder, LogSegment segment, long offset, byte[] torn)
    {
        string name = LogDirectory.TornName(segment, offset, torn);
        if (File.Exists(name))
            return;
        using (var file = SegmentFile.Create(name))
        {
            file.Write(torn, 0);
            file.FlushToDisk();
        }
        folder.Flush();
    }
}
