using System.IO.Compression;
using System.Text;
using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Library functions that only compute.</summary>
internal static class LibraryFolding
{
    private const int MaxUnpacked = 1 << 16;

    /// <summary>Stands in bytes for a byte of zero, whose character means a hole. Its lower half is that byte.</summary>
    internal const char Zero = '\u0100';

    /// <returns><see langword="null"/> where the result is not known.</returns>
    internal static Value? Fold(string api, CallArguments arguments, Interpreter interpreter)
    {
        if (!IsUsual(api, arguments))
            return api == "pathlib.Path" ? new TypedValue(api, TextValue.Unknown) : null;
        var first = arguments.At(0);
        var text = TextOf(first);
        switch (api)
        {
            case "os.path.join":
                return PathFolding.JoinAll(arguments.Positional, arguments.MorePositional is null, isPure: false);
            case "pathlib.Path":
                return new TypedValue("pathlib.Path", PathFolding.JoinAll(arguments.Positional, arguments.MorePositional is null, isPure: true));
            case "os.path.expanduser" when interpreter.IsHomeMoved && (text is null || text.Text.StartsWith('~')):
                return TextValue.Unknown;
            case "os.path.expanduser" when text is not { IsExact: true } && text?.Text is ['~', TextValue.Hole, ..]:
                return TextValue.Unknown;
            case "os.fsencode" or "os.fsdecode":
                return text is not null && Ascii.IsValid(text.Text) ? TextValue.Of(text.Text, isBytes: api == "os.fsencode") : TextValue.Unknown;
            case "os.path.expanduser" or "os.fspath":
                return text ?? TextValue.Unknown;
            case "os.path.abspath" or "os.path.realpath":
                return text is null ? TextValue.Unknown : PathFolding.Normal(text);
            case "os.path.relpath":
                return PathFolding.Relative(text, arguments.At(1, "start"));
            case "os.path.expandvars":
                return text is null || text.Text.Contains('$', StringComparison.Ordinal) ? TextValue.Unknown : text;
            case "os.path.normpath":
                return text is null ? TextValue.Unknown : PathFolding.Normal(text);
            case "os.path.dirname":
                return text is null ? TextValue.Unknown : PathFolding.Folder(text);
            case "os.path.basename":
                return text is null ? TextValue.Unknown : PathFolding.Last(text);
            case "os.path.split":
                return text is null ? null : Pair(PathFolding.Folder(text), PathFolding.Last(text));
            case "os.path.splitext":
                var (root, ending) = PathFolding.SplitEnding(text ?? TextValue.Unknown);
                return Pair(root, ending);
            case "os.getcwd" or "os.getcwdb":
                return PathFolding.Here;
            case "builtins.str":
                first = arguments.At(0, "object");
                if (first is TextValue { IsBytes: true } bytes && (arguments.Positional.Count > 1 || arguments.Named.Count > 0))
                    return bytes.IsExact && arguments.At(1, "encoding") is TextValue { IsExact: true } encoding ? TextMethods.Decoded(bytes, encoding.Text) : TextValue.Unknown;
                return first is null ? TextValue.Of("") : TextFormat.Shown(first);
            case "builtins.format":
                return TextFolding.Format(first ?? UnknownValue.Instance, -1, arguments.At(1)?.AsText());
            case "builtins.int":
                return Integer(first, text, arguments.At(1, "base"));
            case "builtins.len":
                return first is SequenceValue { IsExact: true, Kind: not SequenceKind.Set } sequence ? new IntegerValue(sequence.Items.Count)
                    : text is { IsExact: true, IsWide: false } ? new IntegerValue(text.Text.Length) : null;
            case "builtins.chr":
                return first is IntegerValue { Value: > 0 and < 0x110000 and not (>= 0xD800 and < 0xE000) } code
                    ? TextValue.Of(char.ConvertFromUtf32((int)code.Value)) : TextValue.Unknown;
            case "builtins.ord":
                return text is { IsExact: true, Text.Length: 1 } ? new IntegerValue(text.IsBytes ? (byte)text.Text[0] : text.Text[0]) : null;
            case "builtins.range":
                return Range(arguments);
            case "builtins.bytes" or "builtins.bytearray":
                return Bytes(first, arguments, interpreter);
            case "base64.b64decode" or "base64.urlsafe_b64decode":
                return FromBase64(text, api);
            case "base64.b64encode":
                return text is { IsExact: true } && AsBytes(text) is { } raw ? TextValue.Of(Convert.ToBase64String(raw), isBytes: true) : TextValue.UnknownBytes;
            case "builtins.bytes.fromhex" or "base64.b16decode" or "binascii.unhexlify" or "binascii.a2b_hex":
                return FromHex(text);
            case "base64.b32decode":
                return FromBase32(text);
            case "zlib.decompress":
                return Unpack(text);
            case "codecs.decode":
                return Decode(text, arguments.At(1, "encoding"));
            case "codecs.encode":
                return Encode(text, arguments.At(1, "encoding"));
            case "urllib.parse.unquote" or "urllib.parse.unquote_plus" or "urllib.request.url2pathname" or "urllib.url2pathname":
                return WordFolding.Unquote(text, isPlus: api.EndsWith("plus", StringComparison.Ordinal));
            case "urllib.parse.quote" or "urllib.parse.quote_plus" or "urllib.request.pathname2url" or "urllib.pathname2url":
                bool isPlus = api.EndsWith("plus", StringComparison.Ordinal);
                var safe = arguments.At(1, "safe");
                return safe is null or TextValue { IsExact: true } ? WordFolding.Escape(first, safe?.AsText().Text ?? (isPlus ? "" : "/"), isPlus) : TextValue.Unknown;
            case "urllib.parse.urlencode":
                return arguments.Positional.Count == 1 && arguments.Named.Count == 0 ? WordFolding.UrlEncode(first, interpreter) : TextValue.Unknown;
            case "urllib.parse.urlparse":
                return WordFolding.Parts(text, hasParameters: true);
            case "urllib.parse.urlsplit":
                return WordFolding.Parts(text, hasParameters: false);
            case "urllib.parse.urlunparse" or "urllib.parse.urlunsplit":
                return WordFolding.Unparsed(first);
            case "textwrap.dedent":
                return WordFolding.Dedent(text);
            case "pathlib.Path.from_uri":
                return new TypedValue("pathlib.Path", text is { IsExact: true } && text.Text.StartsWith("file://", StringComparison.Ordinal)
                    ? WordFolding.Unquote(TextValue.Of(text.Text[7..].StartsWith("localhost/", StringComparison.Ordinal) ? text.Text[16..] : text.Text[7..]), isPlus: false) : TextValue.Unknown);
            case "gzip.decompress":
                return Unpack(text, gzip: true);
            case "bz2.decompress" or "base64.b85decode":
                return TextValue.UnknownBytes;
            case "base64.encodebytes":
                return TextValue.UnknownBytes;
            case "base64.urlsafe_b64encode":
                return text is { IsExact: true } && AsBytes(text) is { } safely
                    ? TextValue.Of(Convert.ToBase64String(safely).Replace('+', '-').Replace('/', '_'), isBytes: true) : TextValue.UnknownBytes;
            case "base64.b16encode":
                return text is { IsExact: true } && AsBytes(text) is { } upper ? TextValue.Of(Convert.ToHexString(upper), isBytes: true) : TextValue.UnknownBytes;
            case "binascii.hexlify" or "binascii.b2a_hex":
                return text is { IsExact: true } && arguments.Positional.Count == 1 && AsBytes(text) is { } hexed ? TextValue.Of(Convert.ToHexStringLower(hexed), isBytes: true) : TextValue.UnknownBytes;
            case "builtins.hex" or "builtins.oct" or "builtins.bin":
                return first is IntegerValue number2 ? TextFormat.Apply(number2, api[9] switch { 'h' => "#x", 'o' => "#o", _ => "#b" }) : TextValue.Unknown;
            case "builtins.repr" or "builtins.ascii":
                return TextFormat.Repr(first);
            case "shlex.quote" or "pipes.quote":
                return text is null ? TextValue.Unknown : WordFolding.Quote(text);
            case "shlex.join":
                return WordFolding.Join(first, interpreter);
            case "shlex.split":
                return WordFolding.Split(arguments.Positional.Count == 1 && arguments.Named.Count == 0 ? text : null, 0);
            case "urllib.parse.urljoin":
                return WordFolding.JoinUrls(text, arguments.At(1) as TextValue);
            case "ast.literal_eval" when text is { IsExact: true } && long.TryParse(text.Text, out long literal):
                return new IntegerValue(literal);
            default:
                return null;
        }
    }

    /// <summary>Nothing is given but what is looked at here.</summary>
    private static bool IsUsual(string api, CallArguments arguments)
    {
        if (api is "os.path.join" or "pathlib.Path")
            return arguments.Named.Count == 0 && arguments.MoreNamed is null;
        var (places, names) = api switch
        {
            "builtins.str" or "builtins.bytes" or "builtins.bytearray" => (3, new[] { "object", "encoding", "errors" }),
            "builtins.int" => (2, ["base"]),
            "builtins.format" => (2, []),
            "builtins.range" => (3, []),
            "os.path.relpath" => (2, ["start"]),
            "os.path.realpath" => (1, ["strict"]),
            "base64.b64decode" => (1, ["validate"]),
            "codecs.decode" or "codecs.encode" => (3, ["encoding", "errors"]),
            "urllib.parse.quote" or "urllib.parse.quote_plus" => (2, ["safe"]),
            "urllib.parse.urljoin" => (2, []),
            _ => (1, Array.Empty<string>()),
        };
        return arguments.Positional.Count <= places && arguments.MorePositional is null && arguments.MoreNamed is null && arguments.Named.Keys.All(names.Contains);
    }

    internal static byte[]? AsBytes(TextValue text)
    {
        byte[] bytes = new byte[text.Text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (text.Text[i] > Zero)
                return null;
            bytes[i] = (byte)text.Text[i];
        }
        return bytes;
    }

    /// <summary><c>int.to_bytes</c></summary>
    internal static TextValue ToBytes(IntegerValue number, CallArguments arguments)
    {
        var order = arguments.At(1, "byteorder");
        var length = arguments.At(0, "length");
        if (number.Value < 0 || length is not (null or IntegerValue { Value: > 0 and <= 8 }) || order is not (null or TextValue { IsExact: true }))
            return TextValue.UnknownBytes;
        byte[] bytes = new byte[length is IntegerValue given ? given.Value : 1];
        long rest = number.Value;
        for (int i = bytes.Length - 1; i >= 0; i--, rest >>= 8)
            bytes[i] = (byte)rest;
        if (order is TextValue { Text: "little" })
            Array.Reverse(bytes);
        return rest == 0 ? OfBytes(bytes) : TextValue.UnknownBytes;
    }

    internal static TextValue OfBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte one in bytes)
            text.Append(one == 0 ? Zero : (char)one);
        return TextValue.Of(text.ToString(), isBytes: true);
    }

    private static IntegerValue? Integer(Value? given, TextValue? text, Value? radix)
    {
        if (given is IntegerValue integer)
            return integer;
        if (text is not { IsExact: true })
            return null;
        string digits = text.Text.Trim().Replace("_", "", StringComparison.Ordinal);
        if (radix is null)
            return long.TryParse(digits, out long number) ? new IntegerValue(number) : null;
        if (radix is not IntegerValue { Value: 2 or 8 or 16 } by)
            return null;
        if (digits.Length > 2 && digits[0] == '0' && char.ToLowerInvariant(digits[1]) == (by.Value switch { 2 => 'b', 8 => 'o', _ => 'x' }))
            digits = digits[2..];
        long value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= by.Value || value > long.MaxValue / 32)
                return null;
            value = (value * by.Value) + digit;
        }
        return digits.Length == 0 ? null : new IntegerValue(value);
    }

    private static TextValue? TextOf(Value? value) => value is TextValue or TypedValue { Type: "pathlib.Path", Content: not null } or Alternatives ? value.AsText() : null;

    private static SequenceValue Pair(Value left, Value right) => new(SequenceKind.Tuple, [left, right], true, 0);

    private static Value Range(CallArguments arguments)
    {
        long from = 0, step = 1;
        if (arguments.At(0) is not IntegerValue first || (arguments.At(1) is { } second && second is not IntegerValue) || (arguments.At(2) is { } third && third is not IntegerValue))
            return new SequenceValue(SequenceKind.List, [UnknownValue.Instance], false, 0);
        long to = first.Value;
        if (arguments.At(1) is IntegerValue end)
            (from, to) = (first.Value, end.Value);
        if (arguments.At(2) is IntegerValue by)
            step = by.Value;
        // What is near the ends of 64 bits would run over them.
        if (Int128.Max(Int128.Abs(from), Int128.Max(Int128.Abs(to), Int128.Abs(step))) > long.MaxValue / 4)
            return new SequenceValue(SequenceKind.List, [UnknownValue.Instance], false, 0);
        var items = new List<Value>();
        for (long i = from; step != 0 && (step > 0 ? i < to : i > to); i += step)
        {
            items.Add(new IntegerValue(i));
            if (items.Count > 64)
                return new SequenceValue(SequenceKind.List, [UnknownValue.Instance], false, 0);
        }
        return new SequenceValue(SequenceKind.List, items, true, 0);
    }

    private static TextValue Bytes(Value? value, CallArguments arguments, Interpreter interpreter)
    {
        switch (value)
        {
            case null:
                return TextValue.Of("", isBytes: true);
            case TextValue { IsExact: true, IsBytes: true } when arguments.Positional.Count == 1:
            case TextValue { IsExact: true } text when Ascii.IsValid(text.Text) && arguments.At(1, "encoding") is TextValue { IsExact: true, Text: "utf-8" or "utf8" or "ascii" or "latin-1" or "latin1" }:
                return TextValue.Of(value.AsText().Text, isBytes: true);
            case SequenceValue sequence:
                var bytes = new StringBuilder();
                foreach (var item in interpreter.ElementsOf(sequence, out bool isExact))
                {
                    if (!isExact || item is not IntegerValue { Value: >= 0 and < 256 } one)
                        return TextValue.UnknownBytes;
                    bytes.Append(one.Value == 0 ? Zero : (char)one.Value);
                }
                return TextValue.Of(bytes.ToString(), isBytes: true);
            default:
                return arguments.Positional.Count == 0 ? TextValue.Of("", isBytes: true) : TextValue.UnknownBytes;
        }
    }

    private static TextValue FromBase64(TextValue? text, string api)
    {
        if (text is not { IsExact: true })
            return TextValue.UnknownBytes;
        string code = text.Text.Replace("\n", "", StringComparison.Ordinal);
        if (api.Contains("urlsafe", StringComparison.Ordinal))
            code = code.Replace('-', '+').Replace('_', '/');
        byte[] bytes = new byte[(code.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(code, bytes, out int length) ? OfBytes(bytes.AsSpan(0, length)) : TextValue.UnknownBytes;
    }

    internal static TextValue FromHex(TextValue? text)
    {
        if (text is not { IsExact: true })
            return TextValue.UnknownBytes;
        string digits = text.Text.Replace(" ", "", StringComparison.Ordinal);
        byte[] bytes = new byte[(digits.Length / 2) + 1];
        return Convert.FromHexString(digits, bytes, out _, out int length) == System.Buffers.OperationStatus.Done
            ? OfBytes(bytes.AsSpan(0, length)) : TextValue.UnknownBytes;
    }

    private static TextValue FromBase32(TextValue? text)
    {
        if (text is not { IsExact: true })
            return TextValue.UnknownBytes;
        var bytes = new List<byte>();
        int bits = 0, held = 0;
        foreach (char c in text.Text.TrimEnd('='))
        {
            int value = c is >= 'A' and <= 'Z' ? c - 'A' : c is >= '2' and <= '7' ? c - '2' + 26 : -1;
            if (value < 0)
                return TextValue.UnknownBytes;
            held = ((held << 5) | value) & 0xFFF;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(held >> bits));
            }
        }
        return OfBytes([.. bytes]);
    }

    private static TextValue Unpack(TextValue? text, bool gzip = false)
    {
        if (text is not { IsExact: true } || AsBytes(text) is not { } packed)
            return TextValue.UnknownBytes;
        try
        {
            using Stream stream = gzip ? new GZipStream(new MemoryStream(packed), CompressionMode.Decompress) : new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            byte[] bytes = new byte[MaxUnpacked];
            int length = stream.ReadAtLeast(bytes, MaxUnpacked, throwOnEndOfStream: false);
            return length < MaxUnpacked ? OfBytes(bytes.AsSpan(0, length)) : TextValue.UnknownBytes;
        }
        catch (InvalidDataException)
        {
            return TextValue.UnknownBytes;
        }
    }

    private static TextValue Turned(string text) => TextValue.Of(string.Create(text.Length, text, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            char c = source[i];
            span[i] = c is >= 'a' and <= 'z' ? (char)('a' + ((c - 'a' + 13) % 26)) : c is >= 'A' and <= 'Z' ? (char)('A' + ((c - 'A' + 13) % 26)) : c;
        }
    }));

    private static TextValue Encode(TextValue? text, Value? encoding)
    {
        if (text is not { IsExact: true } || encoding is not TextValue { IsExact: true } named)
            return TextValue.Unknown;
        return named.Text.Replace('-', '_') switch
        {
            "rot13" or "rot_13" => Turned(text.Text),
            "hex" or "hex_codec" when AsBytes(text) is { } raw => TextValue.Of(Convert.ToHexStringLower(raw), isBytes: true),
            "utf8" or "utf_8" or "ascii" or "latin1" or "latin_1" when Ascii.IsValid(text.Text) => TextValue.Of(text.Text, isBytes: true),
            _ => TextValue.Unknown,
        };
    }

    private static TextValue Decode(TextValue? text, Value? encoding)
    {
        if (text is not { IsExact: true } || encoding is not TextValue { IsExact: true } named)
            return TextValue.Unknown;
        switch (named.Text.Replace('-', '_'))
        {
            case "rot13" or "rot_13":
                return Turned(text.Text);
            case "hex" or "hex_codec":
                return FromHex(text);
            case "base64" or "base64_codec":
                return FromBase64(text, "");
            case "utf8" or "utf_8" or "ascii" or "latin1" or "latin_1" when Ascii.IsValid(text.Text):
                return TextValue.Of(text.Text);
            case "unicode_escape" or "unicodeescape" when Ascii.IsValid(text.Text) && !text.Text.Contains('"', StringComparison.Ordinal) && PythonParser.ParseExpression("\"" + text.Text + "\"", 50).Body?.Body is [Expr { Value: Constant { Value: ConstantKind.String } unescaped }]:
                return TextValue.Of(unescaped.Text);
            case "zlib" or "zip" or "zlib_codec":
                return Unpack(text);
            case "utf8" or "utf_8" or "latin1" or "latin_1" or "utf_16_le" when text.IsBytes:
                return TextMethods.Decoded(text, named.Text);
            default:
                return TextValue.Unknown;
        }
    }
}
