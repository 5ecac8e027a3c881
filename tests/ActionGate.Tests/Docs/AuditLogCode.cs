namespace ActionGate.Tests.Docs;

/// <summary>The receiver that docs/audit-log.md shows: a test compares the two, and runs it.</summary>
internal sealed class FolderSink(string folder) : IAuditSink
{
    private readonly string _path = Path.Combine(folder, "audit-000000000000.jsonl");
    private long? _records;

    public async ValueTask WriteAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        long has = _records ??= File.Exists(_path) ? File.ReadLines(_path).LongCount() : 0;
        if (batch.First > has)
            throw new InvalidDataException($"expected record {has}, got {batch.First}");
        _records = null;    // not known, should the disk be full: then it counts again
        await using (var file = new FileStream(_path, FileMode.Append))
        {
            foreach (var line in batch.Lines.Skip((int)(has - batch.First)))    // what it has already may come again
                await file.WriteAsync(line, cancellationToken);
        }
        _records = Math.Max(has, batch.Next);
        await File.WriteAllTextAsync(Path.Combine(folder, "checkpoint"), batch.Checkpoint.Note, cancellationToken);
    }
}

/// <summary>The other code of the page.</summary>
internal static class AuditLogCode
{
    internal static void Open()
    {
        using var audit = AuditLog.Open("audit", new() { Origin = "example.com/agents/host1" });
        using var gate = new Gate(new() { Policy = Policy.Load("policy.yaml"), Audit = audit });
    }

    internal static void Mirror(AuditLog audit)
    {
        audit.MirrorTo(new FolderSink("/mnt/elsewhere"), new() { FaultChanged = fault => Console.Error.WriteLine(fault ?? "mirrored again") });
    }
}
