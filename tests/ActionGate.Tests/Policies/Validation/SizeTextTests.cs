using ActionGate.Policies.Validation;

namespace ActionGate.Tests.Policies.Validation;

public sealed class SizeTextTests
{
    [Theory]
    [InlineData("65536", 65_536)]
    [InlineData("1", 1)]
    [InlineData("5B", 5)]
    [InlineData("1 byte", 1)]
    [InlineData("100_bytes", 100)]
    [InlineData("2kB", 2_000)]
    [InlineData("2KB", 2_000)]
    [InlineData("1_kilobyte", 1_000)]
    [InlineData("3 kilobytes", 3_000)]
    [InlineData("512MB", 512_000_000)]
    [InlineData("512mb", 512_000_000)]
    [InlineData("100_megabytes", 100_000_000)]
    [InlineData("1_gigabyte", 1_000_000_000)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("2 Terabytes", 2_000_000_000_000)]
    [InlineData("1TB", 1_000_000_000_000)]
    [InlineData("1KiB", 1_024)]
    [InlineData("4 kibibytes", 4_096)]
    [InlineData("1MiB", 1_048_576)]
    [InlineData("1_mebibyte", 1_048_576)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("1gib", 1_073_741_824)]
    [InlineData("2 gibibytes", 2_147_483_648)]
    [InlineData("1TiB", 1_099_511_627_776)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("0.0015 kB", 1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Read_Size_IsItsBytes(string text, long expected)
    {
        SizeText.Read(text, out long bytes).Should().BeNull();
        bytes.Should().Be(expected);
    }

    [Theory]
    [InlineData("", "a number and a unit")]
    [InlineData("lots", "a number and a unit")]
    [InlineData("-1", "a number and a unit")]
    [InlineData("٣MB", "a number and a unit")]
    [InlineData("512M", "the units are")]
    [InlineData("1_000", "the units are")]
    [InlineData("1.5.5MB", "the units are")]
    [InlineData("1PB", "the units are")]
    [InlineData("5 \u212AB", "the units are")]
    [InlineData("1 gigabite", "did you mean 'gigabyte'?")]
    [InlineData("0", "more than nothing")]
    [InlineData("0.9B", "more than nothing")]
    [InlineData("9223372036854775808", "more than any machine has")]
    [InlineData("9999999999999 TiB", "more than any machine has")]
    public void Read_AnythingElse_SaysWhatToWrite(string text, string help) => SizeText.Read(text, out _).Should().NotBeNull().And.Contain(help);
}
