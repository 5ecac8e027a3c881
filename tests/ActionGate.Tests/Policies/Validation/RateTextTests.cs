using ActionGate.Policies;
using ActionGate.Policies.Validation;

namespace ActionGate.Tests.Policies.Validation;

public sealed class RateTextTests
{
    [Theory]
    [InlineData("10/min", 10, 60)]
    [InlineData("5/10s", 5, 10)]
    [InlineData("1/d", 1, 86_400)]
    [InlineData("1/day", 1, 86_400)]
    [InlineData("3/h", 3, 3_600)]
    [InlineData("3/hour", 3, 3_600)]
    [InlineData("7/sec", 7, 1)]
    [InlineData("7/s", 7, 1)]
    [InlineData("7/minute", 7, 60)]
    [InlineData("100000/1.5_minutes", 100_000, 90)]
    [InlineData("10 / min", 10, 60)]
    public void Read_Rate_IsItsCountAndWindow(string text, int count, int seconds)
    {
        RateText.Read(text, out RateLimit? rate).Should().BeNull();
        rate.Should().Be(new RateLimit(count, TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData("10", "how often in which time")]
    [InlineData("ten per minute", "how often in which time")]
    [InlineData("/min", "the count is")]
    [InlineData("0/min", "the count is")]
    [InlineData("-1/min", "the count is")]
    [InlineData("100001/min", "the count is")]
    [InlineData("99999999999/min", "the count is")]
    [InlineData("1.5/min", "the count is")]
    [InlineData("10/", "behind the '/'")]
    [InlineData("10/60", "write the unit too")]
    [InlineData("10/m", "the units are")]
    [InlineData("10/min/h", "the units are")]
    [InlineData("10/_min", "a number and a unit")]
    [InlineData("10/366d", "the longest is")]
    [InlineData("10/0s", "longer than nothing")]
    public void Read_AnythingElse_SaysWhatToWrite(string text, string help)
    {
        RateText.Read(text, out RateLimit? rate).Should().NotBeNull().And.Contain(help);
        rate.Should().BeNull();
    }
}
