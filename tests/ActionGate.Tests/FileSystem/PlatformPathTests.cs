using ActionGate.FileSystem;

namespace ActionGate.Tests.FileSystem;

public class PlatformPathTests
{
    [Theory]
    [InlineData("/c:/Users/x", @"c:\Users\x")]
    [InlineData("/c:", @"c:\")]
    [InlineData("//server/share/x", @"\\server\share\x")]
    [InlineData("/Users/x", null)]
    [InlineData("/c:x", null)]
    [InlineData("relative", null)]
    [InlineData("/", null)]
    [InlineData("", null)]
    public void ToWindows_NormalPath_IsWhatTheSystemTakes(string normal, string? onDisk) => PlatformPath.ToWindows(normal).Should().Be(onDisk);

    [Theory]
    [InlineData(@"C:\Users\x", "/c:/Users/x")]
    [InlineData(@"D:\", "/d:/")]
    [InlineData(@"\\server\share\x", "//server/share/x")]
    [InlineData(@"..\x", null)]
    [InlineData(@"C:x", null)]
    [InlineData(@"\x", null)]
    [InlineData(@"\\?\Volume{4c1b02c1}\x", null)]
    [InlineData(@"\\.\PhysicalDrive0", null)]
    [InlineData("", null)]
    public void FromWindows_LinkTarget_IsNormalWhereItIsAPlace(string onDisk, string? normal) => PlatformPath.FromWindows(onDisk).Should().Be(normal);
}
