using System.Runtime.InteropServices;
using System.Text;
using ActionGate.Policies;

namespace ActionGate.Tests.Policies;

public sealed class PolicyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actiongate-policies-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_Utf8File_ReturnsItsTextAndName()
    {
        string path = Write("name: é𝒳\n"u8);

        PolicySource? source = PolicyReader.Open(path, PolicyReader.DefaultMaxBytes, out Diagnostic? failure);

        failure.Should().BeNull();
        string.Concat(source!.Pieces).Should().Be("name: é𝒳\n");
        source.File.Should().Be(path);
    }

    [Fact]
    public void Open_ByteOrderMark_IsNoPartOfTheText()
    {
        PolicyReader.Open(Write([0xEF, 0xBB, 0xBF, .. "a: b"u8]), 100, out _)!.Pieces[0].Should().Be("a: b");
    }

    [Fact]
    public void Open_SecondByteOrderMark_IsACharacterThatCantStandThere()
    {
        string path = Write("\uFEFF\uFEFFversion: 1\nrules: []\n"u8);

        Action load = () => Policy.Load(path);

        load.Should().Throw<PolicyException>().Which.Diagnostics.Should().ContainSingle().Which.Id.Should().Be("AG1005");
    }

    [Fact]
    public void Open_MissingFile_SaysSo()
    {
        Failure(Path("missing.yaml")).Should().Be($"{Path("missing.yaml")}: error AG1001: there is no such file");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Open_NoFileName_SaysSo(string path)
    {
        Failure(path).Should().Be($"{path}: error AG1001: this is not the name of a file");
    }

    [Fact]
    public void Open_Folder_SaysSo()
    {
        Failure(_folder.FullName).Should().Be($"{_folder.FullName}: error AG1002: expected a file, found a folder\nhelp: name the policy file inside it");
    }

    [Fact]
    public void Open_EmptyFile_SaysSo()
    {
        string path = Write([]);

        Failure(path).Should().Be($"{path}: error AG1002: expected a file with text, found an empty one, a pipe or a device");
    }

    [SkippableTheory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/null")]
    [InlineData("/dev/urandom")]
    public void Open_Device_IsRefusedUnread(string path)
    {
        Skip.IfNot(File.Exists(path), "there are no such devices here");

        Failure(path).Should().Be($"{path}: error AG1002: expected a file with text, found an empty one, a pipe or a device");
    }

    [SkippableFact]
    public void Open_LinkToDevice_IsRefusedUnread()
    {
        Skip.IfNot(File.Exists("/dev/zero"), "there are no such devices here");
        string first = Path("first.yaml");
        string second = Path("second.yaml");
        File.CreateSymbolicLink(first, "/dev/zero");
        File.CreateSymbolicLink(second, "first.yaml");

        Failure(second).Should().Contain("AG1002");
    }

    [SkippableFact]
    public void Open_Link_ReadsTheFileBehindIt()
    {
        Skip.If(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "links need rights there");
        Write("a: b"u8);
        File.CreateSymbolicLink(Path("link.yaml"), "policy.yaml");

        PolicyReader.Open(Path("link.yaml"), 100, out _)!.Pieces[0].Should().Be("a: b");
    }

    [Fact]
    public void Open_FileOfTheLimit_IsRead()
    {
        PolicyReader.Open(Write(new byte[200_000].AsSpan(), fill: (byte)'#'), 200_000, out _)!.Pieces[0].Should().HaveLength(200_000);
    }

    [Fact]
    public void Open_FileOverTheLimit_SaysSo()
    {
        string path = Write(new byte[200_001].AsSpan(), fill: (byte)'#');

        Failure(path, 200_000).Should().Be($"{path}: error AG1003: the policy is larger than 200000 bytes");
    }

    [Fact]
    public void Open_FileOf100Megabytes_IsNotReadWhole()
    {
        string path = Path("policy.yaml");
        using (FileStream stream = File.Create(path))
            stream.SetLength(100_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Failure(path).Should().Be($"{path}: error AG1003: the policy is larger than 16777216 bytes");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(90_000_000);
    }

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    [InlineData("utf-32", "UTF-32")]
    [InlineData("utf-32BE", "UTF-32")]
    public void Open_OtherEncoding_IsNamed(string encoding, string expected)
    {
        Encoding found = Encoding.GetEncoding(encoding);
        string path = Write([.. found.Preamble, .. found.GetBytes("version: 1\n")]);

        Failure(path).Should().Be($"{path}: error AG1004: expected UTF-8, found {expected}\nhelp: save the file as UTF-8");
    }

    [Fact]
    public void Open_InvalidUtf8_PointsAtTheByte()
    {
        string path = Write([.. "version: 1\r\nname: é"u8, 0xE9, .. "x # é\r\nrules: []\n"u8]);

        Failure(path).Should().Be(
            $"""
            {path}:2:8: error AG1004: expected UTF-8, found the byte 0xE9
            2 | name: é�x # é
              |        ^ help: save the file as UTF-8
            """);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0xAF })] // overlong '/'
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a surrogate
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // beyond U+10FFFF
    [InlineData(new byte[] { 0xE2, 0x82 })] // cut short
    public void Open_InvalidUtf8_IsRefused(byte[] bytes)
    {
        Failure(Write(bytes)).Should().Contain(":1:1: error AG1004: expected UTF-8, found the byte 0x");
    }

    [SkippableFact]
    public void Open_UnreadableFile_SaysSo()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "nothing is unreadable for this user");
        string path = Write("a: b"u8);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);

        Failure(path).Should().Be($"{path}: error AG1001: the file can't be read: access is denied");
    }

    [Fact]
    public void Open_HostMistakes_Throw()
    {
        FluentActions.Invoking(() => PolicyReader.Open(null!, 1, out _)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => PolicyReader.Open("a", 0, out _)).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static string Failure(string path, long maxBytes = PolicyReader.DefaultMaxBytes)
    {
        PolicyReader.Open(path, maxBytes, out Diagnostic? failure).Should().BeNull();
        return failure!.ToString();
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Write(ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(Path("policy.yaml"), bytes);
        return Path("policy.yaml");
    }

    private string Write(Span<byte> bytes, byte fill)
    {
        bytes.Fill(fill);
        return Write(bytes);
    }
}
