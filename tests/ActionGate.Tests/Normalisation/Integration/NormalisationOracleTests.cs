using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Normalisation.Integration;

/// <summary>Asks those who decide in the end what a path or an address means: Python's posixpath, glibc, and .NET's own parser.</summary>
public class NormalisationOracleTests
{
    private const int Cases = 20_000;

    [SkippableFact]
    public void Paths_OfRandomPieces_AgreeWithPosixpath()
    {
        string[] pieces = ["/", "/", "//", ".", "..", "a", "bc", ".d", "...", "\u00FC", "~", "\\", " "];
        Random random = new(20260101);
        List<string> paths = [.. Enumerable.Range(0, Cases).Select(_ => "/" + Join(random, pieces, 12))];

        // normpath keeps exactly two leading separators, which POSIX leaves to the system; Linux takes them for one.
        string[] answers = AskPython(
            """
            import sys, posixpath
            for p in sys.stdin.read().split('\0'):
                sys.stdout.write('/' + posixpath.normpath(p).lstrip('/') + '\0')
            """,
            paths);

        for (int i = 0; i < paths.Count; i++)
            Normalised.Path(paths[i]).Text.Should().Be(answers[i], "that is what posixpath makes of '{0}'", paths[i]);
    }

    [SkippableFact]
    public void WindowsPaths_OfPlainNames_AgreeWithNtpath()
    {
        string[] roots = ["C:\\", "c:/", "\\\\server\\share\\", "//server/share/"];
        string[] segments = ["a", "B c", ".d", "\u00FC", ".", "..", "..", "", "%41", "x.y"];
        Random random = new(20260105);
        PathRules rules = PathRules.Of(PathPlatform.Windows, isCaseSensitive: true);
        List<string> paths = [.. Enumerable.Range(0, Cases).Select(_ => roots[random.Next(roots.Length)]
            + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => segments[random.Next(segments.Length)] + "\\/"[random.Next(2)])))];

        // normpath leaves the drive's letter as it is, and a share's root with its separator.
        string[] answers = AskPython(
            """
            import sys, ntpath
            for p in sys.stdin.read().split('\0'):
                p = ntpath.normpath(p)
                sys.stdout.write(p[:1].upper() + (p[1:].rstrip('\\') if p[:2] == '\\\\' else p[1:]) + '\0')
            """,
            paths);

        for (int i = 0; i < paths.Count; i++)
            rules.Display(Normalised.Path(paths[i], rules: rules).Text).Should().Be(answers[i], "that is what ntpath makes of '{0}'", paths[i]);
    }

    [SkippableFact]
    public void Fold_OfEveryCharacter_JoinsWhatUnicodeJoins()
    {
        List<string> characters = [.. TrickyText.Characters];

        // Unicode's canonical caseless matching (D145): what it joins must be one name here; more may be.
        string[] answers = AskPython(
            """
            import sys, unicodedata
            nfd = lambda t: unicodedata.normalize('NFD', t)
            for c in sys.stdin.read().split('\0'):
                sys.stdout.write(nfd(nfd(nfd(c).casefold()).casefold()) + '\0')
            """,
            characters);

        PathRules rules = PathRules.Of(PathPlatform.MacOS);
        for (int i = 0; i < characters.Count; i++)
        {
            if (rules.Fold(characters[i]) != rules.Fold(answers[i]))
                Assert.Fail($"U+{(int)characters[i][0]:X4} is not one with '{answers[i]}'");
        }
    }

    [SkippableFact]
    public void IPv4Spellings_OfRandomPieces_AgreeWithInetAton()
    {
        string[] pieces =
        [
            "0", "1", "7", "8", "9", "127", "255", "256", "377", "0x", "0X", "0x7f", "ff", "0177", "65535", "65536", "4294967295",
            ".", ".", ".",
        ];
        Random random = new(20260102);
        List<string> hosts = [.. Enumerable.Range(0, Cases).Select(_ => Join(random, pieces, 8)).Where(h => h.Length > 0)];

        string[] answers = AskPython(
            """
            import sys, socket
            for h in sys.stdin.read().split('\0'):
                try: sys.stdout.write(socket.inet_ntoa(socket.inet_aton(h)))
                except OSError: pass
                sys.stdout.write('\0')
            """,
            hosts);

        int agreed = 0;
        for (int i = 0; i < hosts.Count; i++)
        {
            Normalised result = Normalised.Network(hosts[i]);
            if (answers[i].Length > 0)
            {
                result.Text.Should().Be(answers[i], "that is what inet_aton makes of '{0}'", hosts[i]);
                agreed++;
            }
            else if (result.Parts.IsAddress)
            {
                // WHATWG URL drops the dot that glibc stumbles over; the address must be the same without it.
                hosts[i].Should().EndWith(".", "inet_aton knows no other '{0}'", hosts[i]);
                Normalised.Network(hosts[i][..^1]).Text.Should().Be(result.Text);
            }
        }

        agreed.Should().BeGreaterThan(500, "the pieces have to make addresses");
    }

    [Fact]
    public void IPv6Texts_OfRandomPieces_AgreeWithIPAddress()
    {
        string[] pieces = ["::", ":", ":", ":", "0", "0:0", "1", "ab", "FFFF", "0db8", "12345", "1.2.3.4", "::ffff:", "g", "%1", ":0:0"];
        Random random = new(20260103);
        int accepted = 0;
        for (int i = 0; i < 20 * Cases; i++)
        {
            string text = Join(random, pieces, 12);
            if (!IPv6Text.TryParse(text, out UInt128 address))
                continue;
            accepted++;
            IPAddress.TryParse(text, out IPAddress? other).Should().BeTrue("'{0}' was taken for an address", text);
            other!.AddressFamily.Should().Be(AddressFamily.InterNetworkV6);
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(other.GetAddressBytes()).Should().Be(address, "of '{0}'", text);
        }

        accepted.Should().BeGreaterThan(1000, "the pieces have to make addresses");
    }

    [Fact]
    public void IPv6Texts_OfRandomAddresses_AreWrittenAsIPAddressWritesThem()
    {
        Random random = new(20260104);
        byte[] bytes = new byte[16];
        for (int i = 0; i < Cases; i++)
        {
            random.NextBytes(bytes);
            for (int group = 0; group < 8; group++)
            {
                if (random.Next(2) == 0)
                    bytes[2 * group] = bytes[(2 * group) + 1] = 0;
                else if (random.Next(3) == 0)
                    bytes[2 * group] = 0;
            }

            // .NET writes the last four bytes of IPv4-compatible and ISATAP addresses in decimal; a first group keeps it from that.
            bytes[0] |= 0x10;
            bytes[8] |= 0x40;
            string written = Normalised.Network(Full(bytes)).Text;

            written.Should().Be($"[{new IPAddress(bytes)}]");
            Normalised.Network(written).Text.Should().Be(written);
        }
    }

    private static string Full(byte[] bytes) =>
        string.Join(':', Enumerable.Range(0, 8).Select(g => $"{bytes[2 * g]:X2}{bytes[(2 * g) + 1]:X2}"));

    private static string Join(Random random, string[] pieces, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => pieces[random.Next(pieces.Length)]));

    private static string[] AskPython(string program, List<string> questions)
    {
        ProcessStartInfo start = new("python3")
        {
            ArgumentList = { "-X", "utf8", "-c", program },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        Process? python = null;
        try
        {
            python = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not installed.
        }

        Skip.If(python is null, "python3 is not here to be asked");
        using Process asked = python!;
        Task<string> answer = asked.StandardOutput.ReadToEndAsync();
        asked.StandardInput.Write(string.Join('\0', questions));
        asked.StandardInput.Close();
        string[] answers = answer.GetAwaiter().GetResult().Split('\0');
        asked.WaitForExit();
        answers.Length.Should().Be(questions.Count + 1, "each answer ends with a NUL");
        return answers;
    }
}
