using System.Security.Cryptography;
using System.Text;
using ActionGate.Audit.Tree;
using ActionGate.Tests.Audit.Tree;

namespace ActionGate.Tests.Audit;

public sealed class AuditReceiptTests
{
    private const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void Verify_ReceiptOfAnIndependentProgram_ProvesTheRecord()
    {
        var receipt = AuditReceipt.Parse(Signed.Receipt);
        var verification = receipt.Verify(Signed.PublicKey);

        verification.IsValid.Should().BeTrue(verification.Problem);
        verification.Record!.Sequence.Should().Be(3);
        verification.Record.Rule.Should().Be("r2");
        verification.Checkpoint!.Origin.Should().Be(Signed.Origin);
        verification.ToString().Should().Be("valid: record 3 of example.com/agents/host1");
        receipt.ToString().Should().Be(Signed.Receipt);
    }

    [Fact]
    public void Verify_EveryRecordOfTheSegment_IsProvedByTheBuiltReceipt()
    {
        string[] lines = Signed.Corpus("audit-000000000000.jsonl").TrimEnd('\n').Split('\n');
        byte[][] leaves = [.. lines.Select(LeafOf)];
        for (int i = 0; i < lines.Length; i++)
        {
            var builder = ProofBuilder.ForInclusion(i, new CompactRange());
            builder.AppendAll(RfcTree.Flat(leaves));
            builder.Build(out byte[] proof).Should().BeNull();
            var receipt = new AuditReceipt(lines[i], i, proof, AuditCheckpoint.Parse(Signed.Checkpoint));

            AuditReceipt.Parse(receipt.ToString()).Verify(Signed.PublicKey).IsValid.Should().BeTrue();
        }
    }

    [Fact]
    public void Verify_AnotherKey_ProvesNothing()
    {
        var verification = AuditReceipt.Parse(Signed.Receipt).Verify(Signed.Signer.PublicKey);
        verification.IsValid.Should().BeFalse();
        verification.Record.Should().BeNull();
        verification.Checkpoint.Should().BeNull();
        verification.ToString().Should().StartWith("not valid: the checkpoint is not signed: ");
    }

    [Theory]
    [InlineData("\"verdict\":\"allow\"", "\"verdict\":\"deny\"", "the hash does not fit the record's bytes")]
    [InlineData("\"hash\":\"3c", "\"hash\":\"3d", "the hash does not fit the record's bytes")]
    [InlineData("\"hash\":\"3c", "\"hash\":\"3C", "the hash does not fit the record's bytes")]
    [InlineData("\"prev\":\"9f", "\"prev\":\"9F", "64 lower-case hexadecimal digits")]
    [InlineData("index 3", "index 2", "does not fold to the root")]
    [InlineData("index 3", "index 7", "expected an index below the size")]
    [InlineData("NZb65o6TrmF99wjAg98m0hiC19dPqSwqndfMgVFZ3mU=\n", "", "expected a proof of 3 hashes")]
    [InlineData("\nC/K9", "\nD/K9", "does not fit the text")]
    public void Verify_Changed_SaysWhy(string from, string to, string reason) =>
        AuditReceipt.Parse(Signed.Receipt.Replace(from, to, StringComparison.Ordinal)).Verify(Signed.PublicKey).Problem.Should().Contain(reason);

    [Theory]
    [InlineData("", "")]
    [InlineData("}\n\nc2sp", "}\nc2sp")]
    [InlineData("tlog-proof@v1", "tlog-proof@v2")]
    [InlineData("index 3", "index 03")]
    [InlineData("index 3", "index -3")]
    [InlineData("index 3", "index  3")]
    [InlineData("index 3", "extra AAAA\nindex 3")]
    [InlineData("index 3", "index 9223372036854775808")]
    [InlineData("n5mV", "n5m")]
    [InlineData("JInc=\n", "JInd=\n")]
    [InlineData("3mU=\n\n", "3mU=\n")]
    [InlineData("\n", "\r\n")]
    [InlineData("\u2014 ", "- ")]
    public void Parse_Changed_IsRefused(string from, string to)
    {
        var act = () => AuditReceipt.Parse(from.Length == 0 ? "" : Signed.Receipt.Replace(from, to, StringComparison.Ordinal));
        act.Should().Throw<FormatException>().WithMessage("this is no receipt: *");
    }

    [Fact]
    public void Parse_EndlessProofOrText_IsRefused()
    {
        string hash = Convert.ToBase64String(new byte[32]) + "\n";
        var hashes = () => AuditReceipt.Parse(Signed.Receipt.Replace("index 3\n", "index 3\n" + string.Concat(Enumerable.Repeat(hash, 62)), StringComparison.Ordinal));
        var text = () => AuditReceipt.Parse(Signed.Receipt + new string('\n', 1 << 20));
        hashes.Should().Throw<FormatException>();
        text.Should().Throw<FormatException>();
    }

    [Fact]
    public void Verify_RecordBehindABreak_CountsFromTheBreak()
    {
        string line = Sealed("{\"v\":1,\"seq\":12,\"type\":\"break\"");
        byte[] root = LeafOf(line);

        Of(line, 0, Signed.Sign("log", 12, 1, root)).Verify(Signed.Signer.PublicKey).IsValid.Should().BeTrue();
        Of(line, 0, Signed.Sign("log", 11, 1, root)).Verify(Signed.Signer.PublicKey).Problem.Should().Be("the record's place in the log is not its place in the tree");
        Of(line, 0, Signed.Sign("log", 0, 1, root)).Verify(Signed.Signer.PublicKey).IsValid.Should().BeFalse();
    }

    [Theory]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":\"x\"", true)]
    [InlineData("{\"v\":2,\"seq\":0,\"type\":\"x\"", true)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":\"x\",\"meta\":{\"type\":1}", true)]
    [InlineData("{\"v\":1,\"seq\":0", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":1", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":{\"a\":1}", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":[{}]", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"meta\":{\"type\":\"x\"}", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":\"x\",\"type\":\"x\"", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":\"x\",\"\\u0074ype\":\"y\"", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":\"x\",\"a\":{\"b\":1,\"b\":2}", false)]
    [InlineData("{\"v\":1, \"seq\":0,\"type\":\"x\"", false)]
    [InlineData("{\"v\":1,\"seq\":00,\"type\":\"x\"", false)]
    [InlineData("{\"v\":01,\"seq\":0,\"type\":\"x\"", false)]
    [InlineData("{\"v\":,\"seq\":0,\"type\":\"x\"", false)]
    [InlineData("{\"v\":1,\"seq\":0,\"type\":\"x", false)]
    [InlineData("[\"v\":1,\"seq\":0,\"type\":\"x\"", false)]
    public void Verify_RecordThatWasSigned_MustBeOneRecordForAllReaders(string body, bool isValid)
    {
        string line = Sealed(body);
        Of(line, 0, Signed.Sign("log", 0, 1, LeafOf(line))).Verify(Signed.Signer.PublicKey).IsValid.Should().Be(isValid);
    }

    [Fact]
    public void Verify_LineOfAllLengths_NeverThrows()
    {
        string whole = Sealed("{\"v\":1,\"seq\":0,\"type\":\"x\"");
        for (int i = 0; i < whole.Length; i++)
            Of(whole[i..], 0, Signed.Sign("log", 0, 1, new byte[32])).Verify(Signed.Signer.PublicKey).IsValid.Should().BeFalse();
        string huge = Sealed("{\"v\":1,\"seq\":0,\"type\":\"" + new string('x', 70_000) + "\"");
        Of(huge, 0, Signed.Sign("log", 0, 1, LeafOf(huge))).Verify(Signed.Signer.PublicKey).Problem.Should().Contain("65,535");
    }

    private static AuditReceipt Of(string line, long index, AuditCheckpoint checkpoint) => AuditReceipt.Parse(new AuditReceipt(line, index, [], checkpoint).ToString());

    private static string Sealed(string body)
    {
        string entry = $"{body},\"prev\":\"{NoHash}\"}}";
        return $"{entry[..^1]},\"hash\":\"{Convert.ToHexStringLower(SHA256.HashData([0, .. Encoding.UTF8.GetBytes(entry)]))}\"}}";
    }

    private static byte[] LeafOf(string line) => RfcTree.Leaf(Encoding.UTF8.GetBytes(line[..^75] + "}"));
}
