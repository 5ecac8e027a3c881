using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>Lines of files and languages of their own in which a password has no sign before it: netrc, pgpass, SQL.</summary>
internal static class PasswordLine
{
    private static readonly SearchValues<char> FieldEnd = SearchValues.Create(" \t\r\n\"'`;|&<>()\uE020\uE022\uE027");

    /// <summary>Before "password" stands <c>machine HOST</c>, and perhaps <c>login NAME</c>.</summary>
    internal static bool IsOfNetrc(ReadOnlySpan<char> before)
    {
        if (!before.Contains("machine", StringComparison.Ordinal) && !before.Contains("default", StringComparison.Ordinal))
            return false;
        before = WithoutWord(before);
        before = before[(before.TrimEnd().LastIndexOfAny(FieldEnd) + 1)..].TrimEnd();
        return before is "machine" or "login" or "account" or "default";
    }

    /// <summary>Before "password" stands a statement that makes or changes somebody.</summary>
    internal static bool IsOfSql(ReadOnlySpan<char> before) =>
        (before.Contains("alter ", StringComparison.OrdinalIgnoreCase) || before.Contains("create ", StringComparison.OrdinalIgnoreCase) || before.Contains("set ", StringComparison.OrdinalIgnoreCase))
        && (before.Contains("user ", StringComparison.OrdinalIgnoreCase) || before.Contains("role ", StringComparison.OrdinalIgnoreCase) || before.Contains("login ", StringComparison.OrdinalIgnoreCase));

    /// <summary>MySQL's and Oracle's <c>IDENTIFIED BY 'password'</c>.</summary>
    internal static TextRange OfIdentified(ReadOnlySpan<char> text, int end)
    {
        int start = NamedSecret.SkipBlanks(text, end);
        if (text[start..].StartsWith("password", StringComparison.OrdinalIgnoreCase))
            start = NamedSecret.SkipBlanks(text, start + "password".Length);
        var value = ValueText.Read(text, start, isPercent: false);
        var content = text[value.Start..value.End];
        return !value.IsQuoted || content.IsEmpty || ValueText.IsReference(content) || ValueText.IsPlaceholder(content) ? default : new TextRange(value.Start, value.End);
    }

    /// <summary><c>host:port:database:user:password</c> (PostgreSQL, "The Password File").</summary>
    internal static TextRange OfPgpass(ReadOnlySpan<char> text, int at)
    {
        int start = text[..at].LastIndexOfAny(FieldEnd) + 1;
        int length = text[at..].IndexOfAny(FieldEnd);
        int end = length < 0 ? text.Length : at + length;
        int field = start;
        for (int i = 0; i < 4; i++)
        {
            int colon = text[field..end].IndexOf(':');
            if (colon <= 0)
                return default;
            field += colon + 1;
        }
        var password = text[field..end];
        return password.IsEmpty || ValueText.IsReference(password) || ValueText.IsPlaceholder(password) ? default : new TextRange(field, end);
    }

    private static ReadOnlySpan<char> WithoutWord(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        return text[..(text.LastIndexOfAny(FieldEnd) + 1)];
    }
}
