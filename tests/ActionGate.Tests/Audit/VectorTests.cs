using System.Text.Json;
using ActionGate.Audit;

namespace ActionGate.Tests.Audit;

/// <summary>A segment that an independent program made. One of its time stamps is no time, and that is not for a verifier to judge.</summary>
public sealed class VectorTests
{
    [Fact]
    public async Task Verify_SegmentOfAnIndependentProgram_IsValidWithItsHashes()
    {
        using var folder = new TempFolder();
        byte[] bytes = await File.ReadAllBytesAsync(Corpus("audit-000000000000.jsonl"));

        var verification = await AuditLog.VerifyAsync(folder.LogOf(bytes));

        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(Corpus("vectors.json")));
        string[] leaves = [.. vectors.RootElement.GetProperty("leaf").EnumerateArray().Select(e => e.GetString()!)];
        verification.IsValid.Should().BeTrue();
        verification.Warnings.Should().BeEmpty();
        verification.Records.Should().Be(vectors.RootElement.GetProperty("size").GetInt64());
        verification.Head.Should().Be(leaves[^1]);
        ChainOracle.Lines(bytes).Select(ChainOracleHash).Should().Equal(leaves);
        ChainOracle.Judge(bytes).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 7));
    }

    [Fact]
    public async Task Verify_SegmentOfAnIndependentProgramWithItsCheckpoint_IsAnchored()
    {
        using var folder = new TempFolder();
        folder.LogOf(await File.ReadAllBytesAsync(Corpus("audit-000000000000.jsonl")));
        File.Copy(Corpus("checkpoint"), Path.Combine(folder.Log, "checkpoint"));

        var verification = await AuditLog.VerifyAsync(folder.Log, new VerifyOptions { PublicKey = AuditPublicKey.Load(Corpus("audit-key.pub")), RequireCheckpoint = true, Origin = Signed.Origin });

        verification.ToString().Should().StartWith("anchored at 7 by the checkpoint of example.com/agents/host1, 7 records");
    }

    [Fact]
    public async Task Open_SegmentOfAnIndependentProgram_ContinuesAndReadsIt()
    {
        using var folder = new TempFolder();
        folder.LogOf(await File.ReadAllBytesAsync(Corpus("audit-000000000000.jsonl")));
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Origin = "example.com/agents/host1" }))
        {
            log.AppendDecision(Sample.Decision(), Sample.Context).Should().Be(new AuditResult(8, null), "a record before it says that its checkpoint was not found");
            var records = await Sample.Read(log);
            records[2].Target.Should().Be("pip install \"cryptography\"\n\u2028");
            records[2].Verdict.Should().Be(Verdict.Deny);
            records[2].Timestamp.Should().Be(new DateTimeOffset(2026, 4, 3, 14, 42, 16, TimeSpan.Zero).AddTicks(1_234_567));
            records[6].Timestamp.Should().BeNull();
            records[7].Json.Should().Contain("\"type\":\"recovery\",\"unanchored\":7,");
        }
        (await AuditLog.VerifyAsync(folder.Log)).Records.Should().Be(10);
    }

    private static string ChainOracleHash(string line) => line.Substring(line.Length - 66, 64);

    private static string Corpus(string file) => Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Audit", file);
}
