using ActionGate.Audit.Tree;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>Whoever receives a log's checkpoints is away for a while: the log goes on, and afterwards they see that they missed nothing.</summary>
public sealed class OutageTests
{
    [Theory]
    [Trait("Fault", "74")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_ReceiverAwayForTenMinutes_GoesOnAndProvesThatThereIsNoGap(bool hangs)
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        var receiver = new Receiver();
        using var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = clock, Witnesses = [receiver] });
        // It is shown the first checkpoint of the log, and opening does not wait for it.
        await log.CheckpointAsync();
        Decide(log, 3);
        await log.CheckpointAsync();
        receiver.Last!.Size.Should().Be(4);

        (receiver.IsAway, receiver.Hangs) = (true, hangs);
        for (int second = 0; second < 600; second += 10)
        {
            Decide(log, 1);
            var checkpoint = log.CheckpointAsync();
            if (hangs && !checkpoint.IsCompleted)
            {
                // It is given five seconds, and the log does not wait for them.
                receiver.Asked.Wait(TimeSpan.FromSeconds(10)).Should().BeTrue();
                receiver.Asked.Reset();
                clock.Advance(TimeSpan.FromSeconds(5));
            }
            await checkpoint;
            clock.Advance(TimeSpan.FromSeconds(hangs ? 5 : 10));
            log.CheckpointFault.Should().BeNull();
        }
        (receiver.IsAway, receiver.Hangs) = (false, false);
        long seen = receiver.Last.Size;
        byte[] root = receiver.Last.RootHash.ToArray();
        Decide(log, 1);
        await log.CheckpointAsync();

        receiver.OldSize.Should().Be(seen);
        receiver.Last.Size.Should().BeGreaterThan(seen + 50);
        ConsistencyProof.FindFault(seen, receiver.Last.Size, root, receiver.Last.RootHash.Span, receiver.Proof).Should().BeNull();
        var missed = await Sample.Read(log, seen);
        missed.Select(r => r.Sequence).Should().Equal(Enumerable.Range((int)seen, (int)(receiver.Last.Size - seen)).Select(i => (long)i), "they are sent again by their sequence");
    }

    private static void Decide(AuditLog log, int count)
    {
        for (int i = 0; i < count; i++)
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
    }

    private sealed class Receiver : IWitness
    {
        internal bool IsAway { get; set; }

        internal bool Hangs { get; set; }

        internal ManualResetEventSlim Asked { get; } = new(false);

        internal AuditCheckpoint? Last { get; private set; }

        internal long OldSize { get; private set; }

        internal byte[] Proof { get; private set; } = [];

        public async ValueTask<string?> CosignAsync(AuditCheckpoint checkpoint, long oldSize, IReadOnlyList<ReadOnlyMemory<byte>> consistencyProof, CancellationToken cancellationToken)
        {
            Asked.Set();
            if (Hangs)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            if (IsAway)
                throw new IOException("away");
            (Last, OldSize, Proof) = (checkpoint, oldSize, [.. consistencyProof.SelectMany(h => h.ToArray())]);
            return "\u2014 receiver AAAAAAE=\n";
        }
    }
}
