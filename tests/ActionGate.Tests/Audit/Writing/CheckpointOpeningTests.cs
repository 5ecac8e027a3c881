using System.Text;
using ActionGate.Tests.Audit.Verifying;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>What does not fit what was signed is never appended to.</summary>
public sealed class CheckpointOpeningTests : CheckpointSuite
{
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
            good.Replace("actiongate/", "actiongates/", StringComparison.Ordinal),
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
}
