using System.Text;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Methods of texts and bytes.</summary>
internal static class TextMethods
{
    private static readonly char[] BlankBytes = [' ', '\t', '\n', '\r', '\v', '\f'];

    private static readonly char[] Blanks =
    [
        ' ', '\t', '\n', '\r', '\v', '\f', '\u001c', '\u001d', '\u001e', '\u001f', '\u0085', '\u00a0', '\u1680', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005',
        '\u2006', '\u2007', '\u2008', '\u2009', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000',
    ];

    internal static Value Call(TextValue text, string name, CallArguments arguments, int condition)
    {
        var first = arguments.At(0) as TextValue;
        bool hasNames = arguments.Named.Count > 0 || arguments.MoreNamed is not null;
        bool isKnown = text.IsExact && arguments.MorePositional is null && (!hasNames || name is "split" or "rsplit" or "replace")
            && (arguments.Positional.Count == 0 || arguments.Positional[0] is TextValue { IsExact: true } or NoneValue);
        string plain = text.Text;
        bool isWide = text.IsWide || arguments.Positional.Exists(static a => a is TextValue { IsWide: true });
        if (isWide && name is "find" or "index" or "rfind" or "rindex" or "center" or "ljust" or "rjust" or "zfill" or "translate" or "maketrans" or "strip" or "lstrip" or "rstrip")
            return name is "center" or "ljust" or "rjust" or "zfill" or "translate" or "strip" or "lstrip" or "rstrip" ? TextValue.Unknown : UnknownValue.Instance;
        switch (name)
        {
            // One letter may become two ('ß', 'İ'), or another one at the end of a word ('Σ').
            case "lower" or "casefold" or "upper" or "swapcase" or "title" or "capitalize" when HasCaseBeyondAscii(plain):
                return text.IsBytes ? TextValue.UnknownBytes : TextValue.Unknown;
            case "lower" or "casefold":
                return TextValue.Of(plain.ToLowerInvariant(), text.IsBytes);
            case "upper":
                return TextValue.Of(plain.ToUpperInvariant(), text.IsBytes);
            case "swapcase" when text.IsExact:
                return TextValue.Of(Each(plain, static (c, _) => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)), text.IsBytes);
            case "title" when text.IsExact:
                return TextValue.Of(Each(plain, static (c, before) => char.IsAsciiLetter(before) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)), text.IsBytes);
            case "capitalize" when text.IsExact:
                return TextValue.Of(plain.Length == 0 ? "" : char.ToUpperInvariant(plain[0]) + plain[1..].ToLowerInvariant(), text.IsBytes);
            case "strip" or "lstrip" or "rstrip" when isKnown:
                char[] set = first is not null ? first.Text.ToCharArray() : text.IsBytes ? BlankBytes : Blanks;
                if (set.Length == 0)
                    return text;
                return TextValue.Of(name switch { "strip" => plain.Trim(set), "lstrip" => plain.TrimStart(set), _ => plain.TrimEnd(set) }, text.IsBytes);
            case "replace" when first is { IsExact: true, Text.Length: > 0 } && arguments.At(1) is TextValue by && arguments.Positional.Count == 2 && arguments.MorePositional is null && !hasNames:
                return !text.IsExact && (!by.IsExact || IsAcross(plain, first.Text)) ? TextValue.Unknown : TextValue.Of(plain.Replace(first.Text, by.Text, StringComparison.Ordinal), text.IsBytes);
            case "replace" when isKnown && first is { Text.Length: > 0 } && arguments.At(1) is TextValue { IsExact: true } by && arguments.At(2, "count") is IntegerValue count:
                return TextValue.Of(Replace(plain, first.Text, by.Text, count.Value), text.IsBytes);
            case "removeprefix" when isKnown && first is not null:
                return TextValue.Of(plain.StartsWith(first.Text, StringComparison.Ordinal) ? plain[first.Text.Length..] : plain, text.IsBytes);
            case "removesuffix" when isKnown && first is not null:
                return TextValue.Of(first.Text.Length > 0 && plain.EndsWith(first.Text, StringComparison.Ordinal) ? plain[..^first.Text.Length] : plain, text.IsBytes);
            case "encode":
                return text.IsExact && !text.IsBytes ? Encoded(plain, EncodingOf(arguments)) : TextValue.UnknownBytes;
            case "decode":
                return text.IsExact ? Decoded(text, EncodingOf(arguments)) : TextValue.Unknown;
            case "split" or "rsplit" when isKnown && text.IsExact:
                return Split(text, name, arguments.At(0, "sep"), arguments.At(1, "maxsplit"), condition);
            case "splitlines" when text.IsExact && plain.AsSpan().IndexOfAny("\v\f\u001c\u001d\u001e\u0085\u2028\u2029") < 0 && arguments.Positional.Count == 0 && arguments.MorePositional is null && !hasNames:
                var lines = plain.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
                int size = lines.Length > 0 && lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
                return Texts(lines.AsSpan(0, size), text.IsBytes, condition);
            case "split" or "rsplit" or "splitlines":
                return new SequenceValue(SequenceKind.List, [text.IsBytes ? TextValue.UnknownBytes : TextValue.Unknown], false, condition);
            case "partition" or "rpartition" when isKnown && first is { Text.Length: > 0 }:
                int at = name == "partition" ? plain.IndexOf(first.Text, StringComparison.Ordinal) : plain.LastIndexOf(first.Text, StringComparison.Ordinal);
                string[] parts = at < 0 ? name == "partition" ? [plain, "", ""] : ["", "", plain] : [plain[..at], first.Text, plain[(at + first.Text.Length)..]];
                return new SequenceValue(SequenceKind.Tuple, new List<Value>(Array.ConvertAll(parts, p => (Value)TextValue.Of(p, text.IsBytes))), true, condition);
            case "partition" or "rpartition":
                return new SequenceValue(SequenceKind.Tuple, [TextValue.Unknown, TextValue.Unknown, TextValue.Unknown], true, condition);
            case "center" or "ljust" or "rjust" or "zfill" when text.IsExact && !hasNames && arguments.At(0) is IntegerValue { Value: < 1024 } width && arguments.At(1) is null or TextValue { IsExact: true, Text.Length: 1 }:
                return TextValue.Of(Padded(plain, name, (int)Math.Max(0, width.Value), arguments.At(1) is TextValue { IsExact: true, Text.Length: 1 } fill ? fill.Text[0] : ' '), text.IsBytes);
            case "fromhex":
                return LibraryFolding.FromHex(first);
            case "hex" when text.IsExact && !hasNames && arguments.MorePositional is null && arguments.Positional.Count == 0 && LibraryFolding.AsBytes(text) is { } bytes:
                return TextValue.Of(Convert.ToHexStringLower(bytes));
            case "hex":
                return TextValue.Unknown;
            case "maketrans" when arguments.Positional.Count == 1 && arguments.At(0) is MappingValue:
                return arguments.At(0)!;
            case "maketrans" when arguments.Positional.Count >= 2 && first is { IsExact: true } && arguments.At(1) is TextValue { IsExact: true } to && to.Text.Length == first.Text.Length:
                var table = new MappingValue(condition);
                for (int i = 0; i < first.Text.Length; i++)
                    table.Set(new IntegerValue(first.Text[i]), TextValue.Of(to.Text[i].ToString()), true);
                foreach (char gone in (arguments.At(2) as TextValue)?.Text ?? "")
                    table.Set(new IntegerValue(gone), NoneValue.Instance, true);
                return table;
            case "translate" when text is { IsExact: true, IsBytes: false } && arguments.At(0) is MappingValue { IsExact: true } map:
                return Translated(plain, map);
            case "startswith" or "endswith" when isKnown && first is not null && arguments.Positional.Count == 1:
                return BoolValue.Of(name == "startswith" ? plain.StartsWith(first.Text, StringComparison.Ordinal) : plain.EndsWith(first.Text, StringComparison.Ordinal));
            case "find" or "index" when isKnown && first is not null && arguments.Positional.Count == 1:
                return new IntegerValue(plain.IndexOf(first.Text, StringComparison.Ordinal));
            case "find" or "index" when isKnown && first is not null && arguments.At(1) is IntegerValue { Value: >= 0 } start && start.Value <= plain.Length && arguments.Positional.Count == 2:
                return new IntegerValue(plain.IndexOf(first.Text, (int)start.Value, StringComparison.Ordinal));
            case "rfind" or "rindex" when isKnown && first is not null && arguments.Positional.Count == 1:
                return new IntegerValue(plain.LastIndexOf(first.Text, StringComparison.Ordinal));
            case "__add__":
                return first is null ? TextValue.Concat(text, TextValue.Unknown) : TextValue.Concat(text, first);
            case "__str__" or "__format__" when !text.IsBytes && arguments.Positional.Count == 0:
                return text;
            case "strip" or "lstrip" or "rstrip" or "title" or "capitalize" or "swapcase" or "replace" or "translate" or "expandtabs" or "center" or "ljust" or "rjust"
                or "zfill" or "removeprefix" or "removesuffix":
                return text.IsBytes ? TextValue.UnknownBytes : TextValue.Unknown;
            default:
                return UnknownValue.Instance;
        }
    }

    private static string EncodingOf(CallArguments arguments) => arguments.At(0, "encoding") switch
    {
        null => "utf-8",
        TextValue { IsExact: true } encoding => encoding.Text,
        _ => "",
    };

    /// <summary>A part that is not known may make one with its neighbours of what is looked for.</summary>
    private static bool IsAcross(string text, string part)
    {
        for (int hole = text.IndexOf(TextValue.Hole, StringComparison.Ordinal); hole >= 0; hole = text.IndexOf(TextValue.Hole, hole + 1))
        {
            for (int i = 1; i < part.Length; i++)
            {
                if (text.AsSpan(0, hole).EndsWith(part.AsSpan(0, i)) || text.AsSpan(hole + 1).StartsWith(part.AsSpan(i)))
                    return true;
            }
        }
        return false;
    }

    private static bool HasCaseBeyondAscii(string text)
    {
        foreach (char letter in text)
        {
            // Of the rest only kana, Chinese characters and Korean syllables are told apart: they have no case.
            if (letter > '\u007f' && letter is not ((>= '\u3041' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3')))
                return true;
        }
        return false;
    }

    private static string Each(string text, Func<char, char, char> change)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
            result.Append(change(text[i], i == 0 ? ' ' : text[i - 1]));
        return result.ToString();
    }

    private static string Replace(string text, string old, string by, long count)
    {
        var result = new StringBuilder();
        int at = 0;
        for (long i = 0; (count < 0 || i < count) && text.IndexOf(old, at, StringComparison.Ordinal) is >= 0 and var found && result.Length < 1 << 16; i++)
        {
            result.Append(text, at, found - at).Append(by);
            at = found + old.Length;
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string Padded(string text, string name, int width, char fill)
    {
        int missing = width - text.Length;
        if (missing <= 0)
            return text;
        switch (name)
        {
            case "zfill":
                return text.Length > 0 && text[0] is '-' or '+' ? text[0] + new string('0', missing) + text[1..] : new string('0', missing) + text;
            case "ljust":
                return text + new string(fill, missing);
            case "rjust":
                return new string(fill, missing) + text;
            default:
                // CPython puts the odd one left where the width is odd.
                int left = (missing / 2) + (missing & width & 1);
                return new string(fill, left) + text + new string(fill, missing - left);
        }
    }

    private static SequenceValue Split(TextValue text, string name, Value? separator, Value? limit, int condition)
    {
        if (separator is not (null or NoneValue or TextValue { IsExact: true, Text.Length: > 0 }) || limit is not (null or IntegerValue))
            return new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, condition);
        string plain = text.Text;
        int count = limit is IntegerValue { Value: >= 0 and < 10_000 } given ? (int)given.Value + 1 : int.MaxValue;
        string[] parts;
        if (separator is TextValue mark)
        {
            parts = name == "rsplit" ? SplitFromEnd(plain, mark.Text, count) : plain.Split(mark.Text, count);
        }
        else if (count == int.MaxValue)
        {
            parts = plain.Split(text.IsBytes ? BlankBytes : Blanks, StringSplitOptions.RemoveEmptyEntries);
        }
        else
        {
            return new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, condition);
        }
        return Texts(parts, text.IsBytes, condition);
    }

    private static string[] SplitFromEnd(string text, string mark, int count)
    {
        var parts = new List<string>();
        while (parts.Count + 1 < count && text.LastIndexOf(mark, StringComparison.Ordinal) is >= 0 and var last)
        {
            parts.Add(text[(last + mark.Length)..]);
            text = text[..last];
        }
        parts.Add(text);
        parts.Reverse();
        return [.. parts];
    }

    private static SequenceValue Texts(ReadOnlySpan<string> parts, bool isBytes, int condition)
    {
        var items = new List<Value>(parts.Length);
        foreach (string part in parts)
            items.Add(TextValue.Of(part, isBytes));
        return new SequenceValue(SequenceKind.List, items, true, condition);
    }

    private static TextValue Translated(string text, MappingValue map)
    {
        var result = default(TextValue.Builder);
        foreach (char c in text)
        {
            var to = map.Get(new IntegerValue(c)) ?? map.Get(TextValue.Of(c.ToString()));
            switch (to)
            {
                case null:
                    result.Add([c]);
                    break;
                case IntegerValue { Value: > 0 and < 0xD800 } code:
                    result.Add([(char)code.Value]);
                    break;
                case TextValue other:
                    result.Add(other);
                    break;
                case not NoneValue:
                    return TextValue.Unknown;
            }
        }
        return result.Build();
    }

    private static TextValue Encoded(string text, string encoding)
    {
        if (Ascii.IsValid(text) && IsOf(encoding, "utf8", "ascii", "latin1", "iso88591", "cp1252"))
            return TextValue.Of(text, isBytes: true);
        return IsOf(encoding, "utf8") ? LibraryFolding.OfBytes(Encoding.UTF8.GetBytes(text))
            : IsOf(encoding, "utf16le") ? LibraryFolding.OfBytes(Encoding.Unicode.GetBytes(text)) : TextValue.UnknownBytes;
    }

    internal static TextValue Decoded(TextValue bytes, string encoding)
    {
        if (Ascii.IsValid(bytes.Text) && IsOf(encoding, "utf8", "ascii", "latin1", "iso88591", "cp1252", "utf8sig"))
            return TextValue.Of(bytes.Text);
        if (IsOf(encoding, "latin1", "iso88591"))
            return TextValue.Of(bytes.Text.Replace(LibraryFolding.Zero, TextValue.Hole));
        if (LibraryFolding.AsBytes(bytes) is not { } raw)
            return TextValue.Unknown;
        // A mark at the beginning says how the rest is read, or is a character of it.
        bool isWide = IsOf(encoding, "utf16le", "utf16") && raw.Length % 2 == 0 && !(raw.Length > 1 && raw[0] >= 0xFE);
        string text = isWide ? Encoding.Unicode.GetString(raw) : Encoding.UTF8.GetString(raw);
        return (isWide || IsOf(encoding, "utf8")) && !text.Contains('\uFFFD', StringComparison.Ordinal) ? TextValue.Of(text) : TextValue.Unknown;
    }

    private static bool IsOf(string encoding, params ReadOnlySpan<string> names)
    {
        string plain = encoding.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        foreach (string name in names)
        {
            if (plain == name)
                return true;
        }
        return false;
    }
}
