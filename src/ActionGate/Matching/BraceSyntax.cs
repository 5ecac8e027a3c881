using System.Text;

namespace ActionGate.Matching;

/// <summary>Expands <c>{a,b}</c> into one pattern per alternative; braces without a comma are literal.</summary>
internal static class BraceSyntax
{
    /// <summary>The most patterns that one pattern expands to.</summary>
    internal const int MaxAlternatives = 256;

    internal static PatternError? Expand(string text, out IReadOnlyList<string> alternatives)
    {
        alternatives = [text];
        if (!text.AsSpan().ContainsAny('{', '}'))
            return null;
        var prefixes = new List<StringBuilder> { new() };
        alternatives = [];
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] == '}')
                return new PatternError("'}' closes nothing", "write '[}]' for a literal '}'");
            if (text[at] != '{')
            {
                int length = text[at] == '[' ? text.IndexOf(']', at + 1) - at + 1 : 1;
                foreach (var prefix in prefixes)
                    prefix.Append(text, at, length);
                at += length;
                continue;
            }
            if (ReadGroup(text, at, out var members, out int end) is { } error)
                return error;
            if (prefixes.Count * members.Count > MaxAlternatives)
                return new PatternError($"the braces make more than {MaxAlternatives} patterns", "write a list of targets instead");
            prefixes = [.. prefixes.SelectMany(_ => members, (prefix, member) => new StringBuilder().Append(prefix).Append(member))];
            at = end + 1;
        }
        alternatives = [.. prefixes.Select(p => p.ToString()).Distinct(StringComparer.Ordinal)];
        return null;
    }

    private static PatternError? ReadGroup(string text, int start, out List<string> members, out int end)
    {
        members = [];
        int memberStart = start + 1;
        for (end = start + 1; end < text.Length; end++)
        {
            switch (text[end])
            {
                case '[':
                    // Classes are whole by now: commas and braces inside them are characters.
                    end = text.IndexOf(']', end + 1);
                    break;
                case '{':
                    return new PatternError("braces can't be nested", "write the alternatives side by side, or '[{]' for a literal '{'");
                case ',':
                    members.Add(text[memberStart..end]);
                    memberStart = end + 1;
                    break;
                case '}':
                    members.Add(text[memberStart..end]);
                    if (members.Count == 1)
                        members[0] = $"{LiteralText.Protect('{')}{members[0]}{LiteralText.Protect('}')}";
                    return null;
            }
        }
        return new PatternError("'{' is never closed", "write '[{]' for a literal '{'");
    }
}
