using ActionGate.Audit.Tree;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>A witness is shown each checkpoint with its proof, and holds nothing up.</summary>
public sealed class WitnessTests : CheckpointSuite
{
    [Fact]
    [Trait("Fault", "74")]
    public async Task Witness_EachCheckpoint_GetsTheProofFromTheOneItConfirmed()
    {
        using var folder = new TempFolder();
        var witness = new Witness();
        using var log = Open(folder, o => o with { Witnesses = [witness] });
        for (int i = 0; i < 40; i++)
        {
            witness.IsAway = i % 5 == 3;
            for (int k = 0; k < i % 7; k++)
                Decide(log);
            await log.CheckpointAsync();
        }
        witness.Confirmed.Should().BeGreaterThan(20);
        witness.Fault.Should().BeNull();
        log.Dispose();
        folder.Checkpoint().Note.Should().Contain("\u2014 witness ");
        log.CheckpointFault.Should().BeNull();
    }

    [Fact]
    public async Task Witness_ThrowsOrGivesNoSignature_CheckpointStandsAndTheLogSaysSo()
    {
        using var folder = new TempFolder();
        var witness = new Witness();
        using var log = Open(folder, o => o with { Witnesses = [new Witness(), witness] });
        await log.CheckpointAsync();
        log.WitnessFault.Should().BeNull();
        foreach (var (isAway, answer, fault) in new (bool, string?, string?)[]
        {
            (true, null, "witness 2 of 2 did not confirm the checkpoint: away"), (false, "junk", "witness 2 of 2 did not confirm the checkpoint: expected*"),
            (false, null, null), (false, "\u2014 witness2 AAAAAAE=\n", null),
        })
        {
            (witness.IsAway, witness.Answer) = (isAway, answer);
            Decide(log);
            await log.CheckpointAsync();
            log.CheckpointFault.Should().BeNull();
            if (fault is null)
                log.WitnessFault.Should().BeNull();
            else
                log.WitnessFault.Should().Match(fault);
            folder.Checkpoint().RootHash.ToArray().Should().Equal(Root(folder.SegmentBytes()));
            folder.Checkpoint().Note.Should().Contain("\u2014 witness ", "the other one is asked all the same");
        }
        folder.Checkpoint().Note.Should().Contain("\u2014 witness2 ");
    }

    [Fact]
    public async Task Witness_DoesNotAnswer_CheckpointStandsAndTheLogSaysSo()
    {
        using var folder = new TempFolder();
        var witness = new Witness { Silence = new TaskCompletionSource<string?>() };
        using var log = Open(folder, o => o with { Witnesses = [witness] });
        Decide(log);
        var checkpoint = log.CheckpointAsync();
        await witness.Asked;
        folder.Checkpoint().Size.Should().Be(2, "nobody waits for a witness");
        checkpoint.IsCompleted.Should().BeFalse();
        Clock.Advance(TimeSpan.FromSeconds(5));
        await checkpoint;
        (log.CheckpointFault, log.WitnessFault).Should().Be((null, "witness 1 of 1 did not confirm the checkpoint: it did not answer within 00:00:05"));

        witness.Silence = null;
        Decide(log);
        await log.CheckpointAsync();
        log.WitnessFault.Should().BeNull();
        folder.Checkpoint().Note.Should().Contain("\u2014 witness ");
    }

    private sealed class Witness : IWitness
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private AuditCheckpoint? _last;

        internal bool IsAway { get; set; }

        internal string? Answer { get; set; } = "\u2014 witness AAAAAAE=\n";

        internal TaskCompletionSource<string?>? Silence { get; set; }

        internal Task Asked => _asked.Task;

        internal int Confirmed { get; private set; }

        internal string? Fault { get; private set; }

        public ValueTask<string?> CosignAsync(AuditCheckpoint checkpoint, long oldSize, IReadOnlyList<ReadOnlyMemory<byte>> consistencyProof, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            if (Silence is not null)
                return new(Silence.Task);
            if (IsAway)
                throw new IOException("away");
            if (Answer is null)
                return new((string?)null);
            if (oldSize != (_last?.Size ?? 0))
                Fault ??= $"expected the size {_last?.Size}, found {oldSize}";
            else if (_last is not null)
                Fault ??= ConsistencyProof.FindFault(oldSize, checkpoint.Size, _last.RootHash.Span, checkpoint.RootHash.Span, [.. consistencyProof.SelectMany(h => h.ToArray())]);
            _last = checkpoint;
            Confirmed++;
            return new(Answer);
        }
    }
}
