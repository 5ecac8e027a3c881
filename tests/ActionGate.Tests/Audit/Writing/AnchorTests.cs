using ActionGate.Tests.Audit.Verifying;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>A log is signed from its first record on; whoever takes its checkpoints away, or puts older ones back, is told of before it is signed again.</summary>
public sealed class AnchorTests : CheckpointSuite
{
    [Theory]
    [InlineData(AuditLevel.Buffered)]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Durable)]
    public void Open_NewLog_IsOnTheDiskAndSignedBeforeItReturns(AuditLevel level)
    {
        using var folder = new TempFolder();
        FaultyFile? file = null;
        int syncs = 0;
        Key.Signing = () => syncs = file!.Syncs;
        using var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = Clock, Signer = Key, Level = level }, f => file = new FaultyFile(f));

        syncs.Should().Be(1);
        folder.Checkpoint().Size.Should().Be(1);
        folder.Checkpoint().IsSignedBy(Key.PublicKey).Should().BeTrue();
        folder.Checkpoint().RootHash.ToArray().Should().Equal(Root(folder.SegmentBytes()));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Key.Signed.Should().Be(1, "nothing was appended");
    }

    [Fact]
    public void Open_SignerFails_GoesOnAndItIsTriedAgain()
    {
        using var folder = new TempFolder();
        Key.Failure = new IOException("no key today");
        using var log = Open(folder);
        log.CheckpointFault.Should().Contain("no key today");
        Decide(log, 1);
        Key.Failure = null;
        Clock.Advance(TimeSpan.FromSeconds(1));
        log.CheckpointFault.Should().BeNull();
        folder.Checkpoint().Size.Should().Be(2);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Open_CheckpointsTakenAway_SaysSoInTheLogOnce(bool isCut, bool isWhole)
    {
        using var folder = Logged(8);
        List<string> lines = isCut ? [.. File.ReadAllLines(folder.Segment).Take(4)] : Anew(File.ReadAllLines(folder.Segment));
        int n = lines.Count;
        File.WriteAllBytes(folder.Segment, ChainOracle.Bytes(lines));
        DeleteCheckpoints(folder);

        using (var log = Open(folder, o => o with { VerifyOnOpen = isWhole }))
        {
            folder.Checkpoint().Size.Should().Be(n + 1, "it is signed with what it says");
            Decide(log, n + 1);
        }
        Open(folder).Dispose();

        string[] told = [.. File.ReadAllLines(folder.Segment).Where(l => l.Contains("unanchored", StringComparison.Ordinal))];
        told.Should().ContainSingle().Which.Should().StartWith($"{{\"v\":1,\"seq\":{n},").And.Contain($",\"type\":\"recovery\",\"unanchored\":{n},\"prev\":\"");
        var options = new VerifyOptions { PublicKey = Key.PublicKey };
        var verification = await AuditLog.VerifyAsync(folder.Log, options);
        verification.ToString().Should().StartWith($"anchored at {n + 4} ").And.EndWith($"the {n} records before it had no checkpoint: what signed them was taken away, or never was there");
        verification.Warnings.Should().ContainSingle().Which.Should().Match<AuditProblem>(w => w.DiagnosticId == "AG4010" && w.Sequence == n && w.Line == n + 1);
        var required = options with { RequireCheckpoint = true };
        (await AuditLog.VerifyAsync(folder.Log, required)).Problems.Should().ContainSingle().Which.Message.Should().StartWith($"when record {n} was written");
        (await AuditLog.VerifyAsync(folder.Log, required with { From = n - 1 })).Problems.Should().ContainSingle().Which.Message.Should().Contain("the record before it");
        (await AuditLog.VerifyAsync(folder.Log, required with { From = n })).ToString().Should().StartWith("anchored at").And.NotContain("warning");
        (await AuditLog.VerifyAsync(folder.Log, required with { From = n + 1 })).IsValid.Should().BeTrue();
    }

    [Fact]
    public async Task Open_LogThatWasNeverSigned_SaysSoWhereItIsSigned()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 2; i++)
            Open(folder, o => o with { CheckpointInterval = null }).Dispose();
        File.ReadAllText(folder.Segment).Should().NotContain("recovery");
        Open(folder).Dispose();
        File.ReadAllLines(folder.Segment)[3].Should().Contain("\"unanchored\":3,");
        (await AuditLog.VerifyAsync(folder.Log)).Warnings.Should().Contain(w => w.Sequence == 3);
    }

    [Fact]
    [Trait("Fault", "42")]
    public void Open_CrashedBeforeTheFirstCheckpoint_GoesOnAndIsSigned()
    {
        using var folder = Logged(0);
        string first = File.ReadAllLines(folder.Segment)[0] + "\n";
        foreach (string left in new[] { first, first[..^1], first + "{\"v\":1,", "" })
        {
            File.WriteAllText(folder.Segment, left);
            DeleteCheckpoints(folder);
            using var log = Open(folder);
            folder.Checkpoint().RootHash.ToArray().Should().Equal(Root(folder.SegmentBytes()));
            File.ReadAllText(folder.Segment).Should().NotContain("unanchored");
        }
    }

    [Fact]
    public void Open_TornTailAndNoCheckpoint_TellsOfBoth()
    {
        using var folder = Logged(2);
        File.AppendAllText(folder.Segment, "{\"v\":1,");
        DeleteCheckpoints(folder);
        using var log = Open(folder);
        string[] lines = File.ReadAllLines(folder.Segment);
        lines[4].Should().Contain("\"recovery\",\"offset\"");
        lines[5].Should().Contain("\"recovery\",\"unanchored\":5,");
        folder.Checkpoint().RootHash.ToArray().Should().Equal(Root(folder.SegmentBytes()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_OlderCheckpointOrNone_IsHeldAgainstTheOneThatWasKept(bool isOlder)
    {
        using var folder = Logged(1);
        byte[] older = File.ReadAllBytes(folder.CheckpointPath);
        Append(folder, 4);
        if (isOlder)
            File.WriteAllBytes(folder.CheckpointPath, older);
        else
            File.Delete(folder.CheckpointPath);
        byte[] whole = folder.SegmentBytes();
        string[] lines = File.ReadAllLines(folder.Segment);
        var open = () => Open(folder);

        File.WriteAllBytes(folder.Segment, ChainOracle.Bytes(lines.Take(3)));
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003").WithMessage("*counts 8 records, found 3*");
        File.WriteAllBytes(folder.Segment, ChainOracle.Bytes([.. lines.Take(3), .. Anew(lines).Skip(3)]));
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        string head = ForgedLog.HashOf(lines[2]);
        File.WriteAllBytes(folder.Segment, ChainOracle.Bytes([.. lines.Take(3), .. ForgedLog.Chain(Bodies(lines).Skip(3).Select(b => b.Replace("coder", "other", StringComparison.Ordinal)), 3, head)]));
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003").WithMessage("*not those of the checkpoint*");

        AuditLog.NewSegment(folder.Log, null, new AuditOptions { Clock = Clock, Signer = Key }).Should().NotBeNull();
        folder.Segments()[^1].Should().EndWith("audit-000000000008.jsonl", "what was signed is not counted again");

        foreach (string later in folder.Segments().Skip(1))
            File.Delete(later);
        File.WriteAllBytes(folder.Segment, whole);
        File.Delete(folder.CheckpointPath);
        if (isOlder)
            File.WriteAllBytes(folder.CheckpointPath, older);
        open().Dispose();
        File.ReadAllText(folder.Segment).Should().NotContain("unanchored");
    }

    [Fact]
    [Trait("Fault", "24")]
    public void Open_KeptNoteThatIsNotTheLogs_IsRefused()
    {
        using var folder = Logged(2);
        string path = Path.Combine(folder.Log, "checkpoints.log");
        string kept = File.ReadAllText(path);
        string log = folder.Checkpoint().Origin;
        byte[] root = folder.Checkpoint().RootHash.ToArray();
        foreach (var (added, problem) in new[]
        {
            (kept.Replace("\n4\n", "\n5\n", StringComparison.Ordinal), "*last note of checkpoints.log is not this log's*"),
            (Signed.Sign(log, 0, 4, root, new Signer()).Note + "\n", "*last note of checkpoints.log is not this log's*"),
            (Signed.Sign("other", 0, 4, root, Key).Note + "\n", "*another of*"),
            (Signed.Sign(log, 0, 4, new byte[32], Key).Note + "\n", "*different roots*"),
            (Signed.Sign(log, 0, 3, new byte[32], Key).Note + "\n", null),
            (Signed.Sign(log, 0, 9, root, Key).Note + "\n", "*counts 9 records, found 4*"),
            (Signed.Sign(log, 2, 9, root, Key).Note + "\n", "*AG4003*"),
            ("junk\n\n\u2014 junk\n\n", "*last note of checkpoints.log is not this log's*"),
            (Signed.Sign("other", 0, 4, root, Key).Note, null),
            ("junk", null),
        })
        {
            foreach (bool isWhole in new[] { false, true })
            {
                using var copy = folder.Copy();
                File.AppendAllText(Path.Combine(copy.Log, "checkpoints.log"), added);
                var open = () => Open(copy, o => o with { VerifyOnOpen = isWhole }).Dispose();
                bool isSmaller = added.Contains("\n3\n", StringComparison.Ordinal);
                if (problem is null && !(isSmaller && isWhole))
                    open.Should().NotThrow(added);
                else
                    open.Should().Throw<AuditException>(added).WithMessage(problem ?? "*not those of the checkpoint*");
            }
        }
    }

    [Fact]
    public void Open_KeptNotesOfBeforeABreak_ArePassedOverWhereTheyEndThere()
    {
        using var folder = Logged(2);
        string log = folder.Checkpoint().Origin;
        File.WriteAllText(folder.CheckpointPath, File.ReadAllText(folder.CheckpointPath).Replace("\n4\n", "\n3\n", StringComparison.Ordinal));
        AuditLog.NewSegment(folder.Log, null, new AuditOptions { Clock = Clock, Signer = Key }).Should().NotBeNull();
        folder.Kept().Should().Equal([4, 3], "the one that was not signed is evidence");
        Open(folder).Dispose();
        File.ReadAllText(folder.Segments()[^1]).Should().NotContain("unanchored");

        using var copy = folder.Copy();
        File.WriteAllText(Path.Combine(copy.Log, "checkpoints.log"), Signed.Sign(log, 0, 5, new byte[32], Key).Note + "\n");
        var open = () => Open(copy);
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003").WithMessage("*before the break that is record 4*");
        File.Delete(Path.Combine(folder.Log, "checkpoints.log"));
        File.Delete(folder.CheckpointPath);
        Open(folder).Dispose();
        File.ReadAllText(folder.Segments()[^1]).Should().Contain("\"unanchored\":2,", "of the tree that the break began");
    }

    [Fact]
    [Trait("Fault", "22")]
    public async Task Open_WholeFolderOfYesterday_IsForAWitnessToSee()
    {
        using var folder = Logged(3);
        using var yesterday = folder.Copy();
        Append(folder, 3);

        Open(yesterday).Dispose();

        File.ReadAllText(yesterday.Segment).Should().NotContain("unanchored");
        (await AuditLog.VerifyAsync(yesterday.Log, new VerifyOptions { PublicKey = Key.PublicKey, RequireCheckpoint = true })).IsValid.Should().BeTrue();
    }

    [Fact]
    public async Task Prune_BehindRecordsThatHadNoCheckpoint_LeavesNothingToSay()
    {
        using var folder = Logged(3);
        DeleteCheckpoints(folder);
        using (var log = Open(folder))
        {
            log.Rotate();
            Decide(log, 6);
        }
        var options = new AuditOptions { Clock = Clock, Signer = Key };
        var required = new VerifyOptions { PublicKey = Key.PublicKey, RequireCheckpoint = true };
        (await AuditLog.VerifyAsync(folder.Log, required)).IsValid.Should().BeFalse();
        AuditLog.Prune(folder.Log, 6, options).Should().Be(6);
        (await AuditLog.VerifyAsync(folder.Log, required)).ToString().Should().StartWith("anchored at").And.NotContain("warning");
    }

    private static void DeleteCheckpoints(TempFolder folder)
    {
        foreach (string name in new[] { "checkpoint", "checkpoints.log", "frontier" })
            File.Delete(Path.Combine(folder.Log, name));
    }

    private static IEnumerable<string> Bodies(IEnumerable<string> lines) =>
        lines.Select(l => l[l.IndexOf("\"ts\"", StringComparison.Ordinal)..l.IndexOf(",\"prev\":", StringComparison.Ordinal)]);

    /// <summary>The records with another agent, and the chain made anew.</summary>
    private static List<string> Anew(IEnumerable<string> lines) => ForgedLog.Chain(Bodies(lines).Select(b => b.Replace("coder", "other", StringComparison.Ordinal)));

    private TempFolder Logged(int decisions)
    {
        var folder = new TempFolder();
        Append(folder, decisions);
        return folder;
    }

    private void Append(TempFolder folder, int decisions)
    {
        using var log = Open(folder);
        for (int i = 0; i < decisions; i++)
            Decide(log);
    }
}
