using System.Globalization;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Verifying;

/// <summary>Makes a receipt in one pass over the records that its checkpoint counts; takes no lock.</summary>
internal static class ReceiptMaking
{
    /// <exception cref="AuditException">No checkpoint counts the record, it was pruned, or what is before the end of the checkpoint does not verify.</exception>
    internal static AuditReceipt Make(LogDirectory directory, long sequence, CancellationToken cancellationToken) =>
        MovingLog.Read(_ => MakeNow(directory, sequence, cancellationToken));

    private static AuditReceipt MakeNow(LogDirectory directory, long sequence, CancellationToken cancellationToken)
    {
        directory.Inspect();
        var segments = directory.Segments();
        if (segments.Count == 0)
            throw new AuditException(DiagnosticIds.AuditMissing, $"{directory.FullPath}: there is no audit log");
        var checkpoint = FindCheckpoint(directory, sequence, cancellationToken)
            ?? throw new AuditException(DiagnosticIds.AuditCheckpointRefused, string.Create(CultureInfo.InvariantCulture, $"{directory.FullPath}: no checkpoint counts record {sequence}"));
        var pruned = PrunedMark.Read(directory);
        if (sequence < pruned?.Before)
            throw new AuditException(DiagnosticIds.AuditMissing, string.Create(CultureInfo.InvariantCulture, $"{directory.FullPath}: record {sequence} was pruned, the log now begins with {pruned.Before}"));
        segments.RemoveAll(s => s.First < pruned?.Before);

        var start = new CompactRange();
        long begin = checkpoint.First;
        if (pruned?.Before > begin)
        {
            begin = pruned.Before;
            start = pruned.Tree(checkpoint.First) ?? throw Tampered(directory, "the prune record and the checkpoint tell of different trees");
        }
        using var records = begin > checkpoint.First ? new RecordVerifier(begin, pruned!.Head, checkpoint.First) : new RecordVerifier();
        var proof = ProofBuilder.ForInclusion(sequence - checkpoint.First, start);
        byte[] leaf = [];
        string line = "";
        foreach (var segment in segments)
        {
            if (segment.First < begin || proof.Size >= checkpoint.Size)
                continue;
            records.BeginSegment(segment.First);
            foreach (byte[] text in Lines(segment, cancellationToken))
            {
                if (records.Accept(text) is { } fault)
                    throw Tampered(directory, string.Create(CultureInfo.InvariantCulture, $"record {records.Next} does not verify: {fault}"));
                if (records.Next - 1 == sequence)
                    (leaf, line) = (records.Leaf.ToArray(), NoteText.Decode(text)!);
                proof.Append(records.Leaf);
                if (proof.Size == checkpoint.Size)
                    break;
            }
        }
        string? problem = proof.Size < checkpoint.Size ? "the checkpoint counts more records than there are" : proof.Build(out _);
        proof.Build(out byte[] hashes);
        problem ??= InclusionProof.FindFault(sequence - checkpoint.First, checkpoint.Size, leaf, hashes, checkpoint.RootHash.Span);
        return problem is null ? new AuditReceipt(line, sequence - checkpoint.First, hashes, checkpoint) : throw Tampered(directory, "the records are not those of the checkpoint: " + problem);
    }

    /// <summary>The last checkpoint of the tree that the record stands in. Its signature is for who verifies the receipt.</summary>
    private static AuditCheckpoint? FindCheckpoint(LogDirectory directory, long sequence, CancellationToken cancellationToken)
    {
        AuditCheckpoint? found = null;
        var source = new FolderSource(directory);
        foreach (string path in new[] { directory.CheckpointLog, directory.Checkpoint })
        {
            if (!source.Has(path) || path == directory.Checkpoint && new FileInfo(path).Length > NoteReader.LongestNote)
                continue;
            using var notes = new NoteReader(source.Open(path));
            while (notes.TryTake(out var note, out _))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (AuditCheckpoint.TryParse(note, out _) is { } checkpoint && checkpoint.First <= sequence && sequence - checkpoint.First < checkpoint.Size)
                    found = checkpoint;
            }
        }
        return found;
    }

    private static IEnumerable<byte[]> Lines(LogSegment segment, CancellationToken cancellationToken)
    {
        // What is no file, a pipe for one, has no length either, and might never open.
        if (new FileInfo(segment.Path).Length == 0)
            yield break;
        using var file = SegmentFile.OpenForReading(segment.Path);
        var reader = new LineReader();
        while (!reader.IsLineTooLong)
        {
            while (Take(reader) is { } line)
                yield return line;
            cancellationToken.ThrowIfCancellationRequested();
            int count = file.Read(reader.Room().Span, reader.FillOffset);
            if (count <= 0)
                yield break;
            reader.Filled(count);
        }
    }

    private static byte[]? Take(LineReader reader) => reader.TryTake(out var line) ? line.ToArray() : null;

    private static AuditException Tampered(LogDirectory directory, string message) => new(DiagnosticIds.AuditTampered, $"{directory.FullPath}: {message}");
}
