using ActionGate.Audit.Notes;

namespace ActionGate.Tests.Audit.Notes;

public sealed class SignedNoteTests
{
    private const string Signature = "\u2014 w AAAAAAE=\n";

    [Fact]
    public void Parse_TextWithEmptyLines_IsSplitAtTheLastOne()
    {
        var note = SignedNote.Parse("one\n\ntwo\n\n\u2014 quasimodo.example/ü AQIDBAU=\n" + Signature, out string? fault)!;

        fault.Should().BeNull();
        note.Text.Should().Be("one\n\ntwo\n");
        note.Signatures.Should().HaveCount(2);
        note.Signatures[0].Name.Should().Be("quasimodo.example/ü");
        note.Signatures[0].KeyId.Should().Be(0x01020304);
        note.Signatures[0].Bytes.Should().Equal(5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n" + Signature)]
    [InlineData("text\n\n" + Signature + "x")]
    [InlineData("text\n\n" + Signature + "\n")]
    [InlineData("text\n\n\u2014 w AAAAAAE=")]
    [InlineData("text\n\n- w AAAAAAE=\n")]
    [InlineData("text\n\n\u2014w AAAAAAE=\n")]
    [InlineData("text\n\n\u2014  AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 w  AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 w AAAAAAE= \n")]
    [InlineData("text\n\n\u2014 w\u00A0x AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 w+x AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 AAAAAAE=\n")]
    [InlineData("text\n\n\u2014 w AAAAAA==\n")]
    [InlineData("text\n\n\u2014 w AAAAAAE\n")]
    [InlineData("text\n\n\u2014 w AAAAAAF=\n")]
    [InlineData("text\n\n\u2014 w AAAA_AE=\n")]
    [InlineData("text\n\n\u2014 w \n")]
    [InlineData("text\r\n\n" + Signature)]
    [InlineData("text\0\n\n" + Signature)]
    public void Parse_NoNote_IsRefusedWithAReason(string note)
    {
        SignedNote.Parse(note, out string? fault).Should().BeNull();
        fault.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Parse_LoneSurrogate_IsRefused() => SignedNote.Parse("te\uDC00xt\n\n" + Signature, out _).Should().BeNull();

    [Theory]
    [InlineData(16, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Parse_ManySignatures_AreBounded(int count, bool isNote) =>
        (SignedNote.Parse("text\n\n" + string.Concat(Enumerable.Repeat(Signature, count)), out _) is not null).Should().Be(isNote);

    [Fact]
    public void Parse_EndlessNote_IsRefused() => SignedNote.Parse(new string('x', SignedNote.Longest) + "\n\n" + Signature, out _).Should().BeNull();
}
