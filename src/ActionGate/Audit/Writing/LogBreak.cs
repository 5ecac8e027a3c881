using System.Globalization;
using System.Text;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Writing;

/// <summary>Goes on after damage, on an operator's word: a new segment, with a chain and a tree of its own, whose first record says what was wrong.</summary>
internal static class LogBreak
{
    /// <summary>A segment's name has room for no more.</summary>
    private const long MostRecords = 1_000_000_000_000;

    /// <summary>Where so much holds no line feed there are no records; a file may claim to be larger than its disk.</summary>
    private const long LongestGap = 64 * RecordFormat.LongestLine;

    /// <summary>Begins the segment, where the log does not verify.</summary>
    /// <returns>The damage; <see langword="null"/>: there is none, and nothing was done.</returns>
    /// <exception cref="AuditException">It can't be done.</exception>
    internal static AuditProblem? Begin(LogFolder folder, AuditOptions options, ISigner? signer, string? reason)
    {
        using var reading = LogReading.Read(folder, signer?.PublicKey, isWhole: true);
        if (reading.Problem is not { } problem)
            return null;
        var directory = folder.Directory;
        string logId = LogOpening.NewLogId();
        string origin = reading.Origin ?? options.Origin ?? RecordFormat.DefaultOrigin(logId);
        long first = FirstFree(directory, reading);
        var segment = directory.SegmentAt(first);

        using var chain = new Chain(first, RecordFormat.NoPrevious);
        var draft = RecordDraft.Rent("break"u8);
        string? head = reading.Scan.Records.Records > 0 ? Encoding.ASCII.GetString(reading.Scan.Records.Head) : null;
        UpkeepContent.Break(draft, origin, logId, reason, problem, problem.Segment, reading.Scan.Records.Records, head);
        var line = chain.Seal(draft, options.Clock.GetUtcNow());
        using (var file = folder.CreateSegment(segment))
        {
            file.Write(line, 0);
            file.FlushToDisk();
        }
        folder.Flush();
        if (signer is not null && options.CheckpointInterval is not null)
            Sign(folder, signer, origin, segment, line);
        draft.Return();
        return problem;
    }

    /// <summary>The new tree's first checkpoint. The old tree's last one is kept, whatever it is: it is evidence. One that claims to be of a later tree could only stand in the way.</summary>
    private static void Sign(LogFolder folder, ISigner signer, string origin, LogSegment segment, ReadOnlySpan<byte> line)
    {
        var files = new CheckpointFiles(folder);
        if (CheckpointFiles.Read(folder.Directory, out _) is { } old && old.First < segment.First)
            files.Keep(old);
        var tree = new GrowingTree(new CompactRange());
        byte[] leaf = new byte[TreeHasher.HashSize];
        RecordFormat.Decode(RecordFormat.HashOf(line), leaf);
        tree.AppendAll(leaf);
        var head = TreeHead.Of(tree);
        files.Write(new Frontier(1, segment.First, segment.First, line.Length, head.Last, head.Peaks));
        files.Write(CheckpointText.SignAsync(signer, origin, segment.First, 1, head.Root, CancellationToken.None).AsTask().GetAwaiter().GetResult());
    }

    /// <summary>No record has been here: behind every sequence in a name or a line, and behind what the checkpoint counts.</summary>
    private static long FirstFree(LogDirectory directory, LogReading reading)
    {
        long first = Math.Max(1, reading.Scan.Records.Next);
        foreach (var checkpoint in new[] { CheckpointFiles.Read(directory, out _), CheckpointFiles.ReadKept(directory, out _) })
        {
            if (checkpoint is not null && checkpoint.First + checkpoint.Size is var end and > 0 and < MostRecords)
                first = Math.Max(first, end);
        }
        foreach (var segment in directory.Segments())
        {
            first = Math.Max(first, segment.First + 1);
            using var file = SegmentFile.OpenForReading(segment.Path);
            first = Math.Max(first, Behind(file));
        }
        return first < MostRecords ? first : throw new AuditException(DiagnosticIds.AuditTampered, $"{directory.FullPath}: the segments' names leave no room for another one: move the folder aside to begin a new log");
    }

    /// <summary>Behind the highest sequence that a line of the file claims, whatever else is wrong with it.</summary>
    private static long Behind(SegmentFile file)
    {
        long behind = 0;
        byte[] block = new byte[64 * 1024];
        int kept = 0;
        long offset = 0;
        long gap = 0;
        ReadOnlySpan<byte> mark = "{\"v\":1,\"seq\":"u8;
        for (int count; gap < LongestGap && (count = file.Read(block.AsSpan(kept), offset)) > 0;)
        {
            offset += count;
            gap = block.AsSpan(kept, count).Contains((byte)'\n') ? 0 : gap + count;
            int length = kept + count;
            var rest = block.AsSpan(0, length);
            for (int at; (at = rest.IndexOf(mark)) >= 0; rest = rest[(at + mark.Length)..])
            {
                var digits = rest[(at + mark.Length)..];
                digits = digits[..Math.Min(digits.Length, 20)];
                int end = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (end > 0 && long.TryParse(digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) && sequence < MostRecords - 1)
                    behind = Math.Max(behind, sequence + 1);
            }
            // A mark or its number may reach over the edge; what is seen twice does no harm.
            kept = Math.Min(length, mark.Length + 20);
            block.AsSpan(length - kept, kept).CopyTo(block);
        }
        return behind;
    }
}
