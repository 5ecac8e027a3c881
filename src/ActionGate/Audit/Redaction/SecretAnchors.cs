using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace ActionGate.Audit.Redaction;

/// <summary>All anchors, and the search for them.</summary>
/// <remarks>
/// The beginnings of tokens are those that their issuers publish so that tokens can be found: GitHub's "secret scanning patterns" and "about
/// authentication", GitLab's "token prefixes", Slack's "token types", AWS's "IAM unique identifiers", Google's, Stripe's, npm's, PyPI's, Docker's,
/// Hugging Face's, SendGrid's and HashiCorp's pages about their keys. Lengths have grown before, so less is asked than is usual today.
/// The search compares three characters with all anchors at once, a bit for each beginning (Shift-And, with 256 patterns side by side): 1 ns a character.
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
        new("glc_", AnchorKind.Token, SecretCharacters.Word, 30),
        new("glft-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("glagent-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("glimt-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("glffct-", AnchorKind.Token, SecretCharacters.Dotted, 16),
        new("doo_v1_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("dor_v1_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("shpss_", AnchorKind.Token, SecretCharacters.Alphanumeric, 20),
        new("shpca_", AnchorKind.Token, SecretCharacters.Alphanumeric, 20),
        new("shppa_", AnchorKind.Token, SecretCharacters.Alphanumeric, 20),
        new("lin_api_", AnchorKind.Token, SecretCharacters.Alphanumeric, 20),
        new("lin_oauth_", AnchorKind.Token, SecretCharacters.Alphanumeric, 20),
        new("ntn_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("figd_", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("dapi", AnchorKind.Token, SecretCharacters.Hexadecimal, 32),
        new("ATATT3", AnchorKind.Token, SecretCharacters.Base64, 30),
        new("ATCTT3", AnchorKind.Token, SecretCharacters.Base64, 30),
        new("sq0atp-", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("sq0csp-", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("NRAK-", AnchorKind.Token, SecretCharacters.Upper, 20),
        new("sntrys_", AnchorKind.Token, SecretCharacters.Base64, 20),
        new("sntryu_", AnchorKind.Token, SecretCharacters.Hexadecimal, 30),
        new("PMAK-", AnchorKind.Token, SecretCharacters.Dashed, 24),
        new("pul-", AnchorKind.Token, SecretCharacters.Hexadecimal, 40),
        new("rubygems_", AnchorKind.Token, SecretCharacters.Hexadecimal, 30),
        new("dp.pt.", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("hvb.", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("pplx-", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("r8_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("tvly-", AnchorKind.Token, SecretCharacters.Dashed, 20),
        new("sbp_", AnchorKind.Token, SecretCharacters.Hexadecimal, 30),
        new("sb_secret_", AnchorKind.Token, SecretCharacters.Dashed, 16),
        new("bkua_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("pscale_pw_", AnchorKind.Token, SecretCharacters.Dotted, 20),
        new("pscale_tkn_", AnchorKind.Token, SecretCharacters.Dotted, 20),
        new("CFPAT-", AnchorKind.Token, SecretCharacters.Dashed, 30),
        new("dt0c01.", AnchorKind.Token, SecretCharacters.Dotted, 40),
        new("nfp_", AnchorKind.Token, SecretCharacters.Alphanumeric, 30),
        new("$2a$", AnchorKind.Token, SecretCharacters.Crypt, 40),
        new("$2b$", AnchorKind.Token, SecretCharacters.Crypt, 40),
        new("$2y$", AnchorKind.Token, SecretCharacters.Crypt, 40),
        new("$5$", AnchorKind.Token, SecretCharacters.Crypt, 40),
        new("$6$", AnchorKind.Token, SecretCharacters.Crypt, 40),
        new("$y$", AnchorKind.Token, SecretCharacters.Crypt, 40),
        new("$argon2", AnchorKind.Token, SecretCharacters.Crypt, 40),
        new("$apr1$", AnchorKind.Token, SecretCharacters.Crypt, 20),
        new("sk", AnchorKind.ShortKey),
        new("eyJ", AnchorKind.Jwt, SecretCharacters.Dotted),
        new("-----BEGIN", AnchorKind.Pem),
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
        new("-pw", AnchorKind.Name),
        new("_pw", AnchorKind.Name),
        new("pw=", AnchorKind.Name),
        new(":AA", AnchorKind.Bot, SecretCharacters.Dashed),
        new(":5432:", AnchorKind.Line),
        new(":*:*:", AnchorKind.Line),
        new("identified by ", AnchorKind.Sql),
        new("stdin", AnchorKind.Input),
        new("--passphrase-fd", AnchorKind.Input),
        new("<(echo ", AnchorKind.Input),
        new("<(printf ", AnchorKind.Input),
        new("--with-token", AnchorKind.Input),
        new("discord.com/api/webhooks/", AnchorKind.Hook),
        new("discordapp.com/api/webhooks/", AnchorKind.Hook),
        new("api.telegram.org/bot", AnchorKind.Hook, Least: 8),
        new("api.telegram.org/file/bot", AnchorKind.Hook, Least: 8),
        new("webhook.office.com/webhookb2/", AnchorKind.Hook),
        new("outlook.office.com/webhook/", AnchorKind.Hook),
        new("hooks.zapier.com/hooks/catch/", AnchorKind.Hook),
        new("maker.ifttt.com/trigger/", AnchorKind.Hook),
        new("/open-apis/bot/v2/hook/", AnchorKind.Hook),
        .. SecretPrograms.ByName.Select(rows => new SecretAnchor(rows.Key, AnchorKind.Program, Programs: [.. rows])),
    ];

    /// <summary>The anchors by their first three characters, a bit for each group.</summary>
    private static readonly SecretAnchor[][] Groups = [.. All.GroupBy(anchor => anchor.Text[..Math.Min(3, anchor.Text.Length)], StringComparer.OrdinalIgnoreCase).Select(group => group.ToArray())];

    private static readonly Places[] ByCharacter = PlacesOf(Groups);

    /// <summary>The next place where an anchor may stand.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="groups">Which may: <see cref="Take"/> tells them.</param>
    /// <returns>-1: none stands there.</returns>
    internal static int Next(ReadOnlySpan<char> text, int from, out Vector256<ulong> groups)
    {
        var one = Vector256<ulong>.Zero;
        var two = Vector256<ulong>.Zero;
        var table = ByCharacter;
        for (int i = from; i < text.Length; i++)
        {
            // What is not ASCII may look like an anchor here, and is compared afterwards.
            ref readonly var places = ref table[text[i] & 0x7F];
            groups = two & places.Third;
            if (groups != Vector256<ulong>.Zero)
                return i - 2;
            two = one & places.Second;
            one = places.First;
        }
        // The name of a program may end the text: two letters, and nothing.
        groups = two & table[0].Third;
        return groups != Vector256<ulong>.Zero ? text.Length - 2 : -1;
    }

    /// <summary>Takes a group out of a set that is not empty.</summary>
    internal static SecretAnchor[] Take(ref Vector256<ulong> groups)
    {
        int part = BitOperations.TrailingZeroCount(~Vector256.Equals(groups, Vector256<ulong>.Zero).ExtractMostSignificantBits());
        ulong bits = groups[part];
        groups = groups.WithElement(part, bits & (bits - 1));
        return Groups[part * 64 + BitOperations.TrailingZeroCount(bits)];
    }

    private static Places[] PlacesOf(SecretAnchor[][] groups)
    {
        if (groups.Length > Vector256<ulong>.Count * 64)
            throw new InvalidOperationException("too many anchors");
        var places = new Places[128];
        for (int i = 0; i < groups.Length; i++)
        {
            var bit = Vector256<ulong>.Zero.WithElement(i / 64, 1UL << (i % 64));
            string text = groups[i][0].Text;
            for (int c = 0; c < places.Length; c++)
            {
                if (IsSame(text[0], c))
                    places[c].First |= bit;
                if (IsSame(text[1], c))
                    places[c].Second |= bit;
                // Two letters are the name of a program, behind which none may follow; "sk" says itself what may.
                if (text.Length == 2 ? text == "sk" || !char.IsAsciiLetterOrDigit((char)c) : IsSame(text[2], c))
                    places[c].Third |= bit;
            }
        }
        return places;
    }

    private static bool IsSame(char anchored, int c) => char.ToLowerInvariant(anchored) == char.ToLowerInvariant((char)c);

    /// <summary>Which groups have a character as their first, second and third.</summary>
    private struct Places
    {
        internal Vector256<ulong> First;
        internal Vector256<ulong> Second;
        internal Vector256<ulong> Third;
    }
}
