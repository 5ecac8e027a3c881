using System.Text;
using ActionGate.Normalisation;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Normalisation;

public class WindowsPathTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(60);
    private static readonly PathRules Sensitive = PathRules.Of(PathPlatform.Windows, isCaseSensitive: true);
    private static readonly PathRules Usual = PathRules.Of(PathPlatform.Windows);

    [Fact]
    public void Normalise_OfAnyText_IsCanonicalAndStable() =>
        Check.One(Thorough, Prop.ForAll(TrickyText.WindowsPaths, TrickyText.WindowsPaths, (path, cwd) =>
        {
            Normalised result = Normalised.Path(path, @"C:\" + cwd, @"C:\Users\u", Usual);
            return result.Outcome == NormalOutcome.Normal
                ? IsCanonical(result.Text) && Normalised.Path(result.Text, rules: Usual) == result
                : result.Text.Length == 0 && result.Problem is { Length: > 0 };
        }));

    [Fact]
    public void Normalise_OfAnyAbsolutePath_AgreesWithTheOracle()
    {
        int normal = 0;
        string[] roots = [@"C:\", "d:/", @"\\srv\s\", @"\\?\C:\", @"\\.\C:\", @"\\?\UNC\srv\s\", "//./UNC/SRV/S/", @"\\srv\", "/c:/", @"\\.\", ""];
        Check.One(Thorough, Prop.ForAll(Arb.From(Gen.Elements(roots)), TrickyText.WindowsPaths, (root, path) =>
        {
            string text = root + path;
            if (text.StartsWith('~') || text.StartsWith("file", StringComparison.OrdinalIgnoreCase))
                return true;
            Normalised result = Normalised.Path(text, rules: Sensitive);
            string? expected = WindowsOracle.Normal(text);
            normal += expected is null ? 0 : 1;
            return result.Outcome == NormalOutcome.Normal ? result.Text == expected : expected is null || !IsWellFormed(text);
        }));
        normal.Should().BeGreaterThan(2_000, "the pieces have to make paths");
    }

    [Fact]
    public void Normalise_OfAnyRelativePath_AgreesWithTheJoinedPath() =>
        Check.One(Thorough, Prop.ForAll(TrickyText.WindowsPaths, path =>
        {
            Normalised result = Normalised.Path(@".\" + path, @"C:\w\x", rules: Sensitive);
            return result.Text == Normalised.Path(@"C:\w\x\" + path, rules: Sensitive).Text;
        }));

    [Fact]
    public void Display_OfAnyNormalPath_IsReadAsTheSame() =>
        Check.One(Thorough, Prop.ForAll(TrickyText.WindowsPaths, path =>
        {
            Normalised result = Normalised.Path(@"C:\" + path, rules: Sensitive);
            return result.Outcome != NormalOutcome.Normal || Normalised.Path(Sensitive.Display(result.Text), rules: Sensitive) == result;
        }));

    [Theory]
    [InlineData(@"c:/users/X\y", @"C:\users\X\y")]
    [InlineData(@"c:\a\..", @"C:\")]
    [InlineData("//Server/Share/X", @"\\server\share\X")]
    [InlineData("//server/share/", @"\\server\share")]
    [InlineData(@"\\?\C:\x", @"C:\x")]
    public void Display_OfANormalPath_IsAsWindowsWritesIt(string path, string expected) =>
        Usual.Display(Normalised.Path(path, rules: Sensitive).Text).Should().Be(expected);

    [Theory]
    [InlineData(@"\a\..")]
    [InlineData(@"\\")]
    [InlineData("/.a")]
    [InlineData(@"\..")]
    [InlineData("\\\u00FC", false)]
    [InlineData("\\\uD83D\uDCA9", false)]
    [InlineData(@"\a.")]
    public void Normalise_OfAMillionPieces_Ends(string piece, bool isNormal = true)
    {
        string path = @"C:\x" + new StringBuilder().Insert(0, piece, 1_000_000);

        Normalised.Path(path, rules: Usual).Outcome.Should().Be(isNormal ? NormalOutcome.Normal : NormalOutcome.Unresolved);
    }

    [Theory]
    [InlineData("/c:", 3)]
    [InlineData("/c:/x/y", 3)]
    [InlineData("//server/share", 14)]
    [InlineData("//server/share/x/y", 14)]
    public void VolumeLength_OfANormalPath_IsThatOfItsDriveOrShare(string path, int expected) => WindowsPath.VolumeLength(path).Should().Be(expected);

    [Fact]
    public void Of_WithoutCase_IsThatOfThePlatform()
    {
        PathRules.Of(PathPlatform.Linux).IsCaseSensitive.Should().BeTrue();
        PathRules.Of(PathPlatform.MacOS).IsCaseSensitive.Should().BeFalse();
        PathRules.Of(PathPlatform.Windows).IsCaseSensitive.Should().BeFalse();
        PathRules.Of(PathPlatform.Linux, isCaseSensitive: false).IsCaseSensitive.Should().BeFalse();
        PathRules.Of(PathPlatform.MacOS, isCaseSensitive: true).IsCaseSensitive.Should().BeTrue();
    }

    private static bool IsCanonical(string path)
    {
        string[] segments = path.Split('/');
        bool isShare = path.StartsWith("//", StringComparison.Ordinal);
        int root = isShare ? 4 : 2;
        return segments.Length >= root
            && (isShare ? segments[2].Length > 0 && segments[3].Length > 0 : segments[1] is [>= 'a' and <= 'z', ':'])
            && !path.Contains('\\', StringComparison.Ordinal)
            && segments[root..].All(s => s is not ("" or "." or "..") && s[^1] is not ('.' or ' ') && !s.Contains(':', StringComparison.Ordinal));
    }

    private static bool IsWellFormed(string text)
    {
        try
        {
            _ = new UnicodeEncoding(false, false, throwOnInvalidBytes: true).GetBytes(text);
            return !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
