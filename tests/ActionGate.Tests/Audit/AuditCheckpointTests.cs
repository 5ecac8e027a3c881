using System.Text;
using ActionGate.Audit.Notes;

namespace ActionGate.Tests.Audit;

public sealed class AuditCheckpointTests
{
    private const string Root = "C/K9qmv4cK3aI+jHeDcf5EFEYCV1cRGhXuLdnMZikMQ=";
    private const string Signature = "\u2014 w AAAAAAE=\n";

    [Fact]
    public void Parse_NoteOfAnIndependentProgram_IsReadAndVerifies()
    {
        var checkpoint = AuditCheckpoint.Parse(Signed.Checkpoint);

        checkpoint.Origin.Should().Be(Signed.Origin);
        checkpoint.Size.Should().Be(7);
        Convert.ToBase64String(checkpoint.RootHash.Span).Should().Be(Root);
        checkpoint.Note.Should().Be(Signed.Checkpoint);
        checkpoint.ToString().Should().Be(Signed.Checkpoint);
        checkpoint.IsSignedBy(Signed.PublicKey).Should().BeTrue();
        AuditCheckpoint.TryParse(Encoding.UTF8.GetBytes(Signed.Checkpoint), out _)!.Note.Should().Be(Signed.Checkpoint);
    }

    [Fact]
    public void IsSignedBy_AnotherKey_IsFalse()
    {
        var checkpoint = AuditCheckpoint.Parse(Signed.Checkpoint);
        checkpoint.IsSignedBy(Signed.Signer.PublicKey).Should().BeFalse();
        checkpoint.FindFault(Signed.Signer.PublicKey).Should().StartWith("there is no signature of 'example.com/agents/host1' with the key ");
    }

    [Fact]
    [Trait("Fault", "24")]
    public void IsSignedBy_ChangedText_IsFalse()
    {
        var checkpoint = AuditCheckpoint.Parse(Signed.Checkpoint.Replace("\n7\n", "\n6\n", StringComparison.Ordinal));
        checkpoint.FindFault(Signed.PublicKey).Should().Be("the signature of 'example.com/agents/host1' does not fit the text");
    }

    [Fact]
    public void IsSignedBy_SignaturesOfOthers_AreIgnored()
    {
        string lines = string.Concat(Enumerable.Repeat(Signature, 16));
        var before = AuditCheckpoint.Parse(Signed.Checkpoint.Replace("\n\n", "\n\n" + lines, StringComparison.Ordinal));
        var behind = AuditCheckpoint.Parse(Signed.Checkpoint + lines);
        before.IsSignedBy(Signed.PublicKey).Should().BeTrue();
        behind.IsSignedBy(Signed.PublicKey).Should().BeTrue();
    }

    [Fact]
    public void IsSignedBy_GoodAndBadSignatureOfTheKey_IsFalse()
    {
        string line = Signed.Checkpoint[(Signed.Checkpoint.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        byte[] bytes = Convert.FromBase64String(line.Split(' ')[2]);
        bytes[^1] ^= 1;
        string bad = $"\u2014 {Signed.Origin} {Convert.ToBase64String(bytes)}\n";

        AuditCheckpoint.Parse(Signed.Checkpoint + bad).IsSignedBy(Signed.PublicKey).Should().BeFalse();
        AuditCheckpoint.Parse(Signed.Checkpoint + line).IsSignedBy(Signed.PublicKey).Should().BeTrue();
    }

    [Theory]
    [InlineData("\n7\n" + Root + "\n")]
    [InlineData("o\n")]
    [InlineData("o\n7\n")]
    [InlineData("o\n\n7\n" + Root + "\n")]
    [InlineData("o\n07\n" + Root + "\n")]
    [InlineData("o\n-7\n" + Root + "\n")]
    [InlineData("o\n+7\n" + Root + "\n")]
    [InlineData("o\n 7\n" + Root + "\n")]
    [InlineData("o\n\n" + Root + "\n")]
    [InlineData("o\n9223372036854775808\n" + Root + "\n")]
    [InlineData("o\n7\n" + Root + " \n")]
    [InlineData("o\n7\nC/K9qmv4cK3aI+jHeDcf5EFEYCV1cRGhXuLdnMZikMR=\n")]
    [InlineData("o\n7\nC/K9qmv4cK3aI+jHeDcf5EFEYCV1cRGhXuLdnMZikA==\n")]
    [InlineData("o\n7\n\n")]
    [InlineData("o\n7\n" + Root + "\nmore\n\nmore\n")]
    public void Parse_OtherText_IsRefused(string text)
    {
        var act = () => AuditCheckpoint.Parse(text + "\n" + Signature);
        act.Should().Throw<FormatException>().WithMessage("this is no checkpoint: expected *");
    }

    [Theory]
    [InlineData("o\n0\n" + Root + "\n", 0)]
    [InlineData("o\n9223372036854775807\n" + Root + "\nmore\nand more\n", long.MaxValue)]
    [InlineData("— o\n7\n" + Root + "\n", 7)]
    public void Parse_FurtherLinesAndLimits_AreRead(string text, long size) => AuditCheckpoint.Parse(text + "\n" + Signature).Size.Should().Be(size);

    [Fact]
    public void Parse_InvalidUtf8_IsRefused()
    {
        AuditCheckpoint.TryParse([.. "o"u8, 0xFF, .. Encoding.UTF8.GetBytes($"\n7\n{Root}\n\n{Signature}")], out string? fault).Should().BeNull();
        fault.Should().Be("expected valid UTF-8");
        AuditCheckpoint.TryParse(new byte[4 * SignedNote.Longest], out fault).Should().BeNull();
        fault.Should().Be("the note is too long");
    }

    [Fact]
    public void SignAsync_LogAfterABreak_NamesBothAndVerifies()
    {
        var checkpoint = Signed.Sign("my log", 12, 3, new byte[32]);

        checkpoint.Origin.Should().Be("my log/break-12");
        checkpoint.Log.Should().Be("my log");
        checkpoint.First.Should().Be(12);
        checkpoint.Note.Should().Contain("\n\n\u2014 my_log ");
        checkpoint.FindFault(Signed.Signer.PublicKey).Should().BeNull();
    }

    [Fact]
    public async Task SignAsync_SignerThatSignsSomethingElse_IsFoundOut()
    {
        Func<Task> act = async () => await CheckpointText.SignAsync(new WrongSigner(), "log", 0, 1, new byte[32], default);
        (await act.Should().ThrowAsync<AuditException>()).Which.DiagnosticId.Should().Be("AG4010");
        Action unnamed = () => Signed.Sign("two\nlines", 0, 1, new byte[32]);
        unnamed.Should().Throw<AuditException>().Which.DiagnosticId.Should().Be("AG4010");
    }

    [Fact]
    public void WithSignatures_LinesOfAWitness_AreAdded()
    {
        var checkpoint = Signed.Sign("log", 0, 1, new byte[32]);
        var cosigned = checkpoint.WithSignatures(Signature.TrimEnd('\n'), Signed.Signer.PublicKey, out string? fault)!;

        fault.Should().BeNull();
        cosigned.Note.Should().Be(checkpoint.Note + Signature);
        cosigned.FindFault(Signed.Signer.PublicKey).Should().BeNull();
        cosigned.RootHash.Span.SequenceEqual(checkpoint.RootHash.Span).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("\n" + Signature)]
    [InlineData(Signature + "\n" + Signature)]
    [InlineData("more\n\n" + Signature)]
    public void WithSignatures_OtherLines_AreRefused(string lines)
    {
        var checkpoint = Signed.Sign("log", 0, 1, new byte[32]);
        checkpoint.WithSignatures(lines, Signed.Signer.PublicKey, out string? fault).Should().BeNull();
        fault.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void WithSignatures_InTheLogsName_AreRefused()
    {
        var checkpoint = Signed.Sign("log", 0, 1, new byte[32]);
        string own = SignedNote.Write("x\n", "log", Signed.Signer.PublicKey.KeyId, new byte[70])[3..];
        checkpoint.WithSignatures(own, Signed.Signer.PublicKey, out string? fault).Should().BeNull();
        fault.Should().Be("a witness can't sign with the log's key");
    }

    private sealed class WrongSigner : ISigner
    {
        public AuditPublicKey PublicKey => Signed.Signer.PublicKey;

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) => Signed.Signer.SignAsync(new byte[1], cancellationToken);
    }
}
