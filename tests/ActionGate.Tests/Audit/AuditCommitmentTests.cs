using System.Text;
using System.Text.Json;

namespace ActionGate.Tests.Audit;

/// <summary>Commitments: what they prove, and that they prove nothing without their salts.</summary>
public sealed class AuditCommitmentTests
{
    private static readonly string Salt = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('S', 16)));

    [Fact]
    public void Compute_OfAnIndependentProgram_IsTheSame()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Audit", "vectors.json")));

        AuditCommitment.Compute("target", "ls", Convert.FromBase64String(Salt)).Should().Be(vectors.RootElement.GetProperty("commit_target_ls_saltS16").GetString());
    }

    [Fact]
    [Trait("Fault", "68")]
    public void Verify_AnythingElse_IsRefused()
    {
        string commitment = AuditCommitment.Compute("target", "ls", Convert.FromBase64String(Salt));
        string other = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('T', 16)));

        AuditCommitment.Verify("target", "ls", Salt, commitment).Should().BeTrue();
        AuditCommitment.Verify("target", "ls", other, commitment).Should().BeFalse();
        AuditCommitment.Verify("reason", "ls", Salt, commitment).Should().BeFalse();
        AuditCommitment.Verify("target", "ls ", Salt, commitment).Should().BeFalse();
        AuditCommitment.Verify("target", "ls", Salt[..8], commitment).Should().BeFalse();
        AuditCommitment.Verify("target", "ls", "no base64", commitment).Should().BeFalse();
        AuditCommitment.Verify("target", "ls", Salt, commitment.TrimEnd('=')).Should().BeFalse();
        AuditCommitment.Verify("target", "ls", Salt, "").Should().BeFalse();
    }

    [Fact]
    [Trait("Fault", "62")]
    public void Compute_LoneSurrogates_StayDifferent()
    {
        byte[] salt = Convert.FromBase64String(Salt);
        string[] texts = ["a\uD800", "a\uD801", "a\uDC00", "a\uFFFD", "a", "a\uD800\uDC00", "\uD800a", new string('x', 1023) + "\uD800", new string('x', 1023) + "\uD83D\uDE00"];

        texts.Select(t => AuditCommitment.Compute("target", t, salt)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Compute_LongText_IsTheHashOfAllOfIt()
    {
        byte[] salt = Convert.FromBase64String(Salt);
        string text = string.Concat(Enumerable.Repeat("aé日😀", 10_000));
        byte[] all = [.. "actiongate/field/v1\0"u8, 0, 6, .. "target"u8, .. salt, .. Encoding.UTF8.GetBytes(text)];

        AuditCommitment.Compute("target", text, salt).Should().Be(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(all)));
    }

    [Fact]
    public void Compute_WrongArguments_Throws()
    {
        var salt = () => AuditCommitment.Compute("target", "x", [1, 2]);
        var name = () => AuditCommitment.Compute(new string('n', 65_536), "x", new byte[16]);

        salt.Should().Throw<ArgumentException>();
        name.Should().Throw<ArgumentException>();
    }

    [Fact]
    [Trait("Fault", "69")]
    public async Task Append_SameValueTwice_CommitsDifferently()
    {
        string target = new('x', 300);
        var commitments = new List<string>();
        for (int i = 0; i < 200; i++)
            commitments.Add(Commitments.In(await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: target), Sample.Context)))["target"]);

        commitments.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Append_EverydayRecord_CommitsToNothing()
    {
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(Verdict.Deny), new ActionContext { Agent = "a", WorkingDirectory = "/w", MessageHash = "m" }));

        record.Json.Should().NotContain("\"c\":").And.NotContain("\"n\":");
    }
}
