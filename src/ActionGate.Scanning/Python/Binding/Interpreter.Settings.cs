using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>The environment, and texts in which the library finds more than data: SQL, configurations, examples.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The texts of functions and classes that hold examples.</summary>
    private readonly List<string> _documentation = [];

    /// <summary>The code sets what <c>~</c> stands for.</summary>
    internal bool IsHomeMoved => _isAnySet || _environment.ContainsKey("HOME");

    /// <summary>A variable was set whose name is not known.</summary>
    private bool _isAnySet;

    /// <summary>The environment as an argument is the whole of it, read.</summary>
    private CallArguments WithoutEnvironment(string api, CallArguments arguments)
    {
        if (api is "builtins.len" or "builtins.isinstance" or "builtins.type" or "builtins.getattr" or "builtins.setattr" or "builtins.hasattr"
            or "builtins.id" or "builtins.vars" or "builtins.dir" or "unittest.mock.patch.dict")
            return arguments;
        bool isRead = false;
        for (int i = 0; i < arguments.Positional.Count; i++)
            isRead |= IsEnvironment(arguments.Positional[i]);
        foreach (var (_, value) in arguments.Named)
            isRead |= IsEnvironment(value);
        if (!isRead)
            return arguments;
        ReadEnvironment(null);
        var named = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments.Named)
            named[name] = IsEnvironment(value) ? CopyOfEnvironment() : value;
        return new CallArguments(arguments.Positional.ConvertAll(v => IsEnvironment(v) ? CopyOfEnvironment() : v))
        {
            Named = named,
            MorePositional = arguments.MorePositional,
            MoreNamed = arguments.MoreNamed,
        };
    }

    private MappingValue CopyOfEnvironment()
    {
        var copy = new MappingValue(_condition);
        copy.AddRest(TextValue.Unknown);
        return copy;
    }

    /// <summary>A variable: what the code set it to, or anything.</summary>
    private Value EnvironmentValue(Value? name, Value? fallback)
    {
        ReadEnvironment(name);
        if (name is TextValue { IsExact: true } known && _environment.TryGetValue(known.Text, out var set))
            return fallback is not null && set.AsText().IsUnknown ? Alternatives.Join(set, fallback) : set;
        return fallback is null ? TextValue.Unknown : Alternatives.Join(TextValue.Unknown, fallback);
    }

    private void SetEnvironment(Value name, Value? value)
    {
        _findings.Add(ActionKind.EnvWrite, name is TextValue ? name.AsText() : TextValue.Unknown, "os.environ", _at);
        if (name is not TextValue { IsExact: true } known)
        {
            _environment.Clear();
            _isAnySet = true;
            return;
        }
        // Whatever speaks TLS from then on writes its keys there.
        if (known.Text == "SSLKEYLOGFILE" && value is not null)
            AddPath(ActionKind.FileWrite, value, "ssl.create_default_context");
        var now = value ?? TextValue.Unknown;
        _environment[known.Text] = _condition == 0 ? now
            : Alternatives.Join(_environment.TryGetValue(known.Text, out var old) ? old : TextValue.Unknown, now);
    }

    /// <summary><c>os.path.expandvars</c>: each variable is read, and leaves a hole.</summary>
    private Value ExpandVariables(Value? given, string api)
    {
        if (given is not TextValue and not TypedValue { Content: not null })
            return TextValue.Unknown;
        string text = given.AsText().Text;
        var result = default(TextValue.Builder);
        for (int i = 0; i < text.Length; i++)
        {
            int end = i + 1;
            if (text[i] == '$' && end < text.Length && text[end] == '{' && text.IndexOf('}', end) is > 0 and var close)
            {
                _findings.Add(ActionKind.EnvRead, TextValue.Of(text[(end + 1)..close]), api, _at);
                result.Add("\0");
                i = close;
                continue;
            }
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
            if (text[i] == '$' && end > i + 1)
            {
                _findings.Add(ActionKind.EnvRead, TextValue.Of(text[(i + 1)..end]), api, _at);
                result.Add("\0");
                i = end - 1;
                continue;
            }
            result.Add(text.AsSpan(i, 1));
        }
        return result.Build();
    }

    private void PatchMapping(CallArguments arguments, string api)
    {
        var target = arguments.At(0);
        if (!IsEnvironment(target ?? UnknownValue.Instance) && target is not TextValue { Text: "os.environ" })
        {
            ImportTarget(target, api);
            Escape(arguments, api);
            return;
        }
        if (arguments.At(1) is { } values)
        {
            foreach (var key in ElementsOf(values, out _))
                SetEnvironment(key is SequenceValue { Items.Count: > 0 } pair ? pair.Items[0] : key, null);
        }
        foreach (var (name, _) in arguments.Named)
        {
            if (name is not ("values" or "clear"))
                SetEnvironment(TextValue.Of(name), null);
        }
    }

    /// <summary><c>logging.config.dictConfig</c> makes what its entries name: handlers of the library, or anything else.</summary>
    private void Configure(Value configuration, string api, int depth)
    {
        switch (configuration)
        {
            case MappingValue { Rest: null } mapping when depth < 8:
                var type = mapping.Get(TextValue.Of("class"));
                var named = new Dictionary<string, Value>(StringComparer.Ordinal);
                foreach (var (text, key) in mapping.Keys)
                {
                    var given = mapping.Entries[text];
                    named[key.AsText().Text] = given is TextValue { IsExact: true } && given.AsText().Text.StartsWith("ext://", StringComparison.Ordinal) ? ResolveName(given, api) : given;
                }
                if (mapping.Get(TextValue.Of("()")) is { } factory)
                    Invoke(factory is TextValue ? ResolveName(factory, api) : factory, new CallArguments([]) { Named = named });
                if (type is TextValue { IsExact: true } known)
                    Invoke(ResolveName(known, api), new CallArguments([]) { Named = named });
                else if (type is TextValue)
                {
                    _findings.AddUnknownCode(api, _at);
                }
                foreach (var (_, value) in mapping.Entries)
                    Configure(value, api, depth + 1);
                break;
            case MappingValue or UnknownValue or LostValue:
                _findings.AddUnknownCode(api, _at);
                break;
        }
    }

    /// <summary>Files and libraries that a statement of SQLite names.</summary>
    private void AddSql(Value? sql, Value? parameters, string api)
    {
        if (sql is Alternatives several)
        {
            foreach (var one in several.Values)
                AddSql(one, parameters, api);
            return;
        }
        if (sql is not TextValue { Text: var text })
            return;
        if (FindWord(text, "load_extension") is >= 0 and var library)
        {
            _findings.Add(ActionKind.DynamicCode, LiteralBehind(text, library) ?? TextValue.Unknown, api, _at);
            _findings.Hide("a native library does what it does");
        }
        for (int at = FindWord(text, "attach"); at >= 0; at = FindWord(text, "attach", at + 6))
        {
            if (at >= 2 && text.AsSpan(at - 2, 2).Equals("de", StringComparison.OrdinalIgnoreCase))
                continue;
            Value? file = LiteralBehind(text, at);
            if (file is null && parameters is not null)
                file = parameters is SequenceValue { Items.Count: > 0 } row ? row.Items[0] : parameters is MappingValue map ? map.AnyValue : null;
            AddDatabase(file ?? TextValue.Unknown, api);
        }
        if (FindWord(text, "vacuum") is >= 0 and var vacuum && FindWord(text, "into", vacuum) is >= 0 and var into)
            AddPath(ActionKind.FileWrite, LiteralBehind(text, into) ?? TextValue.Unknown, api);
    }

    private static int FindWord(string text, string word, int from = 0) => text.IndexOf(word, Math.Min(from, text.Length), StringComparison.OrdinalIgnoreCase);

    /// <summary>The next quoted text, where nothing but words stands before it.</summary>
    private static TextValue? LiteralBehind(string text, int from)
    {
        int start = text.AsSpan(from).IndexOfAny('\'', '"');
        if (start < 0 || text.AsSpan(from, start).ContainsAny(';', '?', ':'))
            return null;
        int end = text.IndexOf(text[from + start], from + start + 1);
        return end < 0 ? null : TextValue.Of(text[(from + start + 1)..end]);
    }

    private void AddDatabaseFile(Value? file, Value? flag, string api)
    {
        // It keeps its own three files.
        if (api.StartsWith("dbm.dumb.", StringComparison.Ordinal) && PathsOf(file) is { } place)
            file = new SequenceValue(SequenceKind.Tuple, [.. Array.ConvertAll([".dat", ".dir", ".bak"], ending => TextValue.Concat(place, TextValue.Of(ending)))], true, _condition);
        string letters = flag is TextValue { IsExact: true, Text.Length: > 0 } known ? known.Text : "c";
        if (letters[0] != 'n')
            AddPath(ActionKind.FileRead, file, api);
        if (letters[0] != 'r')
            AddPath(ActionKind.FileWrite, file, api);
    }

    private static TextValue AuthorityOf(string api, Value? host, Value? port)
    {
        var text = TextValue.Concat(TextValue.Of(api.Contains("HTTPS", StringComparison.Ordinal) ? "https://" : "http://"), host is TextValue ? host.AsText() : TextValue.Unknown);
        return port is null or NoneValue ? text : TextValue.Concat(TextValue.Concat(text, TextValue.Of(":")), PortOf(port));
    }

    private void AddRequest(Value? connection, Value? url, string api)
    {
        var path = url is TextValue ? url.AsText() : TextValue.Unknown;
        if (path.Text.Contains("://", StringComparison.Ordinal))
            _findings.Add(ActionKind.Network, path, api, _at);
        else if (connection is TypedValue { Content: { } authority })
            _findings.Add(ActionKind.Network, TextValue.Concat(authority, path), api, _at);
    }

    /// <summary>The examples in the texts of the code, which <c>doctest</c> runs.</summary>
    private void RunDocumentation(string api)
    {
        foreach (string name in (ReadOnlySpan<string>)["__test__", "__doc__"])
        {
            if (_module.Names.TryGetValue(name, out var given))
                Document(given, api, 0);
        }
        if (_nestedCode >= MaxNestedCode || _documentation.Count == 0)
            return;
        var texts = _documentation.ToArray();
        _documentation.Clear();
        foreach (string text in texts)
        {
            var code = new System.Text.StringBuilder();
            foreach (string line in text.Split('\n'))
            {
                string plain = line.TrimStart();
                if (plain.StartsWith(">>> ", StringComparison.Ordinal) || plain.StartsWith("... ", StringComparison.Ordinal))
                    code.Append(plain.AsSpan(4)).Append('\n');
                else if (plain is "..." or ">>>")
                    code.Append('\n');
            }
            if (PythonParser.Parse(code.ToString(), 200, isMangled: true).Body is not { } module)
            {
                _findings.AddUnknownCode(api, _at);
                continue;
            }
            int? place = _findings.FixedPlace;
            _findings.FixedPlace = place ?? _at;
            _nestedCode++;
            RunBlock(module.Body);
            _nestedCode--;
            _findings.FixedPlace = place;
        }
    }

    /// <summary>Examples that do not stand in the text as documentation.</summary>
    private void Document(Value given, string api, int depth)
    {
        switch (given)
        {
            case TextValue { IsExact: true } text when text.Text.Contains(">>>", StringComparison.Ordinal):
                _documentation.Add(text.Text);
                break;
            case TextValue { IsExact: true } or ClassValue or FunctionValue or NoneValue or ApiValue { IsCapability: false }:
                break;
            case Alternatives several when depth < 4:
                foreach (var one in several.Values)
                    Document(one, api, depth + 1);
                break;
            case MappingValue { Rest: null } mapping when depth < 4:
                foreach (var (_, one) in mapping.Entries)
                    Document(one, api, depth + 1);
                break;
            default:
                _findings.AddUnknownCode(api, _at);
                break;
        }
    }

    private void CollectDocumentation(PythonStatement[] body, int depth)
    {
        if (body is [Expr { Value: Constant { Value: ConstantKind.String } text }, ..] && text.Text.Contains(">>>", StringComparison.Ordinal))
            _documentation.Add(text.Text);
        foreach (var statement in body)
        {
            if (depth < 4 && statement is FunctionDef function)
                CollectDocumentation(function.Body, depth + 1);
            else if (depth < 4 && statement is AsyncFunctionDef later)
                CollectDocumentation(later.Body, depth + 1);
            else if (depth < 4 && statement is ClassDef type)
                CollectDocumentation(type.Body, depth + 1);
        }
    }
}
