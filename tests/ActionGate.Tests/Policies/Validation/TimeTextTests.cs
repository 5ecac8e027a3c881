using System.Globalization;
using ActionGate.Policies.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Policies.Validation;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-01-31T18:00:00Z", "2026-01-31T18:00:00.0000000Z")]
    [InlineData("2026-01-31t18:00:00z", "2026-01-31T18:00:00.0000000Z")]
    [InlineData("2026-01-31 18:00:00Z", "2026-01-31T18:00:00.0000000Z")]
    [InlineData("2026-01-31T18:00:00+02:00", "2026-01-31T16:00:00.0000000Z")]
    [InlineData("2026-01-31T18:00:00-09:30", "2026-02-01T03:30:00.0000000Z")]
    [InlineData("2026-01-31T18:00:00-00:00", "2026-01-31T18:00:00.0000000Z")]
    [InlineData("2026-01-31T18:00:00+23:59", "2026-01-30T18:01:00.0000000Z")]
    [InlineData("2026-01-31T18:00:00.5Z", "2026-01-31T18:00:00.5000000Z")]
    [InlineData("2026-01-31T18:00:00.123456789+01:00", "2026-01-31T17:00:00.1234567Z")]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void Read_Rfc3339_IsThatInstant(string text, string expected)
    {
        TimeText.Read(text, out DateTimeOffset time).Should().BeNull();
        time.Offset.Should().Be(TimeSpan.Zero);
        time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData("2026-01-31", "write the time and the offset too")]
    [InlineData("2026-01-31T18:00:00", "add 'Z'")]
    [InlineData("2026-01-31T18:00:00.5", "add 'Z'")]
    [InlineData("2026-01-31T18:00Z", "time with seconds")]
    [InlineData("2026-01-31T18", "time with seconds")]
    [InlineData("2026-01-31_18:00:00Z", "time with seconds")]
    [InlineData("2026-01-31T18:00:00+0200", "end with the offset")]
    [InlineData("2026-01-31T18:00:00 +02:00", "end with the offset")]
    [InlineData("2026-01-31T18:00:00 CET", "end with the offset")]
    [InlineData("2026-01-31T18:00:00.Z", "end with the offset")]
    [InlineData("2026-01-31T18:00:00Z ", "end with the offset")]
    [InlineData("2026-01-31T18:00:00Zulu", "end with the offset")]
    [InlineData("", "write date, time and offset")]
    [InlineData("tomorrow", "write date, time and offset")]
    [InlineData("31.01.2026 18:00", "write date, time and offset")]
    [InlineData("2026-1-31T18:00:00Z", "write date, time and offset")]
    [InlineData("1767225600", "write date, time and offset")]
    [InlineData("2026-02-29T00:00:00Z", "no such day or time")]
    [InlineData("2026-00-01T00:00:00Z", "no such day or time")]
    [InlineData("2026-13-01T00:00:00Z", "no such day or time")]
    [InlineData("2026-01-00T00:00:00Z", "no such day or time")]
    [InlineData("0000-01-01T00:00:00Z", "no such day or time")]
    [InlineData("2026-01-01T24:00:00Z", "no such day or time")]
    [InlineData("2026-01-01T00:60:00Z", "no such day or time")]
    [InlineData("2016-12-31T23:59:60Z", "no such day or time")]
    [InlineData("2026-01-01T00:00:00+24:00", "no such day or time")]
    [InlineData("2026-01-01T00:00:00+00:60", "no such day or time")]
    [InlineData("0001-01-01T00:00:00+00:01", "no such day or time")]
    [InlineData("9999-12-31T23:59:59-00:01", "no such day or time")]
    public void Read_AnythingElse_SaysWhatToWrite(string text, string help) => TimeText.Read(text, out _).Should().NotBeNull().And.Contain(help);

    [Fact]
    public void Read_WhatTheFrameworkWrites_IsTheSameInstant() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll<DateTimeOffset>(time =>
                TimeText.Read(time.ToString("O", CultureInfo.InvariantCulture), out DateTimeOffset read) is null && read == time));
}
