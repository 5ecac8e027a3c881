using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Bytes that are changed in place. Whoever gets them and does not only read may write into them from then on.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Modules of functions that read the bytes that they get, and keep nothing of them.</summary>
    private static readonly HashSet<string> ReadersOfBytes = new(StringComparer.Ordinal)
    {
        "base64", "binascii", "zlib", "gzip", "bz2", "lzma", "codecs", "hashlib", "hmac", "json", "marshal", "pickle", "urllib", "quopri", "requests", "httpx",
    };

    /// <summary>Functions, and methods of any object, that do so.</summary>
    private static readonly HashSet<string> ReadingCalls = new(StringComparer.Ordinal)
    {
        "builtins.bytes", "builtins.len", "builtins.int", "builtins.print", "builtins.sum", "builtins.min", "builtins.max", "builtins.any",
        "builtins.all", "builtins.exec", "builtins.eval", "builtins.compile", "builtins.hash", "builtins.bool", "builtins.sorted", "builtins.list", "builtins.tuple",
        "builtins.set", "builtins.range", "struct.unpack", "struct.unpack_from", "os.write", "os.fsdecode", "builtins.int.from_bytes", "int.from_bytes",
        "write", "send", "sendall", "sendto", "update", "from_bytes", "decrypt", "encrypt", "decode", "unpack",
    };

    private readonly HashSet<int> _lostBuffers = [];

    private bool _hasBuffers;

    private BufferValue NewBuffer(TextValue content)
    {
        _hasBuffers = true;
        return new BufferValue(content, _condition, _at);
    }

    private BufferValue MakeBuffer(CallArguments arguments)
    {
        var given = new CallArguments(arguments.Positional.ConvertAll(BytesIn)) { Named = arguments.Named, MorePositional = arguments.MorePositional, MoreNamed = arguments.MoreNamed };
        return NewBuffer(LibraryFolding.Fold("builtins.bytes", given, this) as TextValue ?? TextValue.UnknownBytes);
    }

    /// <summary>The bytes that are in it now.</summary>
    private Value BytesIn(Value value)
    {
        if (value is not BufferValue buffer)
            return value;
        buffer.IsUsedEarly |= !_isLate;
        return buffer.Content;
    }

    /// <summary>What a function of the library gets of bytes that can change.</summary>
    private CallArguments WithoutBuffers(string api, CallArguments arguments)
    {
        if (!_hasBuffers || api is "builtins.getattr" or "builtins.hasattr" or "builtins.isinstance" or "builtins.type" or "builtins.id" or "builtins.callable" or "builtins.bytearray"
            or "builtins.repr" or "builtins.ascii" or "builtins.format")
            return arguments;
        bool isReader = ReadingCalls.Contains(api) || ReadersOfBytes.Contains(TopOf(api)) || ReadingCalls.Contains(api[(api.LastIndexOf('.') + 1)..])
            || (api == "builtins.str" && (arguments.Positional.Count > 1 || arguments.Named.Count > 0));
        if (isReader && !api.EndsWith("into", StringComparison.Ordinal))
        {
            var named = new Dictionary<string, Value>(StringComparer.Ordinal);
            foreach (var (name, value) in arguments.Named)
                named[name] = BytesIn(value);
            return new CallArguments(arguments.Positional.ConvertAll(BytesIn)) { Named = named, MorePositional = arguments.MorePositional, MoreNamed = arguments.MoreNamed };
        }
        foreach (var value in arguments.Positional)
            ForgetBuffers(value, 0);
        foreach (var (_, value) in arguments.Named)
            ForgetBuffers(value, 0);
        if (arguments.MorePositional is { } more)
            ForgetBuffers(more, 0);
        if (arguments.MoreNamed is { } others)
            ForgetBuffers(others, 0);
        return arguments;
    }

    /// <summary>Somebody may write into the bytes in a value.</summary>
    private void ForgetBuffers(Value value, int depth)
    {
        if (!_hasBuffers || depth > 6 || --_steps <= 0)
            return;
        switch (value)
        {
            case BufferValue buffer:
                Change(buffer, null);
                break;
            case Alternatives several:
                foreach (var one in several.Values)
                    ForgetBuffers(one, depth + 1);
                break;
            case SequenceValue sequence:
                foreach (var one in sequence.Items)
                    ForgetBuffers(one, depth + 1);
                break;
            case MappingValue mapping:
                foreach (var (_, one) in mapping.Entries)
                    ForgetBuffers(one, depth + 1);
                if (mapping.Rest is { } rest)
                    ForgetBuffers(rest, depth + 1);
                break;
            case InstanceValue instance:
                foreach (var (_, one) in instance.Members)
                    ForgetBuffers(one, depth + 1);
                break;
            case PartialValue applied:
                foreach (var one in applied.Arguments.Positional)
                    ForgetBuffers(one, depth + 1);
                break;
            case MethodValue { Receiver: BufferValue own }:
                ForgetBuffers(own, depth + 1);
                break;
        }
    }

    /// <param name="buffer">The bytes.</param>
    /// <param name="content">What is in them from now on; <see langword="null"/>: nobody knows, now or later.</param>
    private void Change(BufferValue buffer, TextValue? content)
    {
        // A thread or a function that something else calls may have been at it before.
        if (_isLate && buffer.IsUsedEarly)
            Alter("builtins", "bytearray", Extent.All);
        // Other blocks of a loop, and calls that are under way, may have read what was there.
        if (!buffer.IsLost && (content is null || buffer.Condition != _condition))
        {
            // Once for those of a place: one that a loop makes anew each time would keep it going.
            if (!buffer.Content.IsUnknown && _lostBuffers.Add(buffer.At))
                _changes++;
            buffer.Lose();
        }
        else if (content is not null && !buffer.IsLost)
        {
            buffer.Content = content;
        }
    }

    private Value InvokeBuffer(BufferValue buffer, string name, CallArguments arguments)
    {
        var content = (TextValue)BytesIn(buffer);
        switch (name)
        {
            case "append" or "extend" or "__iadd__":
                Change(buffer, arguments.Positional.Count == 1 ? Added(content, name == "append", BytesIn(arguments.Positional[0])) : null);
                return name == "__iadd__" ? buffer : NoneValue.Instance;
            case "reverse" when content.IsExact:
                char[] letters = content.Text.ToCharArray();
                Array.Reverse(letters);
                Change(buffer, TextValue.Of(new string(letters), isBytes: true));
                return NoneValue.Instance;
            case "clear":
                Change(buffer, TextValue.Of("", isBytes: true));
                return NoneValue.Instance;
            case "__setitem__" when arguments.Positional.Count == 2:
                SetByte(buffer, arguments.Positional[0], arguments.Positional[1]);
                return NoneValue.Instance;
            case "insert" or "pop" or "remove" or "reverse" or "__setitem__" or "__delitem__" or "__imul__" or "resize" or "take_bytes" or "__init__" or "__buffer__" or "__setstate__":
                Change(buffer, null);
                return name is "take_bytes" or "__imul__" ? TextValue.UnknownBytes : UnknownValue.Instance;
            case "__getitem__":
                return GetItem(buffer, arguments.At(0) ?? UnknownValue.Instance);
            default:
                return Buffered(InvokeText(content, name, new CallArguments(arguments.Positional.ConvertAll(BytesIn)) { Named = arguments.Named, MorePositional = arguments.MorePositional }));
        }
    }

    /// <summary>What a method of such bytes gives back are such bytes again.</summary>
    private Value Buffered(Value made)
    {
        switch (made)
        {
            case TextValue { IsBytes: true } bytes:
                return NewBuffer(bytes);
            case SequenceValue parts:
                return new SequenceValue(parts.Kind, parts.Items.ConvertAll(Buffered), parts.IsExact, _condition);
            default:
                return made;
        }
    }

    private TextValue? Added(TextValue content, bool isOne, Value more)
    {
        if (isOne)
            return ByteOf(more) is { } one ? TextValue.Concat(content, TextValue.Of(one.ToString(), isBytes: true)) : TextValue.Concat(content, TextValue.UnknownBytes);
        if (more is TextValue { IsBytes: true } text)
            return TextValue.Concat(content, text);
        var made = LibraryFolding.Fold("builtins.bytes", new CallArguments([more]), this) as TextValue;
        return more is SequenceValue && made is not null ? TextValue.Concat(content, made) : TextValue.Concat(content, TextValue.UnknownBytes);
    }

    private static char? ByteOf(Value value) => value is IntegerValue { Value: >= 0 and < 256 } number ? number.Value == 0 ? LibraryFolding.Zero : (char)number.Value : null;

    private void SetByte(BufferValue buffer, Value key, Value value)
    {
        var content = buffer.Content;
        if (!content.IsExact || key is not IntegerValue index || ByteOf(value) is not { } one)
        {
            Change(buffer, null);
            return;
        }
        long at = index.Value < 0 ? content.Text.Length + index.Value : index.Value;
        if (at >= 0 && at < content.Text.Length)
            Change(buffer, TextValue.Of(string.Concat(content.Text.AsSpan(0, (int)at), [one], content.Text.AsSpan((int)at + 1)), isBytes: true));
    }
}
