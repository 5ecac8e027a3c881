using System.Buffers;
using System.Text;

namespace ActionGate.Audit.Redaction;

/// <summary>What of a text may be shown: its beginning, with a mark where secrets stood.</summary>
internal readonly ref struct RedactedText
{
    /// <summary>Stands where a secret was left out.</summary>
    internal const string Mark = "[redacted]";

    /// <summary>How far is looked behind the place where the text is cut, so that a secret that goes on there is seen as one.</summary>
    private const int Beyond = 1024;

    /// <summary>More of a text than any record shows, and what is looked at behind it.</summary>
    internal const int LongestSeen = 512 + Beyond;

    /// <summary>Nothing shorter is a secret by its form alone: a beginning of two characters at least, and ten more.</summary>
    private const int ShortestToken = 12;

    /// <summary>A name of these alone has nothing that a secret could stand beside.</summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private RedactedText(ReadOnlySpan<char> text, bool isWhole, bool hasSecrets)
    {
        Text = text;
        IsWhole = isWhole;
        HasSecrets = hasSecrets;
    }

    internal ReadOnlySpan<char> Text { get; }

    /// <summary>Nothing was left out.</summary>
    internal bool IsWhole { get; }

    internal bool HasSecrets { get; }

    /// <summary>The text up to a length in UTF-16 units, as it is.</summary>
    internal static RedactedText Cut(ReadOnlySpan<char> text, int longest)
    {
        int length = LengthWithin(text, longest);
        return new RedactedText(text[..length], length == text.Length, hasSecrets: false);
    }

    /// <summary>The same without secrets. Allocates only where there are some.</summary>
    internal static RedactedText Of(ReadOnlySpan<char> text, int longest) => Of(text, longest, isCommand: true);

    /// <summary>The same of a name: a colon and a sign of "at" in it mean no password, as they do in a command, but those of a URL do.</summary>
    internal static RedactedText OfName(ReadOnlySpan<char> text, int longest) =>
        text.Length < ShortestToken && !text.ContainsAnyExcept(TokenCharacters) ? Cut(text, longest) : Of(text, longest, isCommand: false);

    private static RedactedText Of(ReadOnlySpan<char> text, int longest, bool isCommand)
    {
        var seen = Seen(text, longest);
        var secrets = SecretRanges.Of(seen, isCut: seen.Length < text.Length, isCommand);
        if (secrets is null || secrets[0].Start >= longest)
            return Cut(text, longest);
        var shown = new StringBuilder(longest);
        int next = 0;
        foreach (var secret in secrets)
        {
            if (secret.Start >= longest)
                break;
            shown.Append(seen[next..secret.Start]).Append(Mark);
            next = secret.End;
        }
        int end = LengthWithin(text, longest);
        if (next < end)
            shown.Append(seen[next..end]);
        string all = shown.ToString();
        return new RedactedText(all.AsSpan(0, LengthWithin(all, longest)), isWhole: false, hasSecrets: true);
    }

    /// <summary>The same for a value that stands under a name: all of it is a secret where the name says so.</summary>
    internal static RedactedText OfNamed(ReadOnlySpan<char> name, ReadOnlySpan<char> text, int longest)
    {
        bool isSecret = SecretName.Of(name) != NamedKind.None && !ValueText.IsPlaceholder(text) && !ValueText.IsReference(text);
        return isSecret ? new RedactedText(Mark, isWhole: false, hasSecrets: true) : Of(text, longest);
    }

    /// <summary>Some of the secrets in one text stand in another, were it in part, and without the quotes.</summary>
    internal static bool Shares(ReadOnlySpan<char> text, ReadOnlySpan<char> other)
    {
        var seen = Seen(text, 256);
        if (SecretRanges.Of(seen, isCut: seen.Length < text.Length, isCommand: true) is not { } secrets)
            return false;
        foreach (var secret in secrets)
        {
            var value = seen[secret.Start..secret.End];
            if (IsShared(value, other) || value.IndexOfAny('"', '\'', '\\') >= 0 && IsShared(WithoutQuotes(value), other))
                return true;
        }
        return false;
    }

    private static bool IsShared(ReadOnlySpan<char> value, ReadOnlySpan<char> other)
    {
        const int Piece = 6;
        // A name before a password may stand elsewhere.
        if (value.IndexOf(':') is var colon and >= 0 && colon + 1 < value.Length)
            value = value[(colon + 1)..];
        return !value.IsEmpty && (value.Length < Piece ? other.Contains(value, StringComparison.Ordinal) : SharesPiece(value, other, Piece));
    }

    private static string WithoutQuotes(ReadOnlySpan<char> value)
    {
        var bare = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            if (c is not ('"' or '\'' or '\\'))
                bare.Append(c);
        }
        return bare.ToString();
    }

    private static bool SharesPiece(ReadOnlySpan<char> value, ReadOnlySpan<char> other, int piece)
    {
        for (int i = 0; i + piece <= value.Length; i++)
        {
            if (other.Contains(value.Slice(i, piece), StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> Seen(ReadOnlySpan<char> text, int longest) => text[..Math.Min(text.Length, longest + Beyond)];

    /// <summary>As much as fits, never half of a surrogate pair.</summary>
    internal static int LengthWithin(ReadOnlySpan<char> text, int longest)
    {
        if (text.Length <= longest)
            return text.Length;
        return longest > 0 && char.IsHighSurrogate(text[longest - 1]) && char.IsLowSurrogate(text[longest]) ? longest - 1 : longest;
    }
}
