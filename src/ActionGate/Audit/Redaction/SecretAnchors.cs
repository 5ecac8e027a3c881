using System.Buffers;
using System.Numerics;

namespace ActionGate.Audit.Redaction;

/// <summary>All anchors, and the search for them.</summary>
/// <remarks>
/// The beginnings of tokens are those that their issuers publish so that tokens can be found: GitHub's "secret scanning patterns" and "about
/// authentication", GitLab's "token prefixes", Slack's "token types", AWS's "IAM unique identifiers", Google's, Stripe's, npm's, PyPI's, Docker's,
/// Hugging Face's, SendGrid's and HashiCorp's pages about their keys. Lengths have grown before, so less is asked than is usual today.
/// The search compares three characters with all anchors at once, a bit for each (Shift-And, with 64 patterns side by side): 1 ns a character.
/// <see cref="SearchValues{T}"/> of so many texts takes some 20 ns for each, since its eight buckets let almost everything through.
/// </remarks>
internal static class SecretAnchors
{
    private static readonly SecretAnchor[] All =
    [
        new("ghp_", AnchorKind.Token, SecretCharacters.Word, 20, IsDistinct: true),
        new("gho_", AnchorKind.Token, SecretCharacters.Word, 20, IsDistinct: true),
        new("ghu_", AnchorKind.Token, SecretCharacters.Word, 20, IsDistinct: true),
        new("ghs_", AnchorKind.Token, SecretCharacters.Dotted, 20, IsDistinct: true),
        new("ghr_", AnchorKind.Token, SecretCharacters.Word, 20, IsDistinct: true),
        new("github_pat_", AnchorKind.Token, SecretCharacters.Word, 20, IsDistinct: true),
        new("glpat-", AnchorKind.Token, SecretCharacters.Dotted, 16, IsDistinct: true),
        new("gldt-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("glrt-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("glcbt-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("glptt-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("glsoat-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("gloas-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("xoxa-", AnchorKind.Token, SecretCharacters.Dashed, 10, IsDistinct: true),
        new("xoxb-", AnchorKind.Token, SecretCharacters.Dashed, 10, IsDistinct: true),
        new("xoxp-", AnchorKind.Token, SecretCharacters.Dashed, 10, IsDistinct: true),
        new("xoxr-", AnchorKind.Token, SecretCharacters.Dashed, 10, IsDistinct: true),
        new("xoxs-", AnchorKind.Token, SecretCharacters.Dashed, 10, IsDistinct: true),
        new("xoxe", AnchorKind.Token, SecretCharacters.Dotted, 20),
        new("xapp-", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("AKIA", AnchorKind.Token, SecretCharacters.Upper, 16),
        new("ASIA", AnchorKind.Token, SecretCharacters.Upper, 16),
        new("ABIA", AnchorKind.Token, SecretCharacters.Upper, 16),
        new("ACCA", AnchorKind.Token, SecretCharacters.Upper, 16),
        new("AIza", AnchorKind.Token, SecretCharacters.Dashed, 30, IsDistinct: true),
        new("ya29.", AnchorKind.Token, SecretCharacters.Dotted, 20),
        new("GOCSPX-", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("rk_live_", AnchorKind.Token, SecretCharacters.Word, 16),
        new("rk_test_", AnchorKind.Token, SecretCharacters.Word, 16),
        new("whsec_", AnchorKind.Token, SecretCharacters.Word, 16),
        new("npm_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("pypi-AgE", AnchorKind.Token, SecretCharacters.Dashed, 20, IsDistinct: true),
        new("dckr_pat_", AnchorKind.Token, SecretCharacters.Dashed, 16, IsDistinct: true),
        new("dckr_oat_", AnchorKind.Token, SecretCharacters.Dashed, 16, IsDistinct: true),
        new("hf_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("SG.", AnchorKind.Token, SecretCharacters.Dotted, 40),
        new("hvs.", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("glsa_", AnchorKind.Token, SecretCharacters.Word, 20),
        new("dop_v1_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("shpat_", AnchorKind.Token, SecretCharacters.Alphanumeric, 20),
        new("gsk_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("xai-", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("AGE-SECRET-KEY-", AnchorKind.Token, SecretCharacters.Upper, 20),
        new("sk", AnchorKind.ShortKey),
        new("eyJ", AnchorKind.Jwt, SecretCharacters.Dotted),
        new("-----BEGIN ", AnchorKind.Pem),
        new("://", AnchorKind.Authority),
        new("hooks.slack", AnchorKind.Hook),
        new("pass", AnchorKind.Name),
        new("pwd", AnchorKind.Name),
        new("secret", AnchorKind.Name),
        new("token", AnchorKind.Name),
        new("key", AnchorKind.Name),
        new("_auth", AnchorKind.Name),
        new("sig=", AnchorKind.Name),
        new("sig%3", AnchorKind.Name),
        new("signature", AnchorKind.Name),
        new("auth=", AnchorKind.Name),
        new("code=", AnchorKind.Name),
        new("jwt=", AnchorKind.Name),
        new("otp=", AnchorKind.Name),
        new("assertion=", AnchorKind.Name),
        new("authorization", AnchorKind.Header),
        new("cookie", AnchorKind.Header),
        new("bearer", AnchorKind.Scheme),
        new("curl", AnchorKind.Program),
        new("mysql", AnchorKind.Program),
        new("mariadb", AnchorKind.Program),
        new("sshpass", AnchorKind.Program),
        new("login", AnchorKind.Program),
        new("redis-cli", AnchorKind.Program),
        new("mongo", AnchorKind.Program),
        new("smbclient", AnchorKind.Program),
        new("ldap", AnchorKind.Program),
        new("sqlcmd", AnchorKind.Program),
        new("lftp", AnchorKind.Program),
    ];

    private static readonly Places[] ByCharacter = PlacesOf(All);

    /// <summary>The next place where an anchor may stand.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="buckets">Which may: <see cref="At"/> tells them.</param>
    /// <returns>-1: none stands there.</returns>
    internal static int Next(ReadOnlySpan<char> text, int from, out ulong buckets)
    {
        ulong one = 0;
        ulong two = 0;
        var table = ByCharacter;
        for (int i = from; i < text.Length; i++)
        {
            // What is not ASCII may look like an anchor here, and is compared afterwards.
            ref readonly var places = ref table[text[i] & 0x7F];
            buckets = two & places.Third;
            if (buckets != 0)
                return i - 2;
            two = one & places.Second;
            one = places.First;
        }
        buckets = 0;
        return -1;
    }

    /// <summary>Takes an anchor out of the set.</summary>
    /// <param name="buckets">The set.</param>
    /// <param name="text">The text.</param>
    /// <param name="at">A place in it.</param>
    /// <returns>An anchor that stands there; <see langword="null"/>: none does any more.</returns>
    internal static SecretAnchor? At(ref ulong buckets, ReadOnlySpan<char> text, int at)
    {
        while (buckets != 0)
        {
            int bucket = BitOperations.TrailingZeroCount(buckets);
            buckets &= buckets - 1;
            for (int i = bucket; i < All.Length; i += 64)
            {
                if (All[i].IsAt(text, at))
                    return All[i];
            }
        }
        return null;
    }

    private static Places[] PlacesOf(SecretAnchor[] anchors)
    {
        var places = new Places[128];
        for (int i = 0; i < anchors.Length; i++)
        {
            ulong bit = 1UL << (i % 64);
            string text = anchors[i].Text;
            for (int c = 0; c < places.Length; c++)
            {
                if (IsSame(text[0], c))
                    places[c].First |= bit;
                if (IsSame(text[1], c))
                    places[c].Second |= bit;
                if (text.Length == 2 || IsSame(text[2], c))
                    places[c].Third |= bit;
            }
        }
        return places;
    }

    private static bool IsSame(char anchored, int c) => char.ToLowerInvariant(anchored) == char.ToLowerInvariant((char)c);

    /// <summary>Which anchors have a character as their first, second and third.</summary>
    private struct Places
    {
        internal ulong First;
        internal ulong Second;
        internal ulong Third;
    }
}
