using System.Text;
using ActionGate.Normalisation;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Normalisation;

public class PathNormaliserTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(60);

    [Fact]
    public void Normalise_OfAnyText_IsCanonicalAndStable() =>
        Check.One(Thorough, Prop.ForAll(TrickyText.Paths, TrickyText.Paths, (path, cwd) =>
        {
            Normalised result = Normalised.Path(path, "/" + cwd, "/home/u");
            return result.Outcome == NormalOutcome.Normal
                ? IsCanonical(result.Text) && Normalised.Path(result.Text) == result
                : result.Text.Length == 0 && result.Problem is { Length: > 0 };
        }));

    [Fact]
    public void Normalise_OfAnyPlainPath_AgreesWithASegmentStack() =>
        Check.One(Thorough, Prop.ForAll(TrickyText.Paths, path =>
        {
            Normalised result = Normalised.Path("/" + path);
            return result.Outcome == NormalOutcome.Normal ? result.Text == Model("/" + path) : !IsWellFormed(path);
        }));

    [Fact]
    public void Normalise_OfAnyRelativePath_AgreesWithTheJoinedPath() =>
        Check.One(Thorough, Prop.ForAll(TrickyText.Paths, TrickyText.Paths, (path, cwd) =>
        {
            Normalised result = Normalised.Path("./" + path, "/" + cwd);
            return result.Outcome == NormalOutcome.Normal ? result.Text == Model("/" + cwd + "/" + path) : !IsWellFormed(path + "/" + cwd);
        }));

    [Theory]
    [InlineData("/a", "", "/a")]
    [InlineData("a", "/w/", "/w/a")]
    public void Normalise_OfACleanPath_HasNoProblem(string path, string cwd, string expected) =>
        Normalised.Path(path, cwd).Should().Be(new Normalised(NormalOutcome.Normal, expected, null, default));

    [Theory]
    [InlineData("/a/..")]
    [InlineData("//")]
    [InlineData("/.a")]
    [InlineData("/..")]
    [InlineData("../")]
    [InlineData("/\uD83D\uDCA9")]
    [InlineData("/\uFF0E")]
    [InlineData("/%2e")]
    public void Normalise_OfAMillionPieces_LosesNothing(string piece)
    {
        string path = new StringBuilder().Insert(0, piece, 1_000_000).ToString();

        Normalised result = Normalised.Path(path, "/w");

        result.Outcome.Should().Be(NormalOutcome.Normal);
        Assert.True(result.Text == Model(path[0] == '/' ? path : "/w/" + path));
    }

    [Fact]
    public void Normalise_OfALongFileUrl_LosesNothing()
    {
        string url = "file:///" + new StringBuilder().Insert(0, "%C3%BC%2e%2e/", 500_000);

        Normalised result = Normalised.Path(url);

        result.Outcome.Should().Be(NormalOutcome.Normal);
        Assert.True(result.Text == "/" + new StringBuilder().Insert(0, "\u00FC../", 500_000).ToString().TrimEnd('/'));
    }

    [Fact]
    public void Normalise_OfMoreThan16MebiCharacters_IsUnresolved()
    {
        Normalised.Path("/" + new string('a', 16 * 1024 * 1024)).Outcome.Should().Be(NormalOutcome.Unresolved);
        Normalised.Path("/" + new string('a', (16 * 1024 * 1024) - 1)).Outcome.Should().Be(NormalOutcome.Normal);
    }

    [Theory]
    [InlineData("/home/user/project/src/Component/deeply/nested/file-name.cs", "")]
    [InlineData("/home/user//project/./src/../.hidden/x", "")]
    [InlineData("src/../a.cs", "/home/user/project")]
    [InlineData("~/x", "")]
    [InlineData("file:///a%20b/%C3%BC", "")]
    [InlineData("/b\u00FCcher/\uD83D\uDCA9", "")]
    public void Normalise_OfANormalPath_AllocatesNothing(string path, string cwd)
    {
        // The runtime allocates now and then while it tiers up; what the normaliser allocates it would allocate in every round.
        Enumerable.Range(0, 20).Min(_ => Allocated(100)).Should().Be(0);

        long Allocated(int times)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(times);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Run(int times)
        {
            CharBuffer buffer = new(stackalloc char[256]);
            for (int i = 0; i < times; i++)
            {
                if (PathNormaliser.Normalise(path, cwd, "/home/u", PathRules.Linux, ref buffer, out _) != NormalOutcome.Normal)
                    throw new InvalidOperationException();
            }

            buffer.Dispose();
        }
    }

    private static bool IsCanonical(string path) =>
        path == "/" || (path[0] == '/' && path[1..].Split('/').All(segment => segment is not ("" or "." or "..")));

    /// <summary>The same law written as plainly as it goes.</summary>
    private static string Model(string path)
    {
        List<string> kept = [];
        foreach (string segment in path.Split('/'))
        {
            if (segment is "" or ".")
                continue;
            if (segment != "..")
                kept.Add(segment);
            else if (kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
        }

        return "/" + string.Join('/', kept);
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
