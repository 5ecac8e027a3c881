using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>What a found anchor may be the beginning of.</summary>
internal enum AnchorKind
{
    /// <summary>A token that says by its first characters what it is.</summary>
    Token,

    /// <summary>A part of a name that a value may follow.</summary>
    Name,

    /// <summary><c>Authorization</c>, <c>Cookie</c>: headers whose whole value is left out.</summary>
    Header,

    /// <summary>A scheme of authorization by itself, such as <c>Bearer</c>.</summary>
    Scheme,

    /// <summary>A program that takes secrets as arguments.</summary>
    Program,

    /// <summary>An option by which a program takes a secret from its input.</summary>
    Input,

    /// <summary>The end of a URL's scheme, behind which a password may stand.</summary>
    Authority,

    /// <summary>An address that is a secret itself.</summary>
    Hook,

    /// <summary>A key of one of Telegram's bots.</summary>
    Bot,

    /// <summary>A line of pgpass.</summary>
    Line,

    /// <summary>What SQL says before a password.</summary>
    Sql,

    /// <summary>A JSON Web Token.</summary>
    Jwt,

    /// <summary>A private key in PEM.</summary>
    Pem,

    /// <summary><c>sk-…</c>, <c>sk_live_…</c>, <c>SK…</c>: short beginnings, so more is asked of what follows.</summary>
    ShortKey,
}

/// <summary>Some characters without which there is no secret of a sort.</summary>
/// <param name="Text">The characters; their case counts only of tokens and programs.</param>
/// <param name="Kind">What they may begin.</param>
/// <param name="Run">Of a token: the characters that may follow.</param>
/// <param name="Least">Of a token: how many of them do at least.</param>
/// <param name="IsDistinct">Of a token: it is one wherever it stands, within a word too.</param>
/// <param name="Programs">Of a program: its rows.</param>
internal sealed record SecretAnchor(string Text, AnchorKind Kind, SearchValues<char>? Run = null, int Least = 0, bool IsDistinct = false, SecretProgram[]? Programs = null)
{
    internal bool IsAt(ReadOnlySpan<char> text, int at) =>
        text[at..].StartsWith(Text, Run is null && Programs is null ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
