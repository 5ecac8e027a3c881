using ActionGate.Audit.Notes;
using ActionGate.Audit.Tree;

namespace ActionGate.Tests.Audit.Verifying;

/// <summary>Verification that begins in the middle of a tree: what the last checkpoint still says of it.</summary>
public sealed class VerifyFromTests
{
    private const int Records = Tampering.Records;

    private static readonly MemoryLog Whole = Tampering.Anchored.With("frontier", FrontierOf(Tampering.Lines, Records));

    [Fact]
    public void Verify_FromTheMiddle_IsAnchoredByTheFrontierWhateverIsBefore()
    {
        for (int from = 1; from < Records; from++)
        {
            byte[] damaged = [.. Whole.Files[Tampering.Segments[0]]];
            damaged[200] ^= 1;
            foreach (var log in new[] { Whole, Whole.With(Tampering.Segments[0], damaged) })
            {
                foreach (var pace in new[] { MemoryLog.Sequential, MemoryLog.Parallel })
                {
                    var verification = log.Verify(Tampering.WithKey with { From = from, RequireCheckpoint = true }, pace);

                    verification.ToString().Should().StartWith($"anchored at {Records} by the checkpoint of example.com/a, {Records - from} record").And.EndWith($" from record {from} on, head {verification.Head}");
                    (verification.IsValid, verification.From, verification.Warnings.Count).Should().Be((true, from, 0));
                }
            }
        }
    }

    [Fact]
    public void Verify_FromTheMiddleOfAChainMadeAnew_IsTampered()
    {
        for (int from = 1; from < Records; from++)
        {
            for (int changed = from; changed < Records; changed++)
            {
                List<string> bodies = [.. Tampering.Bodies];
                bodies[changed] += ",\"forged\":true";
                var files = ForgedLog.Segments(ForgedLog.Chain(bodies), Tampering.Starts);
                var log = files.Aggregate(Whole, (log, file) => log.With(file.Key, file.Value));

                var verification = log.Verify(Tampering.WithKey with { From = from });

                verification.Problems.Should().ContainSingle().Which.Message.Should().Contain($"the first {Records} records of the tree are not those of the checkpoint");
                verification.Anchor.Should().BeNull();
            }
        }
    }

    [Fact]
    public void Verify_RecordsBehindTheCheckpoint_AreRead()
    {
        List<string> bodies = [.. Tampering.Bodies, "\"ts\":\"2026-04-03T14:42:19.1234567Z\",\"type\":\"decision\"", "\"ts\":\"2026-04-03T14:42:19.1234567Z\",\"type\":\"close\""];
        var files = ForgedLog.Segments(ForgedLog.Chain(bodies), Tampering.Starts);
        var log = files.Aggregate(Whole, (log, file) => log.With(file.Key, file.Value));

        log.Verify(Tampering.WithKey with { From = 6 }).ToString().Should().StartWith("anchored at 10 by the checkpoint of example.com/a, 6 records from record 6 on");
        var behind = log.Verify(Tampering.WithKey with { From = 10 });
        (behind.IsValid, behind.Anchor).Should().Be((true, null));
        behind.Warnings.Should().ContainSingle().Which.Message.Should().Be(
            "nothing vouches for the end of the log: the tree's first records were left out, and no checkpoint counts what follows: verify from record 0 on");
    }

    [Fact]
    public void Verify_FrontierThatDoesNotFit_AnchorsNothing()
    {
        byte[] good = Whole.Files["frontier"];
        byte[] flipped = [.. good];
        flipped[^5] = flipped[^5] == (byte)'0' ? (byte)'1' : (byte)'0';
        foreach (byte[]? frontier in new[] { null, [], [.. good, (byte)'x'], flipped, FrontierOf(Tampering.Lines, Records - 1), new byte[100_000] })
        {
            var verification = Whole.With("frontier", frontier).Verify(Tampering.WithKey with { From = 5 });

            (verification.IsValid, verification.Anchor).Should().Be((true, null));
            verification.Warnings.Should().ContainSingle().Which.Message.Should().Be(
                "nothing vouches for the end of the log: the tree's first records were left out, and no frontier leads to the last checkpoint: verify from record 0 on");
            Whole.With("frontier", frontier).Verify(Tampering.WithKey with { From = 5, RequireCheckpoint = true }).IsValid.Should().BeFalse();
            Whole.With("frontier", frontier).Verify(Tampering.WithKey).Anchor!.Size.Should().Be(Records, "it is no evidence");
        }
    }

    [Fact]
    public void Verify_FromTheMiddleWithoutAKey_ComparesAndSaysThatNoKeyWasGiven()
    {
        var verification = Whole.Verify(new VerifyOptions { From = 5 });

        (verification.IsValid, verification.Anchor).Should().Be((true, null));
        verification.Warnings.Should().ContainSingle().Which.Message.Should().Contain("no public key was given");
    }

    [Fact]
    public async Task Verify_LogOfTheWriter_IsAnchoredFromEveryRecordOn()
    {
        using var folder = new TempFolder();
        string keyFile = System.IO.Path.Combine(folder.Path, "k.key");
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { KeyFile = keyFile, MaxSegmentBytes = 1500 }))
        {
            for (int i = 0; i < 20; i++)
                log.AppendDecision(Sample.Decision(), Sample.Context);
        }
        var options = new VerifyOptions { PublicKey = AuditPublicKey.Load(keyFile), RequireCheckpoint = true };
        long records = (await AuditLog.VerifyAsync(folder.Log, options)).Records;

        for (long from = 0; from < records; from++)
        {
            var verification = await AuditLog.VerifyAsync(folder.Log, options with { From = from });

            (verification.IsValid, verification.Records, verification.Anchor?.Size).Should().Be((true, records - from, records), verification.ToString());
        }
    }

    private static byte[] FrontierOf(List<string> lines, int size)
    {
        var tree = new CompactRange();
        foreach (string line in lines.Take(size - 1))
            tree.Append(Convert.FromHexString(ForgedLog.HashOf(line)));
        return new Frontier(size, 0, 7, 0, Convert.FromHexString(ForgedLog.HashOf(lines[size - 1])), tree.Peaks.ToArray()).ToBytes();
    }
}
