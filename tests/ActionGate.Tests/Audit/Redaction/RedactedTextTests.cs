using System.Diagnostics;
using ActionGate.Audit.Redaction;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Audit.Redaction;

/// <summary>Secrets in any surroundings, and where a text is cut.</summary>
[Trait("Fault", "67")]
public sealed class RedactedTextTests
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>What a secret of 40 letters and digits is put into.</summary>
    private static readonly string[] Frames =
    [
        "ghp_{0}", "github_pat_{0}", "glpat-{0}", "xoxb-{0}", "sk-ant-api03-{0}", "sk_live_{0}", "npm_{0}", "hf_{0}", "dckr_pat_{0}", "AIza{0}", "eyJhbGciOiJIUzI1NiJ9.eyJ{0}.{0}",
        "password={0}", "--password {0}", "--token={0}", "API_KEY={0}", "PGPASSWORD='{0}'", "\"secret\": \"{0}\"", "curl -u me:{0} h", "mysql -p{0} app", "https://me:{0}@h/x",
        "Authorization: Bearer {0}", "Authorization: Basic {0}", "https://h/?access_token={0}", "https://h/?a=b&sig={0}&c=d", "sshpass -p {0} ssh h", "docker login -u a -p {0}",
        "-----BEGIN PRIVATE KEY-----\n{0}\n-----END PRIVATE KEY-----", "Server=h;Password={0};User=a", "\\\"password\\\": \\\"{0}\\\"", "https%3A%2F%2Fh%2F%3Ftoken%3D{0}%26a",
    ];

    private static readonly string[] Surroundings =
        ["", " ", "ls -la ", "; ", " && ", "| tee x ", "\n", "\t", "a=b ", "key ", "pass ", "token ", "日本 ", "\uD800 ", "{ ", "[ ", "-- ", "echo $HOME ", "sk ", "curl ", "mysql ", "login ", "… "];

    private static readonly string[][] Commands =
    [
        ["tool", "--password", "{0}", "x"], ["tool", "--token={0}", "x"], ["mysql", "-p{0}", "app"], ["curl", "-u", "me:{0}", "h"], ["curl", "-H", "Authorization: Bearer {0}", "h"],
        ["PGPASSWORD={0}", "psql"], ["curl", "https://u:{0}@h/x"], ["curl", "u:{0}@h.example/x"], ["htpasswd", "-b", "f", "u", "{0}"], ["echo", "ghp_{0}"], ["sshpass", "-p", "{0}", "ssh", "h"],
        ["aws", "configure", "set", "aws_secret_access_key", "{0}"], ["zip", "-P", "{0}", "a"], ["curl", "https://h/?access_token={0}"], ["vault", "login", "{0}"], ["smbclient", "-U", "u%{0}"],
    ];

    private static Gen<string> Secrets { get; } = Gen.Elements(Letters.ToCharArray()).ArrayOf(40).Select(c => new string(c));

    private static Gen<string> Around { get; } = Gen.Elements(Surroundings).ListOf().Select(parts => string.Concat(parts.Take(12)));

    [Fact]
    public void Of_SecretInAnySurroundings_LeavesNoPartOfIt() =>
        Prop.ForAll(Gen.Zip(Gen.Zip(Secrets, Gen.Elements(Frames)), Gen.Zip(Around, Around)).ToArbitrary(), t =>
        {
            var ((secret, frame), (before, after)) = t;
            string text = before + " " + string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, secret) + " " + after;
            NothingOf(secret, RedactedText.Of(text, 256).Text, text);
            NothingOf(secret, RedactedText.Of(text, 40).Text, text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_SecretAcrossThePlaceOfTheCut_LeavesNoPartOfIt()
    {
        string secret = "Zk3vQ9xT7bLm2Rw8Yd5Hn1Jp6Cs4Gf0AuEiOqWtX";
        foreach (string frame in Frames)
        {
            string framed = string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, secret);
            for (int length = 200; length < 258; length++)
            {
                string text = new string('.', length) + " " + framed + " tail";
                NothingOf(secret, RedactedText.Of(text, 256).Text, text);
            }
        }
    }

    [Fact]
    public void Of_SecretLongerThanWhatIsLookedAt_LeavesNoPartOfIt()
    {
        foreach (string frame in Frames)
        {
            string secret = string.Concat(Enumerable.Repeat(Letters, 2000));
            string text = "run " + string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, secret);
            RedactedText.Of(text, 256).Text.ToString().Should().NotContain("ABCDEFGH", because: frame);
        }
    }

    [Fact]
    public void Of_AnyText_DoesNotThrowAndKeepsItsLength()
    {
        var pieces = Gen.OneOf(Gen.Elements(Frames), Gen.Elements(Surroundings), Gen.Choose(0, 0xFFFF).Select(i => ((char)i).ToString()),
            Gen.Elements("\"", "'", "\\", "=", ":", "://", "@", "$'", "$\"", "\\x41", "%65", "<<<", "<<E\n", "|", "echo ", "printf ", "sudo -S ", "su", "config ", "--password-stdin", "kEY", "\uE020", "-p", "-u", "key", "pass", "sk", "eyJ", "-----BEGIN ", "%3D", "${", "(", ",", "Authorization:"));
        Prop.ForAll(pieces.ListOf().Select(p => string.Concat(p)).ToArbitrary(), text =>
        {
            foreach (int longest in new[] { 0, 1, 16, 256 })
                RedactedText.Of(text, longest).Text.Length.Should().BeLessThanOrEqualTo(longest);
            RedactedText.OfName(text, 16).Text.Length.Should().BeLessThanOrEqualTo(16);
            RedactedText.Shares(text, text);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("curl ")]
    [InlineData("sk-")]
    [InlineData("eyJ.")]
    [InlineData("password=")]
    [InlineData("://a@")]
    [InlineData("-----BEGIN ")]
    [InlineData("'\"")]
    [InlineData("mysql -p ")]
    [InlineData("key:\\\"")]
    [InlineData("$'")]
    [InlineData("\"a\\\" ")]
    [InlineData("config ")]
    [InlineData("echo x | sudo -S ")]
    [InlineData("a:bcd@")]
    [InlineData("%65")]
    public void Of_HugeText_LooksAtABoundedPartOfIt(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 4_000_000 / piece.Length));
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 10; i++)
            RedactedText.Of(text, 256);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    /// <summary>However a command is quoted, a shell reads the same words.</summary>
    [Fact]
    public void Of_WordsInPieces_AreReadAsAShellDoes()
    {
        var cases = Gen.Zip(Gen.Zip(Secrets, Gen.Elements(Commands)), Gen.Zip(Gen.Choose(0, 4).ArrayOf(200), Gen.Choose(1, 6)));
        Prop.ForAll(cases.ToArbitrary(), t =>
        {
            var ((secret, words), (styles, length)) = t;
            int next = 0;
            string text = string.Join(' ', words.Select(w => InPieces(w.Replace("{0}", secret, StringComparison.Ordinal), length, () => styles[next++ % styles.Length])));
            string nested = "bash -c '" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
            NothingOf(secret, WithoutQuotes(RedactedText.Of(text, 2048).Text), text);
            NothingOf(secret, WithoutQuotes(RedactedText.Of(nested, 2048).Text), nested);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void OfName_WhatOnlyACommandMeans_Stays()
    {
        RedactedText.OfName("agent:coder@host", 256).Text.ToString().Should().Be("agent:coder@host");
        RedactedText.OfName("mysql -pabcdef", 256).HasSecrets.Should().BeFalse();
        RedactedText.OfName("https://u:abcdef@h/", 256).Text.ToString().Should().Be("https://[redacted]@h/");
        RedactedText.OfName("https:/u:abcdef@h/", 256).Text.ToString().Should().Be("https:/[redacted]@h/");
        RedactedText.OfName("//u:abcdef@h/", 256).Text.ToString().Should().Be("//[redacted]@h/");
    }

    [Fact]
    public void Of_MoreCommandsThanAnybodyWrites_LeavesTheRestOut()
    {
        string text = string.Concat(Enumerable.Repeat("config ", 60)) + "mysql -pabcdefgh";
        RedactedText.Of(text, 512).Text.ToString().Should().EndWith("config [redacted]");
    }

    [Fact]
    public void OfNamed_NameOfASecret_LeavesAllOut()
    {
        RedactedText.OfNamed("api_key", "x y z", 256).Text.ToString().Should().Be("[redacted]");
        RedactedText.OfNamed("ticket", "x y z", 256).Text.ToString().Should().Be("x y z");
        RedactedText.OfNamed("password", "", 256).Text.ToString().Should().Be("");
    }

    [Fact]
    public void Shares_PartOfASecret_IsSeen()
    {
        RedactedText.Shares("mysql -pabcdefghij db", "it said defghi").Should().BeTrue();
        RedactedText.Shares("mysql -pabcdefghij db", "it said mysql").Should().BeFalse();
        RedactedText.Shares("ls", "ls").Should().BeFalse();
        RedactedText.Shares("mysql -p'abcd'efghij db", "it said 'abcdefghij'").Should().BeTrue();
        RedactedText.Shares("curl example:abcdefghij@h", "example.com").Should().BeFalse();
    }

    private static void NothingOf(string secret, ReadOnlySpan<char> shown, string text)
    {
        for (int i = 0; i + 8 <= secret.Length; i++)
        {
            if (shown.Contains(secret.AsSpan(i, 8), StringComparison.Ordinal))
                throw new InvalidOperationException($"'{secret}' is left in '{shown}', made of '{text}'");
        }
    }

    private static string InPieces(string word, int length, Func<int> style)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < word.Length; i += length)
        {
            string piece = word.Substring(i, Math.Min(length, word.Length - i));
            text.Append(style() switch
            {
                0 => $"'{piece}'",
                1 => $"\"{piece}\"",
                2 => string.Concat(piece.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"\\{c}")),
                3 => "$'" + string.Concat(piece.Select((c, at) => at == 0 && !char.IsAsciiLetterOrDigit(c) ? $"\\x{(int)c:x2}" : $"{c}")) + "'",
                _ => string.Concat(piece.Select(c => $"\\{c}")),
            });
        }
        return text.ToString();
    }

    private static string WithoutQuotes(ReadOnlySpan<char> text) => string.Concat(text.ToString().Where(c => c is not ('\'' or '"' or '\\' or '$')));
}
