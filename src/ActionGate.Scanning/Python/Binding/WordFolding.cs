using System.Buffers;
using System.Text;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Shell words and parts of URLs as <c>shlex</c>, <c>urllib.parse</c> and <c>textwrap</c> make them.</summary>
internal static class WordFolding
{
    /// <summary>What <c>shlex.quote</c> leaves as it is.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    private static readonly SearchValues<char> InScheme = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    internal static TextValue Quote(TextValue word)
    {
        if (!word.IsExact)
            return TextValue.Unknown;
        if (word.Text.Length > 0 && !word.Text.AsSpan().ContainsAnyExcept(Plain))
            return word;
        return TextValue.Of("'" + word.Text.Replace("'", "'\"'\"'", StringComparison.Ordinal) + "'");
    }

    internal static TextValue Join(Value? words, Interpreter interpreter)
    {
        if (words is null)
            return TextValue.Unknown;
        var line = default(TextValue.Builder);
        bool isFirst = true;
        foreach (var word in interpreter.ElementsOf(words, out bool isExact))
        {
            if (!isExact)
                return TextValue.Unknown;
            if (!isFirst)
                line.Add(" ");
            isFirst = false;
            line.Add(word is TextValue text ? Quote(text) : TextValue.Unknown);
        }
        return line.Build();
    }

    /// <summary><c>shlex.split</c>: quotes and backslashes as POSIX shells read them, without comments.</summary>
    internal static SequenceValue Split(TextValue? line, int condition)
    {
        if (line is null || line.IsUnknown)
            return new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, condition);
        var words = new List<Value>();
        var word = new StringBuilder();
        bool isWord = false;
        char quote = '\0';
        foreach (var (c, next) in Pairs(line.Text))
        {
            // What is not known may hold blanks, so that the words from there on are not.
            if (c == TextValue.Hole)
                return Open(words, word, quote, condition);
            if (quote == '\\')
            {
                word.Append(c);
                quote = '\0';
            }
            else if (quote == '"' && c == '\\' && next is '"' or '\\')
            {
                quote = 'e';
            }
            else if (quote == 'e')
            {
                word.Append(c);
                quote = '"';
            }
            else if (quote is '\'' or '"')
            {
                if (c == quote)
                    quote = '\0';
                else
                    word.Append(c);
            }
            else if (c is '\'' or '"' or '\\')
            {
                quote = c;
                isWord = true;
            }
            else if (c is ' ' or '\t' or '\r' or '\n')
            {
                if (isWord)
                    words.Add(TextValue.Of(word.ToString()));
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }
        if (isWord)
            words.Add(TextValue.Of(word.ToString()));
        return new SequenceValue(SequenceKind.List, words, true, condition);
    }

    private static SequenceValue Open(List<Value> words, StringBuilder word, char quote, int condition)
    {
        var known = new SequenceValue(SequenceKind.List, words, true, condition);
        known.Add(quote == '\0' ? TextValue.Unknown : TextValue.Of(word + "\0"), false);
        known.Add(TextValue.Unknown, false);
        return known;
    }

    private static IEnumerable<(char This, char Next)> Pairs(string text)
    {
        for (int i = 0; i < text.Length; i++)
            yield return (text[i], i + 1 < text.Length ? text[i + 1] : '\0');
    }

    /// <summary><c>urllib.parse.unquote</c>, where what is escaped is text in UTF-8.</summary>
    internal static TextValue Unquote(TextValue? text, bool isPlus)
    {
        if (text is not { IsExact: true } || (text.IsBytes && !Ascii.IsValid(text.Text)))
            return TextValue.Unknown;
        string given = isPlus ? text.Text.Replace('+', ' ') : text.Text;
        var result = new StringBuilder();
        var bytes = new List<byte>();
        for (int i = 0; i < given.Length; i++)
        {
            bytes.Clear();
            for (; i + 2 < given.Length && given[i] == '%' && char.IsAsciiHexDigit(given[i + 1]) && char.IsAsciiHexDigit(given[i + 2]); i += 3)
                bytes.Add(Convert.ToByte(given.Substring(i + 1, 2), 16));
            string plain = Encoding.UTF8.GetString([.. bytes]);
            if (plain.Contains('\uFFFD', StringComparison.Ordinal))
                return TextValue.Unknown;
            result.Append(plain);
            if (i < given.Length)
                result.Append(given[i]);
        }
        return TextValue.Of(result.ToString());
    }

    /// <summary><c>urllib.parse.urljoin</c>, of such addresses of HTTP as need nothing resolved but a relative path.</summary>
    internal static TextValue JoinUrls(TextValue? start, TextValue? path)
    {
        if (start is not { IsExact: true } || path is not { IsExact: true } || !IsPlainUrl(start.Text) || path.Text.Length == 0)
            return TextValue.Unknown;
        if (IsPlainUrl(path.Text))
            return path;
        if (path.Text.AsSpan().ContainsAnyExcept(TextFolding.Unreserved) || path.Text.Contains("//", StringComparison.Ordinal))
            return TextValue.Unknown;
        return Uri.TryCreate(new Uri(start.Text), path.Text, out var whole) ? TextValue.Of(whole.AbsoluteUri) : TextValue.Unknown;
    }

    private static bool IsPlainUrl(string url)
    {
        int begin = url.StartsWith("http://", StringComparison.Ordinal) ? 7 : url.StartsWith("https://", StringComparison.Ordinal) ? 8 : -1;
        if (begin < 0)
            return false;
        var rest = url.AsSpan(begin);
        int slash = rest.IndexOf('/');
        var host = slash < 0 ? rest : rest[..slash];
        return host.Length > 0 && !host.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789.-") && !rest.ContainsAnyExcept(TextFolding.Unreserved)
            && rest.IndexOf("//") < 0 && rest.IndexOf("/.") < 0 && Uri.TryCreate(url, UriKind.Absolute, out _);
    }

    /// <summary><c>urllib.parse.quote</c>, and <c>quote_plus</c> where blanks become plus signs.</summary>
    internal static TextValue Escape(Value? value, string safe, bool isPlus)
    {
        if (value is not (TextValue or IntegerValue))
            return TextValue.Unknown;
        var text = value.AsText();
        var result = new StringBuilder();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.Text.EnumerateRunes())
        {
            if (rune.Value == TextValue.Hole)
                result.Append(TextValue.Hole);
            else if (isPlus && rune.Value == ' ')
                result.Append('+');
            else if (rune.Value < 128 && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '_' or '.' or '-' or '~' || safe.Contains((char)rune.Value, StringComparison.Ordinal)))
                result.Append((char)rune.Value);
            else
                Percent(text.IsBytes ? [(byte)rune.Value] : bytes[..rune.EncodeToUtf8(bytes)], result);
        }
        return TextValue.Of(result.ToString());
    }

    private static void Percent(ReadOnlySpan<byte> bytes, StringBuilder result)
    {
        foreach (byte one in bytes)
            result.Append('%').Append(one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
    }

    internal static TextValue UrlEncode(Value? query, Interpreter interpreter)
    {
        var pairs = new List<(Value Key, Value Value)>();
        switch (query)
        {
            case MappingValue { IsExact: true } mapping:
                foreach (var (text, key) in mapping.Keys)
                    pairs.Add((key, mapping.Entries[text]));
                break;
            case SequenceValue { IsExact: true, IsIterator: false, Kind: not SequenceKind.Set } sequence:
                foreach (var item in interpreter.ElementsOf(sequence, out _))
                    pairs.Add(item is SequenceValue { IsExact: true, Items.Count: 2 } row ? (row.Items[0], row.Items[1]) : (UnknownValue.Instance, UnknownValue.Instance));
                break;
            default:
                return TextValue.Unknown;
        }
        var result = default(TextValue.Builder);
        for (int i = 0; i < pairs.Count; i++)
        {
            if (i > 0)
                result.Add("&");
            result.Add(Escape(pairs[i].Key, "", true));
            result.Add("=");
            result.Add(Escape(pairs[i].Value, "", true));
        }
        return result.Build();
    }

    /// <summary>The parts of a URL: scheme, place, path, parameters (of <c>urlparse</c>), query, fragment.</summary>
    internal static SequenceValue? Parts(TextValue? url, bool hasParameters)
    {
        // Blanks and control characters are taken out; an address in brackets loses them.
        if (url is not { IsExact: true } || url.Text.AsSpan().ContainsAnyInRange('\u0001', ' ') || url.Text.Contains('[', StringComparison.Ordinal))
            return null;
        string text = url.Text;
        string fragment = Cut(ref text, '#');
        string query = Cut(ref text, '?');
        string scheme = "", place = "";
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && char.IsAsciiLetter(text[0]) && !text.AsSpan(0, colon).ContainsAnyExcept(InScheme))
            (scheme, text) = (text[..colon].ToLowerInvariant(), text[(colon + 1)..]);
        if (text.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = text.IndexOf('/', 2);
            (place, text) = slash < 0 ? (text[2..], "") : (text[2..slash], text[slash..]);
        }
        List<Value> parts = hasParameters && !text.Contains(';', StringComparison.Ordinal)
            ? [TextValue.Of(scheme), TextValue.Of(place), TextValue.Of(text), TextValue.Of(""), TextValue.Of(query), TextValue.Of(fragment)]
            : [TextValue.Of(scheme), TextValue.Of(place), TextValue.Of(text), TextValue.Of(query), TextValue.Of(fragment)];
        return hasParameters && parts.Count == 5 ? null : new SequenceValue(SequenceKind.Tuple, parts, true, -1);
    }

    /// <summary><c>html.unescape</c>, of the entities that everybody reads alike.</summary>
    internal static TextValue Unescape(string text)
    {
        for (int at = text.IndexOf('&', StringComparison.Ordinal); at >= 0; at = text.IndexOf('&', at + 1))
        {
            int end = text.IndexOf(';', at);
            if (end < 0 || !IsPlainEntity(text.AsSpan(at + 1, end - at - 1)))
                return TextValue.Unknown;
        }
        return TextValue.Of(System.Net.WebUtility.HtmlDecode(text));
    }

    private static bool IsPlainEntity(ReadOnlySpan<char> name)
    {
        if (name.Length < 2 || name[0] != '#')
            return name is "lt" or "gt" or "amp" or "quot" or "nbsp";
        bool isHex = name[1] is 'x' or 'X';
        return int.TryParse(name[(isHex ? 2 : 1)..], isHex ? System.Globalization.NumberStyles.AllowHexSpecifier : System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out int code) && code is >= ' ' and < 127;
    }

    internal static TextValue Unparsed(Value? parts)
    {
        if (parts is not SequenceValue { IsExact: true, Items: { Count: 5 or 6 } items } || !items.TrueForAll(static i => i is TextValue))
            return TextValue.Unknown;
        if (items[1].AsText().Text.Length > 0 && items[2].AsText().Text is { Length: > 0 } path && path[0] != '/')
            return TextValue.Unknown;
        var result = default(TextValue.Builder);
        if (items[0].AsText().Text.Length > 0)
            result.Add(TextValue.Concat(items[0].AsText(), TextValue.Of(":")));
        if (items[1].AsText().Text.Length > 0)
            result.Add(TextValue.Concat(TextValue.Of("//"), items[1].AsText()));
        result.Add(items[2].AsText());
        ReadOnlySpan<string> marks = items.Count == 6 ? [";", "?", "#"] : ["?", "#"];
        for (int i = 0; i < marks.Length; i++)
        {
            if (items[3 + i].AsText().Text.Length == 0)
                continue;
            result.Add(marks[i]);
            result.Add(items[3 + i].AsText());
        }
        return result.Build();
    }

    private static string Cut(ref string text, char mark)
    {
        int at = text.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
            return "";
        string rest = text[(at + 1)..];
        text = text[..at];
        return rest;
    }

    /// <summary>A part of a URL by the name that results of <c>urlparse</c> give it.</summary>
    internal static Value? PartOf(SequenceValue parts, string name)
    {
        if (parts is not { Kind: SequenceKind.Tuple, IsExact: true, Items.Count: 5 or 6, Condition: -1 })
            return null;
        int last = parts.Items.Count - 1;
        string place = parts.Items[1].AsText().Text;
        switch (name)
        {
            case "scheme":
                return parts.Items[0];
            case "netloc":
                return parts.Items[1];
            case "path":
                return parts.Items[2];
            case "query":
                return parts.Items[last - 1];
            case "fragment":
                return parts.Items[last];
            case "hostname":
                string host = place[(place.LastIndexOf('@') + 1)..];
                if (host.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
                    host = host[..colon];
                return host.Length == 0 ? NoneValue.Instance : host.Contains('%', StringComparison.Ordinal) || !Ascii.IsValid(host) ? TextValue.Unknown : TextValue.Of(host.ToLowerInvariant());
            case "port":
                return UnknownValue.Instance;
            case "geturl":
                return new PartialValue(new ApiValue("urllib.parse.urlunparse", false), new CallArguments([parts]));
            default:
                return null;
        }
    }

    internal static TextValue Dedent(TextValue? text)
    {
        if (text is not { IsExact: true })
            return TextValue.Unknown;
        string[] lines = text.Text.Split('\n');
        string? margin = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string plain = lines[i].TrimStart(' ', '\t');
            if (plain.Length == 0)
            {
                lines[i] = "";
                continue;
            }
            string indent = lines[i][..^plain.Length];
            margin ??= indent;
            margin = margin[..margin.AsSpan().CommonPrefixLength(indent)];
        }
        for (int i = 0; i < lines.Length; i++)
            lines[i] = lines[i].Length == 0 ? "" : lines[i][margin!.Length..];
        return TextValue.Of(string.Join('\n', lines));
    }
}
