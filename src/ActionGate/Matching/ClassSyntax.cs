using System.Text;

namespace ActionGate.Matching;

/// <summary>
/// Checks the bracket expressions of a pattern before DotNet.Glob sees them, and turns those that spell a literal character
/// (<c>[*]</c>) or an IPv6 address (<c>[::1]</c>) into literal text.
/// </summary>
internal static class ClassSyntax
{
    internal static PatternError? Check(string text, out string plain)
    {
        plain = text;
        if (!text.AsSpan().ContainsAny('[', ']'))
            return null;
        var result = new StringBuilder(text.Length);
        plain = "";
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] != '[')
            {
                // A bracket that closes nothing is itself; DotNet.Glob would draw it into a class that ends right before it.
                result.Append(text[at] == ']' ? LiteralText.Protect(']') : text[at]);
                at++;
                continue;
            }
            int end = EndOfClass(text, at);
            if (end < 0)
                return new PatternError("'[' is never closed", "write '[[]' for a literal '['");
            var body = text.AsSpan(at + 1, end - at - 1);
            if (body.Length == 1)
            {
                if (body[0] is '!')
                    return new PatternError("'[!]' is an empty class", "write '!' for a literal '!'");
                result.Append(LiteralText.Protect(body[0]));
            }
            else if (body.Count(':') >= 2)
            {
                foreach (char c in text.AsSpan(at, end - at + 1))
                    result.Append(LiteralText.Protect(c));
            }
            else if (CheckBody(body) is { } error)
            {
                return error;
            }
            else
            {
                result.Append('[').Append(body).Append(']');
            }
            at = end + 1;
        }
        plain = result.ToString();
        return null;
    }

    /// <summary>The place of the bracket that closes a class; a bracket right behind the opening one is the class's first character.</summary>
    private static int EndOfClass(string text, int start)
    {
        int from = start + 1;
        if (from < text.Length && text[from] == ']' && from + 1 < text.Length && text[from + 1] == ']')
            from++;
        return text.IndexOf(']', Math.Min(from, text.Length));
    }

    private static PatternError? CheckBody(ReadOnlySpan<char> body)
    {
        if (body.IsEmpty)
            return new PatternError("'[]' is an empty class", "write '[[]' and '[]]' for literal brackets");
        if (body[0] == '^')
            return new PatternError($"'[{body}]' does not negate", $"write '[!{body[1..]}]'");
        if (body.Contains('['))
            return new PatternError($"'[{body}]' holds a '['", "a class holds characters or one range; write '[[]' for a literal '['");
        bool isNegated = body[0] == '!';
        var characters = isNegated ? body[1..] : body;
        if (!characters.Contains('-'))
            return ContainsSurrogate(characters) ? new PatternError($"'[{body}]' holds a character that is two UTF-16 units", "write the alternatives in braces, '{a,b}'") : null;
        if (characters.Length != 3 || characters[1] != '-')
        {
            return new PatternError(
                $"'[{body}]' mixes ranges and characters",
                isNegated ? "a class holds one range or a list of characters" : $"write one class each, such as '{Alternatives(characters)}'");
        }
        if (characters[0] > characters[2])
            return new PatternError($"the range '{characters}' runs backwards", $"did you mean '{characters[2]}-{characters[0]}'?");
        return ContainsSurrogate(characters) ? new PatternError($"'[{body}]' holds a character that is two UTF-16 units") : null;
    }

    /// <summary>The braces that say what a class of several ranges was meant to: <c>{[a-z],[A-Z],_}</c>.</summary>
    private static string Alternatives(ReadOnlySpan<char> characters)
    {
        var parts = new List<string>();
        var single = new StringBuilder();
        for (int i = 0; i < characters.Length; i++)
        {
            if (i + 2 < characters.Length && characters[i + 1] == '-' && characters[i] <= characters[i + 2])
            {
                parts.Add($"[{characters[i]}-{characters[i + 2]}]");
                i += 2;
            }
            else
            {
                single.Append(characters[i]);
            }
        }
        foreach (char c in single.ToString())
            parts.Add($"[{c}]");
        return $"{{{string.Join(',', parts)}}}";
    }

    private static bool ContainsSurrogate(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\uD800', '\uDFFF');
}
