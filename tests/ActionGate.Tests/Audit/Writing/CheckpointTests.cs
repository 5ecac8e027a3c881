namespace ActionGate.Tests.Audit.Writing;

/// <summary>What is signed is on the disk and is the log's own tree.</summary>
public sealed class CheckpointTests : CheckpointSuite
{
    [Theory]
    [InlineData(AuditLevel.Buffered)]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Durable)]
    public async Task Checkpoint_OfARunningLog_IsTheRootOfItsRecords(AuditLevel level)
    {
        using var folder = new TempFolder();
        using var log = Open(folder, level: level);
        for (int i = 0; i < 20; i++)
        {
            await log.AppendDecisionAsync(Sample.Decision(), Sample.Context);
            await log.CheckpointAsync();
            var checkpoint = folder.Checkpoint();
            checkpoint.IsSignedBy(Key.PublicKey).Should().BeTrue();
            checkpoint.Size.Should().Be(i + 2);
            File.ReadLines(folder.Segment).First().Should().Contain($"\"log\":\"{checkpoint.Origin}\",\"log_id\":\"{checkpoint.Origin["actiongate/".Length..]}");
            checkpoint.RootHash.ToArray().Should().Equal(Root(folder.SegmentBytes()));
        }
        log.CheckpointFault.Should().BeNull();
    }

    [Fact]
    public async Task Checkpoint_ManyRecordsFromManyThreads_IsTheRootOfItsRecords()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, level: AuditLevel.Buffered))
        {
            var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 5_000; i++)
                    log.AppendDecision(Sample.Decision(), Sample.Context);
            })).ToArray();
            while (writers.Any(w => !w.IsCompleted))
                await log.CheckpointAsync();
            await Task.WhenAll(writers);
        }
        folder.Checkpoint().Size.Should().Be(20_002);
        folder.Checkpoint().RootHash.ToArray().Should().Equal(Root(folder.SegmentBytes()));
    }

    [Fact]
    public void Checkpoint_IntervalAfterARecord_IsMade()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        Decide(log);
        Clock.Advance(TimeSpan.FromMilliseconds(900));
        folder.Checkpoint().Size.Should().Be(1);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        folder.Checkpoint().Size.Should().Be(2);
        Decide(log);
        Decide(log);
        Clock.Advance(TimeSpan.FromSeconds(1));
        folder.Checkpoint().Size.Should().Be(4);
        int signed = Key.Signed;
        Clock.Advance(TimeSpan.FromSeconds(1));
        Key.Signed.Should().Be(signed, "nothing was appended");
    }

    [Fact]
    public void Checkpoint_RecordsNotOnTheDisk_SyncsThemFirst()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, out var file);
        Decide(log);
        int syncs = file.Syncs;
        Clock.Advance(TimeSpan.FromSeconds(1));
        file.Syncs.Should().Be(syncs + 1);

        Decide(log);
        file.FailSyncs = 1;
        Clock.Advance(TimeSpan.FromSeconds(1));
        folder.Checkpoint().Size.Should().Be(2);
        log.CheckpointFault.Should().Contain("Input/output error");
        log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().Contain("open the log anew");
    }

    [Fact]
    public void Checkpoint_SignerFails_LogGoesOnAndItIsTriedAgain()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        Key.Failure = new IOException("no key today");
        Decide(log);
        Clock.Advance(TimeSpan.FromSeconds(1));
        log.CheckpointFault.Should().Contain("no key today");
        Decide(log);
        Key.Failure = null;
        Clock.Advance(TimeSpan.FromSeconds(1));
        log.CheckpointFault.Should().BeNull();
        folder.Checkpoint().Size.Should().Be(3);
    }

    [Fact]
    public void CheckpointsLog_GetsOneAnHourOneARotationAndTheLast()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder))
        {
            for (int i = 0; i < 5; i++)
            {
                Decide(log);
                Clock.Advance(TimeSpan.FromSeconds(1));
            }
            folder.Kept().Should().BeEmpty();
            Clock.Advance(TimeSpan.FromHours(1));
            Decide(log);
            Clock.Advance(TimeSpan.FromSeconds(1));
            folder.Kept().Should().Equal(7);
            log.Rotate();
            Decide(log);
            Clock.Advance(TimeSpan.FromSeconds(1));
            folder.Kept().Should().Equal(7, 8);
            Decide(log);
        }
        folder.Kept().Should().Equal(7, 8, 10);

        // Of a note that a crash left torn, nothing remains.
        File.AppendAllText(Path.Combine(folder.Log, "checkpoints.log"), "actiongate\n11\nabc=\n\n");
        Open(folder).Dispose();
        folder.Kept().Should().Equal(7, 8, 10, 11);
    }

    [Fact]
    public void Open_NoCheckpoints_SignsNothing()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, o => o with { CheckpointInterval = null }))
        {
            Decide(log);
            Clock.Advance(TimeSpan.FromSeconds(10));
        }
        Key.Signed.Should().Be(0);
        Directory.GetFiles(folder.Log).Select(Path.GetFileName).Should().BeEquivalentTo("audit-000000000000.jsonl", "audit.lock");
        Open(folder).Dispose();
        folder.Checkpoint().Size.Should().Be(5);
    }
}
