using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What only some packages do: hubs of models, data sets, expressions, servers that a type carries with it.</summary>
internal sealed partial class Interpreter
{
    private const string HubCache = "~/.cache/huggingface/\0";

    /// <summary>Names of Python that a formula would not use.</summary>
    private static readonly string[] ForeignToFormulas =
        ["__", "import", "eval", "exec", "open", "getattr", "globals", "lambda", "input", "compile", "vars", "breakpoint"];

    private bool TryApplyPackage(ApiEffect effect, string api, Value? receiver, CallArguments arguments, out Value? made)
    {
        var slots = effect.Arguments;
        var first = slots.Length > 0 ? Given(slots[0], receiver, arguments) : null;
        var second = slots.Length > 1 ? Given(slots[1], receiver, arguments) : null;
        made = null;
        switch (effect.Verb)
        {
            case "proxies":
                AddProxies(first, api);
                return true;
            case "unlisted":
                CallUnlisted(api, arguments);
                return true;
            case "base":
                made = new TypedValue(api, first is TextValue known ? known : TextValue.Unknown);
                return true;
            case "join":
                AddNetwork(AtBase(first, second), null, api);
                return true;
            case "server":
                AddNetwork(first, first is TextValue server && server.Text.Contains(':', StringComparison.Ordinal) ? null : second, api);
                return true;
            case "hub":
                AddHub(first ?? TextValue.Unknown, api);
                return true;
            case "datahub":
                AddDataSet(first, second, slots.Length > 2 ? Given(slots[2], receiver, arguments) : null, api);
                return true;
            case "dataset":
                if (arguments.Keyword("download") is { Truth: not false })
                {
                    AddNetwork(second ?? TextValue.Unknown, null, api);
                    AddPath(ActionKind.FileWrite, first, api);
                }
                AddPath(ActionKind.FileRead, first, api);
                return true;
            case "weights":
                AddWeights(arguments, api);
                return true;
            case "tracking":
                AddTracking(first, api);
                return true;
            case "query":
                AddFormula(first, api, ["@", "__"]);
                return true;
            case "sympify":
                AddFormula(first, api, ForeignToFormulas);
                return true;
            case "lambdify":
                AddFormula(second, api, ForeignToFormulas);
                return true;
            case "task":
                // @task, or @task(help=...): the function gets what runs commands.
                if (arguments.At(0) is not (FunctionValue or BoundValue) and var other)
                {
                    if (other is not null)
                        EscapeAll(arguments);
                    made = new ApiValue(api, true);
                    return true;
                }
                Invoke(arguments.At(0)!, new CallArguments([new TypedValue(slots[0].Default!)]) { MorePositional = UnknownValue.Foreign });
                made = arguments.At(0);
                return true;
            case "jinja":
                AddFormula(first, api, ["__"]);
                if (api.EndsWith("Template", StringComparison.Ordinal) || api.EndsWith("from_string", StringComparison.Ordinal))
                    made = new TypedValue("jinja2.Template", first as TextValue ?? TextValue.Unknown);
                return true;
            case "fill":
                Fill(slots.Length > 0 ? first : (receiver as TypedValue)?.Content, arguments, api);
                return true;
            case "hint":
                RunHints(first ?? UnknownValue.Instance);
                return true;
            case "filesql":
                AddFilesOfQuery(first, api);
                return true;
            case "container":
                if (first is null or NoneValue)
                    _findings.AddUnknownCode(api, _at);
                else
                    RunShell(first, api);
                return true;
            case "pexpect":
                RunShell(second is SequenceValue { Items.Count: > 0 } rest ? Words(first, rest) : first, api);
                return true;
            case "piprun":
                RunShell(first is SequenceValue words ? Words(TextValue.Of("pip"), words) : TextValue.Of("pip \0"), api);
                return true;
            case "gittool":
                RunShell(Words(TextValue.Of("git"), new SequenceValue(
                    SequenceKind.List,
                    [TextValue.Of(api[(api.LastIndexOf('.') + 1)..].Replace('_', '-')), .. arguments.Positional],
                    arguments.MorePositional is null && arguments.Named.Count == 0,
                    _condition)), api);
                return true;
            case "magic":
                if (first is not TextValue { IsExact: true, Text: "matplotlib" or "config" or "load_ext" or "autoreload" or "time" })
                    _findings.AddUnknownCode(api, _at);
                return true;
            case "sendfrom":
                AddPath(ActionKind.FileRead, PathFolding.Join(PathOf(first), PathOf(second)), api);
                return true;
            case "sink":
                if (first is FunctionValue or BoundValue or PartialValue)
                    Invoke(first, Unknowns());
                else if (first is not ApiValue { Name: "sys.stderr" or "sys.stdout" })
                    AddPath(ActionKind.FileWrite, first, api);
                return true;
            case "ruamel":
                if (first is TextValue { Text: "unsafe" } or TextValue { IsExact: false } or Alternatives)
                    _findings.AddUnknownCode(api, _at);
                made = new TypedValue(api);
                return true;
            case "kafkaconf":
                AddNetwork(first is MappingValue settings ? settings.Get(TextValue.Of("bootstrap.servers")) ?? TextValue.Unknown : TextValue.Unknown, null, api);
                return true;
            case "snowflake":
                AddNetwork(second ?? TextValue.Concat(first is TextValue account ? account : TextValue.Unknown, TextValue.Of(".snowflakecomputing.com")), null, api);
                return true;
            case "curlopt":
                if (second is TextValue url && IsUrl(url))
                    AddNetwork(url, null, api);
                else if (second is UnknownValue or TextValue { IsUnknown: true })
                    _findings.Add(ActionKind.Network, TextValue.Unknown, api, _at);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A URL as a client sends it that was made with a base.</summary>
    private static Value? AtBase(Value? client, Value? url)
    {
        if (url is not TextValue path || client is not TypedValue { Content: { IsUnknown: false } root } || path.Text.Contains("://", StringComparison.Ordinal))
            return url;
        if (path.Text.StartsWith(TextValue.Hole))
            return TextValue.Concat(root, TextValue.Unknown);
        return TextValue.Concat(TextValue.Of(root.Text.TrimEnd('/') + "/"), TextValue.Of(path.Text.TrimStart('/')));
    }

    private SequenceValue Words(Value? program, SequenceValue rest) =>
        new(SequenceKind.List, [program ?? UnknownValue.Instance, .. rest.Items], rest.IsExact, _condition);

    /// <summary>A model or data set by its name, or a folder that has it.</summary>
    private void AddHub(Value name, string api)
    {
        if (name is Alternatives several)
        {
            foreach (var one in several.Values)
                AddHub(one, api);
            return;
        }
        if (name is TypedValue { Content: null })
            return;
        var text = PathOf(name);
        if (name is TypedValue || text.Text.StartsWith('.') || text.Text.StartsWith('/') || text.Text.StartsWith('~') || text.Text.EndsWith('/'))
        {
            AddPath(ActionKind.FileRead, name, api);
            return;
        }
        _findings.Add(ActionKind.Network, TextValue.Concat(TextValue.Of("https://huggingface.co/"), name is NoneValue ? TextValue.Unknown : text), api, _at);
        AddPath(ActionKind.FileWrite, TextValue.Of(HubCache), api);
    }

    private void AddDataSet(Value? name, Value? files, Value? folder, string api)
    {
        if (name is not TextValue { IsExact: true, Text: "csv" or "json" or "parquet" or "text" or "arrow" or "imagefolder" or "audiofolder" or "pandas" })
            AddHub(name ?? TextValue.Unknown, api);
        AddFiles(files, api, 0);
        AddFiles(folder, api, 0);
    }

    private void AddFiles(Value? files, string api, int depth)
    {
        switch (files)
        {
            case MappingValue mapping when depth < 4:
                foreach (var one in mapping.Entries.Values)
                    AddFiles(one, api, depth + 1);
                if (mapping.Rest is { } rest)
                    AddFiles(rest, api, depth + 1);
                break;
            case SequenceValue sequence when depth < 4:
                foreach (var one in sequence.Items)
                    AddFiles(one, api, depth + 1);
                break;
            case not (null or NoneValue) when !AddIfUrl(files, api):
                AddPath(ActionKind.FileRead, files, api);
                break;
        }
    }

    private void AddWeights(CallArguments arguments, string api)
    {
        bool isKeras = api.StartsWith("keras.", StringComparison.Ordinal);
        var given = arguments.Keyword("weights") ?? arguments.Keyword("pretrained");
        if (given is null ? !isKeras : given is NoneValue || given.Truth == false)
            return;
        if (given is TextValue { IsExact: true } file && (file.Text.EndsWith(".h5", StringComparison.Ordinal) || file.Text.Contains('/', StringComparison.Ordinal)))
        {
            AddPath(ActionKind.FileRead, file, api);
            return;
        }
        _findings.Add(ActionKind.Network, TextValue.Of(isKeras ? "https://storage.googleapis.com/tensorflow/keras-applications/\0" : "https://download.pytorch.org/models/\0"), api, _at);
        AddPath(ActionKind.FileWrite, TextValue.Of(isKeras ? "~/.keras/models/\0" : "~/.cache/torch/hub/checkpoints/\0"), api);
    }

    private void AddTracking(Value? place, string api)
    {
        if (place is TextValue { IsExact: true } text && !text.Text.Contains("://", StringComparison.Ordinal))
            AddPath(ActionKind.FileWrite, text, api);
        else
            AddEngine(place is TextValue address ? address : TextValue.Unknown, api);
    }

    /// <summary>A text that is run as an expression. One of formulas alone is harmless; what nobody knows is not.</summary>
    private void AddFormula(Value? text, string api, ReadOnlySpan<string> foreign)
    {
        switch (text)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    AddFormula(one, api, foreign);
                return;
            case TextValue formula when !formula.IsUnknown:
                foreach (string word in foreign)
                {
                    // A column that is compared with a variable (@x) calls nothing.
                    if (formula.Text.Contains(word, StringComparison.Ordinal) && (word != "@" || formula.Text.Contains('(', StringComparison.Ordinal)))
                    {
                        _findings.Add(ActionKind.DynamicCode, formula, api, _at);
                        _findings.Hide("an expression may call anything");
                        return;
                    }
                }
                return;
            case TextValue or UnknownValue or LostValue or ApiValue or TypedValue { Type: "flask.Request" }:
                _findings.AddUnknownCode(api, _at);
                return;
        }
    }

    /// <summary>Files and URLs that stand quoted in SQL text are tables there.</summary>
    private void AddFilesOfQuery(Value? query, string api)
    {
        if (query is not TextValue text)
            return;
        if (text.IsUnknown)
        {
            _findings.AddUnknownCode(api, _at);
            return;
        }
        bool isWritten = false;
        for (int start = text.Text.IndexOf('\'', 0); start >= 0; start = text.Text.IndexOf('\'', start + 1))
        {
            int end = text.Text.IndexOf('\'', start + 1);
            if (end < 0)
                return;
            var part = TextValue.Of(text.Text[(start + 1)..end]);
            isWritten = text.Text.AsSpan(0, start).TrimEnd().EndsWith("TO", StringComparison.OrdinalIgnoreCase);
            if (IsUrl(part))
                AddIfUrl(part, api);
            else if (part.Text.Contains('.', StringComparison.Ordinal) && IsLikePath(part.Text))
                AddPath(isWritten ? ActionKind.FileWrite : ActionKind.FileRead, part, api);
            start = end;
        }
        if (text.Text.Contains("INSTALL ", StringComparison.OrdinalIgnoreCase) || text.Text.Contains("LOAD ", StringComparison.OrdinalIgnoreCase))
            _findings.AddUnknownCode(api, _at);
    }
}
