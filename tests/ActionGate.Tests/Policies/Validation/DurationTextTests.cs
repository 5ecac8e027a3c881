using ActionGate.Policies.Validation;

namespace ActionGate.Tests.Policies.Validation;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("30_seconds", 30_000)]
    [InlineData("30 seconds", 30_000)]
    [InlineData("1_second", 1_000)]
    [InlineData("1 sec", 1_000)]
    [InlineData("500ms", 500)]
    [InlineData("500 milliseconds", 500)]
    [InlineData("1millisecond", 1)]
    [InlineData("5min", 300_000)]
    [InlineData("5_minutes", 300_000)]
    [InlineData("1 minute", 60_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1_hour", 3_600_000)]
    [InlineData("2 hours", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1 day", 86_400_000)]
    [InlineData("365_days", 31_536_000_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("0.5 s", 500)]
    [InlineData("007s", 7_000)]
    [InlineData("30S", 30_000)]
    [InlineData("5 Min", 300_000)]
    public void Read_Duration_IsItsMilliseconds(string text, double milliseconds)
    {
        DurationText.Read(text, out TimeSpan duration).Should().BeNull();
        duration.TotalMilliseconds.Should().Be(milliseconds);
    }

    [Theory]
    [InlineData("", "a number and a unit")]
    [InlineData("s", "a number and a unit")]
    [InlineData("-5s", "a number and a unit")]
    [InlineData("+5s", "a number and a unit")]
    [InlineData(" 5s", "a number and a unit")]
    [InlineData(".5s", "a number and a unit")]
    [InlineData("5.s", "a number and a unit")]
    [InlineData("unlimited", "a number and a unit")]
    [InlineData("99999999999999999999999999999999s", "a number and a unit")]
    [InlineData("30", "write the unit too")]
    [InlineData("1.5", "write the unit too")]
    [InlineData("5m", "the units are")]
    [InlineData("5s ", "the units are")]
    [InlineData("5_", "the units are")]
    [InlineData("5__s", "the units are")]
    [InlineData("5 _s", "the units are")]
    [InlineData("1h30min", "the units are")]
    [InlineData("1,5s", "the units are")]
    [InlineData("1e3s", "the units are")]
    [InlineData("5 mins", "did you mean 'min'?")]
    [InlineData("5 secnods", "did you mean 'seconds'?")]
    [InlineData("0s", "longer than nothing")]
    [InlineData("0.00001ms", "longer than nothing")]
    [InlineData("366d", "the longest is 365d")]
    [InlineData("365.0001d", "the longest is 365d")]
    [InlineData("9999999999999999999999999999d", "the longest is 365d")]
    public void Read_AnythingElse_SaysWhatToWrite(string text, string help) =>
        DurationText.Read(text, out _).Should().NotBeNull().And.Contain(help);
}
