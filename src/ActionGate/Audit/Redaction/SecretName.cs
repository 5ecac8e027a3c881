using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>What a name says of the value beside it.</summary>
internal enum NamedKind
{
    /// <summary>Nothing: the value may be shown.</summary>
    None,

    /// <summary>It is a password, whatever it looks like.</summary>
    Password,

    /// <summary>It is a token or a key, unless it looks like a path or a word.</summary>
    Token,
}

/// <summary>Which names are names of secrets. The last word of a name decides: a <c>token_url</c> is a URL.</summary>
internal static class SecretName
{
    private static readonly SearchValues<char> Separators = SearchValues.Create("_-. ");

    private static readonly string[] Passwords =
        ["password", "passwd", "passphrase", "passwort", "passcode", "storepass", "keypass", "userpass", "dbpass", "rootpass", "sshpass", "adminpass", "userpwd", "dbpwd", "requirepass", "masterauth"];

    /// <summary>Before "token": not what somebody proves who he is with.</summary>
    private static readonly string[] OtherTokens = ["next", "page", "pad", "eos", "bos", "unk", "mask", "sep", "stop", "cls", "special", "starting", "continuation", "max", "min", "per", "new"];

    /// <summary>Before "key": one that must not be known.</summary>
    private static readonly string[] SecretKeys =
    [
        "api", "access", "secret", "private", "account", "encryption", "signing", "master", "auth", "shared", "client", "service", "storage", "session", "hmac", "subscription",
        "app", "application", "root", "jwt", "admin", "webhook", "consumer", "bot", "developer", "functions", "function", "decryption", "sas", "instrumentation", "deploy", "license",
    ];

    /// <summary>Before "KEY" in the name of a variable: one that may be known.</summary>
    private static readonly string[] OpenKeys =
        ["public", "pub", "primary", "foreign", "partition", "sort", "cache", "host", "hot", "object", "row", "group", "index", "map", "sample", "range", "hash", "record", "apt", "gpg"];

    private static readonly string[] OfQueries = ["key", "code", "sig", "signature", "auth", "jwt", "otp", "assertion", "pass", "pwd", "ticket"];

    /// <param name="name">The name, without dashes before it.</param>
    /// <param name="isQuery">It stands in the query of a URL.</param>
    internal static NamedKind Of(ReadOnlySpan<char> name, bool isQuery = false)
    {
        name = name.Trim("_-. ");
        if (name.IsEmpty)
            return NamedKind.None;
        if (isQuery && IsOneOf(name, OfQueries))
            return NamedKind.Token;
        foreach (string end in Passwords)
        {
            if (EndsWith(name, end))
                return NamedKind.Password;
        }
        var last = LastWord(name, out var before);
        if (Is(last, "pass") || Is(last, "pw") || Is(last, "pwd") && !Is(name, "oldpwd"))
            return NamedKind.Password;
        if (EndsWith(name, "token"))
            return IsOneOf(LastWord(before, out _), OtherTokens) ? NamedKind.None : NamedKind.Token;
        if (EndsWith(name, "secret"))
            return NamedKind.Token;
        // Of X-Amz-Signature, of npm's settings.
        if (Is(last, "signature") && !before.IsEmpty && EndsWith(before, "amz") || Is(last, "signature") && EndsWith(before, "goog"))
            return NamedKind.Token;
        if (Is(last, "auth"))
            return before.IsEmpty || Is(before, "basic") || Is(before, "http") ? NamedKind.Token : NamedKind.None;
        return EndsWith(name, "key") && IsSecretKey(name, last, before) ? NamedKind.Token : NamedKind.None;
    }

    private static bool IsSecretKey(ReadOnlySpan<char> name, ReadOnlySpan<char> last, ReadOnlySpan<char> before)
    {
        if (last.Length < 3)
        {
            // A capital within "key" begins no word.
            last = name[^3..];
            before = name[..^3];
        }
        if (!Is(last, "key"))
        {
            // In one word: apikey, accountkey.
            var stem = last[..^3];
            return IsOneOf(stem, SecretKeys) || Is(stem, "secretaccess") || Is(stem, "sharedaccess");
        }
        var qualifier = LastWord(before, out _);
        if (qualifier.IsEmpty)
            return false;
        bool isVariable = name.IndexOfAny(SecretCharacters.Small) < 0;
        return isVariable ? !IsOneOf(qualifier, OpenKeys) : IsOneOf(qualifier, SecretKeys);
    }

    /// <summary>Words end at separators, and where a capital follows a small letter.</summary>
    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> name, out ReadOnlySpan<char> before)
    {
        name = name.TrimEnd("_-. ");
        int start = name.LastIndexOfAny(Separators) + 1;
        for (int i = name.Length - 1; i > start; i--)
        {
            if (char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]))
            {
                start = i;
                break;
            }
        }
        before = name[..start].TrimEnd("_-. ");
        return name[start..];
    }

    private static bool IsOneOf(ReadOnlySpan<char> word, string[] words)
    {
        foreach (string one in words)
        {
            if (Is(word, one))
                return true;
        }
        return false;
    }

    private static bool Is(ReadOnlySpan<char> word, string one) => word.Equals(one, StringComparison.OrdinalIgnoreCase);

    private static bool EndsWith(ReadOnlySpan<char> name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
