using System.Text;
using ActionGate.Matching;
using ActionGate.Normalisation;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Normalisation;

public class NetworkNormaliserTests
{
    private const string LiteralInHosts = "abcdefghijklmnopqrstuvwxyz0123456789-_.[]:";

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(30_000).WithEndSize(60);

    [Theory]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData("http://a/")]
    [InlineData("https://a:8443/b/..")]
    [InlineData("a.b/")]
    [InlineData("[::")]
    public void Normalise_OfAnyTextBehindABeginning_IsCanonicalAndStable(string beginning)
    {
        int normal = 0;

        Check.One(Thorough, Prop.ForAll(TrickyText.Targets, rest => IsLawful(beginning + rest, ref normal)));

        normal.Should().BeGreaterThan(50, "the pieces have to make targets");
    }

    [Theory]
    [InlineData("HTTPS://User@Example.COM:8443/a?b#c", "https|example.com|8443|/a|?b")]
    [InlineData("https://example.com", "https|example.com|443|/|")]
    [InlineData("http://[::1]:80/x", "http|[::1]|80|/x|")]
    [InlineData("foo://h?", "foo|h|-1|/|?")]
    [InlineData("example.com", "|example.com|-1|-|")]
    [InlineData("example.com:443", "|example.com|443|-|")]
    [InlineData("example.com:80/p?q", "|example.com|80|/p|?q")]
    [InlineData("::1", "|[::1]|-1|-|")]
    public void Normalise_OfATarget_FindsItsParts(string target, string expected)
    {
        Normalised result = Normalised.Network(target);

        (string text, NetworkParts parts) = (result.Text, result.Parts);
        string query = parts.QueryStart < 0 ? "" : text[parts.QueryStart..];
        string path = parts.PathStart < 0 ? "-" : text[parts.PathStart..(text.Length - query.Length)];
        string host = text.Substring(parts.HostStart, parts.HostLength);
        $"{text[..parts.SchemeLength]}|{host}|{parts.Port}|{path}|{query}".Should().Be(expected);
    }

    [Theory]
    [InlineData("127.1", "7F000001")]
    [InlineData("[::ffff:127.0.0.1]", "7F000001")]
    [InlineData("http://0x7f.1/", "7F000001")]
    public void Normalise_OfAnIPv4Address_HoldsItMapped(string target, string last)
    {
        Normalised result = Normalised.Network(target);

        result.Parts.IsAddress.Should().BeTrue();
        result.Parts.Address.Should().Be(UInt128.Parse("FFFF" + last, System.Globalization.NumberStyles.HexNumber, null));
    }

    [Fact]
    public void Normalise_OfAnIPv6Address_HoldsIts128Bits() =>
        Normalised.Network("[2001:db8::1:2]").Parts.Address.Should().Be(
            UInt128.Parse("20010DB8000000000000000000010002", System.Globalization.NumberStyles.HexNumber, null));

    [Fact]
    public void Normalise_OfAName_HoldsNoAddress() => Normalised.Network("https://example.com/1.2.3.4").Parts.IsAddress.Should().BeFalse();

    [Theory]
    [InlineData("example.com")]
    [InlineData("http://[::1]/\u0000")]
    [InlineData("http://127.0.0.1/%")]
    public void Normalise_AfterAProblem_LeavesNoParts(string target)
    {
        Normalised result = Normalised.Network(target, port: 0);

        result.Outcome.Should().NotBe(NormalOutcome.Normal);
        result.Parts.Should().Be(new NetworkParts { Port = -1, PathStart = -1, QueryStart = -1 });
    }

    [Theory]
    [InlineData("", "/..")]
    [InlineData("", "/a/..")]
    [InlineData("", "/%2e%2e")]
    [InlineData("", "%25")]
    [InlineData("/x", "%2532%65")]
    [InlineData("/;", "%25")]
    [InlineData("/;", "%252f")]
    [InlineData("/", "\u00FC")]
    [InlineData("/?", "\u00FC ")]
    [InlineData("#", "%")]
    public void Normalise_OfAMillionPieces_Ends(string beginning, string piece)
    {
        string target = "https://h" + beginning + new StringBuilder().Insert(0, piece, 1_000_000) + "/x";

        Normalised result = Normalised.Network(target);

        result.Problem.Should().NotBe(MalformedText.TooLong);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("0")]
    [InlineData("1.")]
    [InlineData(":")]
    [InlineData("@")]
    [InlineData("[")]
    [InlineData("%61")]
    [InlineData("a:1")]
    [InlineData("\u00FC")]
    public void Normalise_OfAMillionPiecesOfAuthority_IsUnresolved(string piece)
    {
        string authority = new StringBuilder().Insert(0, piece, 1_000_000).ToString();

        Normalised.Network(authority).Outcome.Should().Be(NormalOutcome.Unresolved);
        Normalised.Network("https://" + authority).Outcome.Should().Be(NormalOutcome.Unresolved);
    }

    [Fact]
    public void Normalise_Of10MillionCharacters_IsNormal() =>
        Normalised.Network("https://h/" + new string('a', 10_000_000)).Outcome.Should().Be(NormalOutcome.Normal);

    [Fact]
    public void Normalise_OfMoreThan16MebiCharacters_IsUnresolved() =>
        Normalised.Network("h/" + new string('a', 16 * 1024 * 1024)).Problem.Should().Be(MalformedText.TooLong);

    [Theory]
    [InlineData("https://api.example.com/v1/items")]
    [InlineData("HTTPS://User:Secret@API.Example.COM:8443/a/./b/../%7e%c3%bc?q=1#f")]
    [InlineData("https://api.example.com/a%2fb;c d")]
    [InlineData("example.com:443")]
    [InlineData("http://0x7f.1/")]
    [InlineData("[2001:db8::ffff:1]:80")]
    public void Normalise_OfANormalAsciiTarget_AllocatesNothing(string target)
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
                if (NetworkNormaliser.Normalise(target, null, ref buffer, out _, out _) != NormalOutcome.Normal)
                    throw new InvalidOperationException();
            }

            buffer.Dispose();
        }
    }

    [Theory]
    [InlineData("Example.COM.", "+example.com", false)]
    [InlineData("127.1", "+127.0.0.1", true)]
    [InlineData("::1", "+[::1]", true)]
    [InlineData("[::1]", "+[::1]", true)]
    public void TryNormaliseHost_OfAHost_AppendsItsCanonicalForm(string host, string expected, bool expectedAddress)
    {
        CharBuffer buffer = new(stackalloc char[64]);
        buffer.Append('+');

        bool done = NetworkNormaliser.TryNormaliseHost(host, ref buffer, out bool isAddress, out _, out string? problem);

        (done, buffer.Written.ToString(), isAddress, problem).Should().Be((true, expected, expectedAddress, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a/b")]
    [InlineData("a:80")]
    [InlineData("1.2.3.4.5")]
    [InlineData("\u00FC\u0000")]
    [InlineData("\u00FC{surrogate}")]
    [InlineData("[::1")]
    [InlineData("*.example.com")]
    public void TryNormaliseHost_OfNoHost_LeavesTheBuffer(string host)
    {
        CharBuffer buffer = new(stackalloc char[64]);
        buffer.Append('+');

        bool done = NetworkNormaliser.TryNormaliseHost(WithSurrogate(host), ref buffer, out bool isAddress, out _, out string? problem);

        (done, buffer.Written.ToString(), isAddress).Should().Be((false, "+", false));
        problem.Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("https", 443)]
    [InlineData("wss", 443)]
    [InlineData("http", 80)]
    [InlineData("ws", 80)]
    [InlineData("ftp", 21)]
    [InlineData("ssh", 22)]
    [InlineData("sftp", 22)]
    [InlineData("gopher", -1)]
    [InlineData("", -1)]
    public void DefaultPort_OfAScheme_IsTheRegisteredOne(string scheme, int expected) =>
        NetworkNormaliser.DefaultPort(scheme).Should().Be(expected);

    [Theory]
    [InlineData("/a b/%7e%2f\u00FC?#[x]", "+/a%20b/~%2F%C3%BC%3F%23%5Bx%5D")]
    [InlineData("/../.", "+/../.")]
    [InlineData("", "+")]
    public void AppendPathEscapes_OfText_WritesWhatTargetsHold(string text, string expected)
    {
        CharBuffer buffer = new(stackalloc char[4]);
        buffer.Append('+');

        bool done = NetworkNormaliser.AppendPathEscapes(text, ref buffer, out string? problem);

        (done, buffer.Written.ToString(), problem).Should().Be((true, expected, null));
        buffer.Dispose();
    }

    [Theory]
    [InlineData("/a%")]
    [InlineData("/a\\b")]
    [InlineData("/a{surrogate}")]
    [InlineData("/\u00FC{surrogate}x")]
    [InlineData("/%00")]
    public void AppendPathEscapes_OfWhatNoPathHolds_LeavesTheBuffer(string text)
    {
        CharBuffer buffer = new(stackalloc char[64]);
        buffer.Append('+');

        bool done = NetworkNormaliser.AppendPathEscapes(WithSurrogate(text), ref buffer, out string? problem);

        (done, buffer.Written.ToString()).Should().Be((false, "+"));
        problem.Should().NotBeNullOrEmpty();
    }

    /// <summary>Attributes are stored as UTF-8, which has no lone surrogates.</summary>
    private static string WithSurrogate(string text) => text.Replace("{surrogate}", "\uD83D", StringComparison.Ordinal);

    private static bool IsLawful(string target, ref int normal)
    {
        Normalised result = Normalised.Network(target);
        if (result.Outcome != NormalOutcome.Normal)
            return result.Text.Length == 0 && result.Problem is { Length: > 0 };
        normal++;
        // What leading zeros left open is settled in the text.
        result = result with { Parts = result.Parts with { DecimalAddress = null } };
        return IsCanonical(result.Text, result.Parts) && Normalised.Network(result.Text) == result
            && Normalised.Network(result.Text, result.Parts.Port < 0 ? null : result.Parts.Port) == result;
    }

    /// <summary>Builds the text again from its parts, and looks at each of them.</summary>
    private static bool IsCanonical(string text, NetworkParts parts)
    {
        string scheme = text[..parts.SchemeLength];
        string host = text.Substring(parts.HostStart, parts.HostLength);
        string query = parts.QueryStart < 0 ? "" : text[parts.QueryStart..];
        string path = parts.PathStart < 0 ? "" : text[parts.PathStart..(text.Length - query.Length)];
        int standard = NetworkNormaliser.DefaultPort(scheme);
        string port = parts.Port == standard ? "" : ":" + parts.Port;
        return text == (scheme.Length > 0 ? scheme + "://" : "") + host + port + path + query
            && scheme.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.')
            && host.Length > 0 && host.All(c => LiteralInHosts.Contains(c, StringComparison.Ordinal))
            && host[0] != '.' && host[^1] != '.' && !host.Contains("..", StringComparison.Ordinal)
            && (parts.IsAddress || !host.Contains(':', StringComparison.Ordinal))
            && parts.IsAddress == System.Net.IPAddress.TryParse(host, out _)
            && parts.Port is -1 or (> 0 and < 65536)
            && (path.Length == 0 ? scheme.Length == 0 && query.Length == 0 : path[0] == '/')
            && path.All(c => c is > ' ' and < '\u007F' and not ('\\' or '?' or '#'))
            && path.Split('/').All(segment => segment is not ("." or ".."))
            && (query.Length == 0 || query[0] == '?') && !query.Contains('#', StringComparison.Ordinal);
    }
}
