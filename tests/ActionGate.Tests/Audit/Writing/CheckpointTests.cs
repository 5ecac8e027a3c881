using System.Security.Cryptography;
using System.Text;
using ActionGate.Audit.Tree;
using ActionGate.Tests.Audit.Verifying;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>What is signed is on the disk and is the log's own tree; what does not fit it is never appended to.</summary>
public sealed class CheckpointTests
{
    private readonly ManualClock _clock = new();
    private readonly Signer _signer = new();

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
            checkpoint.IsSignedBy(_signer.PublicKey).Should().BeTrue();
            (checkpoint.Origin, checkpoint.Size).Should().Be(("actiongate", i + 2));
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
        _clock.Advance(TimeSpan.FromMilliseconds(900));
        File.Exists(folder.CheckpointPath).Should().BeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        folder.Checkpoint().Size.Should().Be(2);
        Decide(log);
        Decide(log);
        _clock.Advance(TimeSpan.FromSeconds(1));
        folder.Checkpoint().Size.Should().Be(4);
        int signed = _signer.Signed;
        _clock.Advance(TimeSpan.FromSeconds(1));
        _signer.Signed.Should().Be(signed, "nothing was appended");
    }

    [Fact]
    public void Checkpoint_RecordsNotOnTheDisk_SyncsThemFirst()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, out var file);
        Decide(log);
        int syncs = file.Syncs;
        _clock.Advance(TimeSpan.FromSeconds(1));
        file.Syncs.Should().Be(syncs + 1);

        Decide(log);
        file.FailSyncs = 1;
        _clock.Advance(TimeSpan.FromSeconds(1));
        folder.Checkpoint().Size.Should().Be(2);
        log.CheckpointFault.Should().Contain("Input/output error");
        log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().Contain("open the log anew");
    }

    [Fact]
    public void Checkpoint_SignerFails_LogGoesOnAndItIsTriedAgain()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        _signer.Failure = new IOException("no key today");
        Decide(log);
        _clock.Advance(TimeSpan.FromSeconds(1));
        log.CheckpointFault.Should().Contain("no key today");
        Decide(log);
        _signer.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(1));
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
                _clock.Advance(TimeSpan.FromSeconds(1));
            }
            folder.Kept().Should().BeEmpty();
            _clock.Advance(TimeSpan.FromHours(1));
            Decide(log);
            _clock.Advance(TimeSpan.FromSeconds(1));
            folder.Kept().Should().Equal(7);
            log.Rotate();
            Decide(log);
            _clock.Advance(TimeSpan.FromSeconds(1));
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
    [Trait("Fault", "75")]
    public void Open_AfterCheckpoint_ReadsOnlyWhatFollows()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder))
        {
            for (int i = 0; i < 50; i++)
                Decide(log);
            log.Rotate();
            Decide(log);
        }
        byte[] bytes = File.ReadAllBytes(folder.Segment);
        bytes[300] ^= 1;
        File.WriteAllBytes(folder.Segment, bytes);

        var whole = () => Open(folder, o => o with { VerifyOnOpen = true });
        whole.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        using (var log = Open(folder))
            Decide(log, 53);
        folder.Checkpoint().Size.Should().Be(55);
        File.Delete(Path.Combine(folder.Log, "frontier"));
        var rebuilt = () => Open(folder);
        rebuilt.Should().Throw<AuditException>("without a frontier all of it is read").Where(e => e.DiagnosticId == "AG4003");
    }

    [Fact]
    [Trait("Fault", "39")]
    public void Open_CrashedAfterCheckpoint_GoesOnFromTheFrontier()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder))
        {
            for (int i = 0; i < 10; i++)
            {
                Decide(log);
                if (i is 3 or 6)
                    log.Rotate();
            }
        }
        var ends = folder.LogBytes();
        long size = folder.Checkpoint().Size;
        foreach (string what in new[] { "frontier", "nothing", "checkpoint" })
        {
            using var copy = folder.Copy();
            File.AppendAllText(copy.Segments()[^1], "{\"v\":1,\"seq\":12,\"ts");
            if (what != "nothing")
                File.Delete(Path.Combine(copy.Log, what));
            using (var log = Open(copy))
                Decide(log, 13);
            Encoding.UTF8.GetString(copy.LogBytes()).Should().Contain("\"type\":\"recovery\",\"offset\":");
            copy.Checkpoint().Size.Should().Be(size + 3);
            copy.Checkpoint().RootHash.ToArray().Should().Equal(Root(copy.LogBytes()));
            copy.LogBytes().AsSpan().StartsWith(ends).Should().BeTrue();
        }
    }

    [Fact]
    [Trait("Fault", "18")]
    [Trait("Fault", "19")]
    [Trait("Fault", "40")]
    public void Open_CutAnywhereBelowTheCheckpoint_IsTampering()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder))
        {
            for (int i = 0; i < 3; i++)
                Decide(log);
        }
        byte[] all = folder.SegmentBytes();
        for (int cut = 0; cut < all.Length; cut += 37)
        {
            foreach (bool hasFrontier in new[] { true, false })
            {
                using var copy = folder.Copy();
                File.WriteAllBytes(copy.Segment, all[..cut]);
                if (!hasFrontier)
                    File.Delete(Path.Combine(copy.Log, "frontier"));
                var open = () => Open(copy);
                open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003").WithMessage("*counts 5 records*cut off*actiongate audit new-segment");
                copy.SegmentBytes().Should().Equal(all[..cut]);
            }
        }
        // Only the last line feed is missing: the record is whole.
        File.WriteAllBytes(folder.Segment, all[..^1]);
        Open(folder).Dispose();
        folder.SegmentBytes().AsSpan().StartsWith(all).Should().BeTrue();
    }

    [Fact]
    [Trait("Fault", "11")]
    public void Open_ChainMadeAnew_IsTampering()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder))
        {
            Decide(log);
            Decide(log);
        }
        string[] entries = [.. ChainOracle.Lines(folder.SegmentBytes()).Select(l => l[..^75] + "}")];
        entries[1] = entries[1].Replace("\"allow\"", "\"deny\"", StringComparison.Ordinal);
        File.WriteAllBytes(folder.Segment, ChainOracle.Rechain(entries));

        var open = () => Open(folder);
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003").WithMessage("*not those of the checkpoint*");
    }

    [Fact]
    [Trait("Fault", "20")]
    public void Open_SegmentsGoneCheckpointThere_IsTampering()
    {
        using var folder = new TempFolder();
        Open(folder).Dispose();
        foreach (var remove in new Action<string>[] { p => File.WriteAllBytes(p, []), p => File.WriteAllBytes(p, new byte[500]), File.Delete })
        {
            remove(folder.Segment);
            var open = () => Open(folder);
            open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        }
    }

    [Fact]
    [Trait("Fault", "24")]
    [Trait("Fault", "14")]
    public void Open_CheckpointOfAnotherKeyOrLog_IsRefused()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        Open(folder).Dispose();
        Open(other, o => o with { Origin = "other" }).Dispose();
        string good = File.ReadAllText(folder.CheckpointPath);
        using var strange = new TempFolder();
        Open(strange, o => o with { Signer = new Signer() }).Dispose();

        string[] forged =
        [
            good.Replace("\n2\n", "\n3\n", StringComparison.Ordinal),
            good.Replace("actiongate\n", "actiongates\n", StringComparison.Ordinal),
            File.ReadAllText(strange.CheckpointPath),
            File.ReadAllText(other.CheckpointPath),
            "", "junk", good[..^20], new string('x', 1_000_000),
        ];
        foreach (string note in forged)
        {
            File.WriteAllText(folder.CheckpointPath, note);
            var open = () => Open(folder);
            open.Should().Throw<AuditException>().WithMessage("*does not verify*actiongate audit new-segment");
        }
        File.WriteAllText(folder.CheckpointPath, good);
        Open(folder).Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("actiongate-frontier/1\n2\n0\n0 99999999\n{hash}\n{hash}\n")]
    [InlineData("actiongate-frontier/1\n2\n0\n9 500\n{hash}\n{hash}\n")]
    [InlineData("actiongate-frontier/1\n2\n0\n0 -1\n{hash}\n{hash}\n")]
    [InlineData("actiongate-frontier/1\n9223372036854775807\n0\n0 0\n{hash}\n{hash}\n")]
    public void Open_FrontierThatDoesNotFit_ReadsTheWholeLog(string text)
    {
        using var folder = new TempFolder();
        Open(folder).Dispose();
        File.WriteAllText(Path.Combine(folder.Log, "frontier"), text.Replace("{hash}", new string('a', 64), StringComparison.Ordinal));
        using (var log = Open(folder))
            Decide(log, 2);
        folder.Checkpoint().RootHash.ToArray().Should().Equal(Root(folder.SegmentBytes()));
    }

    [Fact]
    public void Open_FrontierOfAnotherOffset_IsNotBelieved()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder))
            Decide(log);
        string path = Path.Combine(folder.Log, "frontier");
        string[] lines = File.ReadAllLines(path);
        int first = Array.IndexOf(folder.SegmentBytes(), (byte)'\n') + 1;
        lines[3] = "0 " + first.ToString(System.Globalization.CultureInfo.InvariantCulture);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        using (var log = Open(folder))
            Decide(log, 3);
        ChainOracle.Judge(folder.SegmentBytes()).Records.Should().Be(5);
    }

    [Fact]
    public void Open_NameThatCannotBeSigned_SaysSo()
    {
        using var folder = new TempFolder();
        folder.LogOf(ChainOracle.Bytes(ForgedLog.Chain([ForgedLog.Bodies(2)[0].Replace("example.com/a", "a\\nb", StringComparison.Ordinal)])));
        var open = () => Open(folder);
        open.Should().Throw<AuditException>().WithMessage("*can have no checkpoints*CheckpointInterval*");
        Open(folder, o => o with { CheckpointInterval = null, Signer = null }).Dispose();
    }

    [Fact]
    public void Open_NoCheckpoints_SignsNothing()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, o => o with { CheckpointInterval = null }))
        {
            Decide(log);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }
        _signer.Signed.Should().Be(0);
        Directory.GetFiles(folder.Log).Select(Path.GetFileName).Should().BeEquivalentTo("audit-000000000000.jsonl", "audit.lock");
        Open(folder).Dispose();
        folder.Checkpoint().Size.Should().Be(4);
    }

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
        _clock.Advance(TimeSpan.FromSeconds(5));
        await checkpoint;
        (log.CheckpointFault, log.WitnessFault).Should().Be((null, "witness 1 of 1 did not confirm the checkpoint: it did not answer within 00:00:05"));

        witness.Silence = null;
        Decide(log);
        await log.CheckpointAsync();
        log.WitnessFault.Should().BeNull();
        folder.Checkpoint().Note.Should().Contain("\u2014 witness ");
    }

    private static byte[] Root(byte[] log)
    {
        var tree = new CompactRange();
        foreach (string line in ChainOracle.Lines(log))
            tree.Append(SHA256.HashData([0, .. Encoding.UTF8.GetBytes(line[..^75] + "}")]));
        byte[] root = new byte[32];
        tree.Root(root);
        return root;
    }

    private static void Decide(AuditLog log, long? sequence = null)
    {
        var result = log.AppendDecision(Sample.Decision(), Sample.Context);
        result.Fault.Should().BeNull();
        if (sequence is not null)
            result.Sequence.Should().Be(sequence);
    }

    private AuditLog Open(TempFolder folder, Func<AuditOptions, AuditOptions>? change = null, AuditLevel level = AuditLevel.Flush)
    {
        var options = new AuditOptions { Clock = _clock, Signer = _signer, Level = level };
        return AuditLog.Open(folder.Log, change?.Invoke(options) ?? options);
    }

    private AuditLog Open(TempFolder folder, out FaultyFile file)
    {
        FaultyFile? made = null;
        var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = _clock, Signer = _signer }, f => made ??= new FaultyFile(f));
        file = made!;
        return log;
    }

    private sealed class Signer : ISigner
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public AuditPublicKey PublicKey => AuditPublicKey.FromSubjectPublicKeyInfo(_key.ExportSubjectPublicKeyInfo());

        internal int Signed { get; private set; }

        internal Exception? Failure { get; set; }

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            if (Failure is not null)
                throw Failure;
            Signed++;
            return new(_key.SignData(message.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
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
