using ActionGate.Audit.Notes;

namespace ActionGate.Tests.Audit.Notes;

public sealed class LogOriginTests
{
    [Theory]
    [InlineData("example.com/a", "example.com/a", 0)]
    [InlineData("example.com/a/break-17", "example.com/a", 17)]
    [InlineData("a/break-5/break-9", "a/break-5", 9)]
    [InlineData("a/break-", "a/break-", 0)]
    [InlineData("a/break-0", "a/break-0", 0)]
    [InlineData("a/break-07", "a/break-07", 0)]
    [InlineData("a/break-+7", "a/break-+7", 0)]
    [InlineData("a/break-7x", "a/break-7x", 0)]
    [InlineData("a/break-99999999999999999999", "a/break-99999999999999999999", 0)]
    [InlineData("a/break-9223372036854775807", "a", long.MaxValue)]
    [InlineData("/break-7", "/break-7", 0)]
    public void LogOf_Origin_IsTheNameAndTheFirstRecord(string origin, string log, long first)
    {
        LogOrigin.LogOf(origin, out long found).Should().Be(log);
        found.Should().Be(first);
    }

    [Fact]
    public void AfterBreak_AnyLog_IsReadBack() => LogOrigin.LogOf(LogOrigin.AfterBreak("a b", 12), out _).Should().Be("a b");

    [Theory]
    [InlineData("example.com/agents/host1", "example.com/agents/host1")]
    [InlineData("my log+1\u00A0\u2003\u2028\t\u007Fü", "my_log_1_____ü")]
    public void KeyName_AnyLog_HasNoSpacesAndPluses(string log, string name) => LogOrigin.KeyName(log).Should().Be(name);

    [Theory]
    [InlineData("actiongate", true)]
    [InlineData("my log + ü 😀", true)]
    [InlineData("", false)]
    [InlineData("two\nlines", false)]
    [InlineData("tab\t", false)]
    [InlineData("a/break-3", false)]
    public void FindFault_Name_TellsWhetherItCanBeSigned(string log, bool isFine) => (LogOrigin.FindFault(log) is null).Should().Be(isFine);

    [Fact]
    public void FindFault_LoneSurrogate_IsRefused() => LogOrigin.FindFault("a\uD800").Should().NotBeNull();
}
