using System.Text;
using ActionGate.Processes;

namespace ActionGate.Execution.Tests.Processes;

public sealed class OutputBufferTests
{
    [Fact]
    public void Add_CharacterSplitBetweenReads_IsPutTogetherPerStream()
    {
        var buffer = new OutputBuffer(100, listener: null);
        var output = buffer.Open();
        var error = buffer.Open();
        byte[] euro = Encoding.UTF8.GetBytes("€");

        output.Add(euro.AsSpan(0, 1));
        error.Add("!"u8);
        output.Add(euro.AsSpan(1));

        buffer.ToString().Should().Be("!€");
    }

    [Fact]
    public void Add_InvalidBytes_AreReplaced()
    {
        var buffer = new OutputBuffer(100, listener: null);
        var output = buffer.Open();

        output.Add([(byte)'a', 0xFF, (byte)'b', 0xE2]);
        output.End();

        buffer.ToString().Should().Be("a\uFFFDb\uFFFD");
    }

    [Fact]
    public void Add_ExactlyTheLimit_IsNotOver()
    {
        var buffer = new OutputBuffer(3, listener: null);
        var output = buffer.Open();

        output.Add("abc"u8).Should().BeTrue();
        buffer.IsOver.Should().BeFalse();
        output.Add("d"u8).Should().BeFalse();

        buffer.IsOver.Should().BeTrue();
        buffer.ToString().Should().Be("abc");
    }

    [Fact]
    public void Add_LimitSharedByStreams_CountsBoth()
    {
        var buffer = new OutputBuffer(3, listener: null);

        buffer.Open().Add("ab"u8).Should().BeTrue();
        buffer.Open().Add("cd"u8).Should().BeFalse();

        buffer.ToString().Should().Be("abc");
    }

    [Fact]
    public void AddLine_AfterTextWithoutNewline_StandsOnItsOwnLine()
    {
        var buffer = new OutputBuffer(10, listener: null);
        buffer.Open().Add("abc"u8);

        buffer.AddLine("Timeout");

        buffer.ToString().Should().Be("abc\nTimeout");
    }
}
