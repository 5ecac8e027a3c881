using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>
/// A user name and a password before a host, where no <c>://</c> says so: <c>[scheme:][//]name:password@host</c>, as curl, wget, sftp and
/// others take it.
/// </summary>
/// <remarks>
/// Much looks alike: <c>git@host:path</c>, <c>npm:package@1.2</c>, <c>image:tag@sha256:…</c>, <c>mailto:anna@host</c>. So without slashes
/// the name must be one word, the password may hold no slash, and the tables below name what is something else.
/// </remarks>
internal static class HostSecret
{
    private const int LeastPassword = 3;

    private static readonly SearchValues<char> WordEnd = SearchValues.Create(" \t\r\n\"'`<>()|;&\uE009\uE020\uE022\uE027\uE03B\uE07C\uE026\uE03C\uE03E\uE028\uE029\uE060");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+%~$");
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-");
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    /// <summary>Before a colon: what follows is an address or a package, and no password. Words that end in "-by" are such too.</summary>
    private static readonly string[] OtherNames =
    [
        "mailto", "mail", "email", "e-mail", "from", "to", "cc", "bcc", "reply-to", "author", "authors", "committer", "owner", "maintainer", "assignee", "contact", "reviewer", "acct",
        "xmpp", "sip", "sips", "tel", "matrix", "group", "serviceaccount", "principal", "member", "npm", "jsr", "pkg", "github", "gitlab", "bitbucket", "gist", "workspace", "link",
        "portal", "patch", "file", "docker", "docker-image", "oci", "image", "urn", "arn", "did", "tag", "doi", "cpe", "spiffe", "fix", "feat", "chore", "docs", "test", "refactor",
    ];

    /// <summary>Behind the sign: a tag or a kind of file, and no host.</summary>
    private static readonly string[] OtherHosts =
        ["latest", "next", "canary", "beta", "alpha", "rc", "nightly", "stable", "upstream", "HEAD", "jar", "aar", "war", "zip", "tar", "pom"];

    internal static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, bool isCommand)
    {
        int from = 0;
        while (from < text.Length)
        {
            int sign = text[from..].IndexOf('@');
            if (sign < 0)
                return;
            sign += from;
            int start = text[from..sign].LastIndexOfAny(WordEnd) + 1 + from;
            int length = text[sign..].IndexOfAny(WordEnd);
            int end = length < 0 ? text.Length : sign + length;
            // gcloud's --member user:anna@host.
            if (!text[from..start].EndsWith("member ", StringComparison.Ordinal))
            {
                var place = InWord(text[start..end], isCommand);
                TextRange.Add(ref found, new TextRange(start + place.Start, start + place.End));
            }
            from = end + 1;
        }
    }

    private static TextRange InWord(ReadOnlySpan<char> word, bool isCommand)
    {
        int start = OptionLength(word);
        if (word[..start].Contains("member", StringComparison.OrdinalIgnoreCase))
            return default;
        int scheme = SchemeLength(word[start..]);
        int slashes = word[(start + scheme)..].IndexOfAnyExcept('/', '\\');
        // With two the URL is judged as such, one alone begins a path, and a letter before one is a drive.
        if (slashes < 0 || scheme > 0 && (slashes == 0 || slashes == 2 && word[start + scheme] == '/') || scheme == 0 && slashes == 1 || scheme == 2)
            return default;
        start += scheme + slashes;
        int length = word[start..].IndexOfAny('/', '\\');
        var authority = length < 0 ? word[start..] : word.Slice(start, length);
        int sign = authority.LastIndexOf('@');
        if (sign <= 0)
            return default;
        var user = authority[..sign];
        bool isUrl = slashes > 0;
        int colon = user.IndexOf(':');
        if (colon < 0)
            return isUrl && IsWebScheme(word[..(start - slashes)]) && !IsLeftOut(user) ? new TextRange(start, start + sign) : default;
        if (IsLeftOut(user) || IsLeftOut(user[(colon + 1)..]))
            return default;
        bool isSecret = isUrl || isCommand && IsName(user[..colon]) && IsPassword(user[(colon + 1)..]) && IsHost(authority[(sign + 1)..]);
        return isSecret ? new TextRange(start, start + sign) : default;
    }

    /// <summary>Of <c>--proxy=</c> and <c>PROXY=</c>.</summary>
    private static int OptionLength(ReadOnlySpan<char> word)
    {
        int length = word.IndexOf('=') + 1;
        return length > 1 && !word[..(length - 1)].ContainsAnyExcept(NameCharacters) ? length : 0;
    }

    /// <summary>With its colon, where a slash follows.</summary>
    private static int SchemeLength(ReadOnlySpan<char> word)
    {
        int length = word.IndexOfAnyExcept(SchemeCharacters);
        return length > 0 && word[length] == ':' && char.IsAsciiLetter(word[0]) && length + 1 < word.Length && word[length + 1] is '/' or '\\' ? length + 1 : 0;
    }

    private static bool IsWebScheme(ReadOnlySpan<char> before) =>
        before.EndsWith("http:", StringComparison.OrdinalIgnoreCase) || before.EndsWith("https:", StringComparison.OrdinalIgnoreCase);

    private static bool IsLeftOut(ReadOnlySpan<char> value) => ValueText.IsReference(value) || ValueText.IsPlaceholder(value);

    private static bool IsName(ReadOnlySpan<char> name)
    {
        // A capital alone is a drive, whose backslash a shell took away.
        if (name.IsEmpty || name.Length > 64 || name.Length == 1 && char.IsAsciiLetterUpper(name[0]) || name.ContainsAnyExcept(NameCharacters) || !name.ContainsAny(SecretCharacters.Letters))
            return false;
        return !name.EndsWith("-by", StringComparison.OrdinalIgnoreCase) && !IsOneOf(name, OtherNames);
    }

    private static bool IsPassword(ReadOnlySpan<char> password)
    {
        if (password.Length < LeastPassword || password[0] is ':' or '{')
            return false;
        // A port, and behind it a query.
        int digits = password.IndexOfAnyExcept(SecretCharacters.Digits);
        return digits is not (> 0 and <= 5) || password[digits] is not ('?' or '#');
    }

    private static bool IsHost(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty || !(char.IsLetterOrDigit(host[0]) || host[0] is '[' or '$' or '_'))
            return false;
        int end = host.IndexOfAny(':', '?', '#');
        var name = end < 0 ? host : host[..end];
        bool isDigest = end > 0 && host[end] == ':' && (name.StartsWith("sha", StringComparison.Ordinal) || name is "md5" or "blake3");
        return !isDigest && !IsVersion(name) && !IsOneOf(name, OtherHosts);
    }

    /// <summary><c>1.2.3-rc.1</c>, <c>v4</c>, and the size of a picture (<c>2x.png</c>); four numbers are an address.</summary>
    private static bool IsVersion(ReadOnlySpan<char> name)
    {
        if (name.Length > 1 && name[0] == 'v' && char.IsAsciiDigit(name[1]))
            name = name[1..];
        int length = name.IndexOfAnyExcept(VersionCharacters);
        var number = length < 0 ? name : name[..length];
        if (number.IsEmpty || number.Count('.') >= 3)
            return false;
        return length < 0 || name[length] is '-' or '+' or '^' or '~' || name[length] == 'x' && (length + 1 == name.Length || name[length + 1] == '.');
    }

    private static bool IsOneOf(ReadOnlySpan<char> name, string[] names)
    {
        foreach (string one in names)
        {
            if (name.Equals(one, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
