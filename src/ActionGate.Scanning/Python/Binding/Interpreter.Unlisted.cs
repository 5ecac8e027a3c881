using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Members of known libraries that no line lists, and whose names say that they may act.</summary>
internal sealed partial class Interpreter
{
    private const int MaxEnding = 9;

    private static bool IsUnlisted(ApiEntry entry) => entry.Effects is [{ Verb: "unlisted" }];

    /// <summary>Whatever it does is not known; what looks like a URL or a path in its arguments is said beside that.</summary>
    private void CallUnlisted(string api, CallArguments arguments)
    {
        _findings.AddUnknownCode(api, _at);
        var name = api.AsSpan(api.LastIndexOf('.') + 1);
        foreach (var value in arguments.Positional)
            AddPlace(name, value, api);
        foreach (var (_, value) in arguments.Named)
            AddPlace(name, value, api);
    }

    private void AddPlace(ReadOnlySpan<char> name, Value value, string api)
    {
        if (value is Alternatives several)
        {
            foreach (var one in several.Values)
                AddPlace(name, one, api);
            return;
        }
        if (value is TextValue text && IsUrl(text))
        {
            AddIfUrl(text, api);
            return;
        }
        if (value is not TypedValue { Type: "pathlib.Path", Content.IsExact: true } && (value is not TextValue { IsExact: true } path || !IsLikePath(path.Text)))
            return;
        if (Says(name, "read") || Says(name, "load") || Says(name, "open") || Says(name, "upload") || Says(name, "import"))
            AddPath(ActionKind.FileRead, value, api);
        if (Says(name, "write") || Says(name, "save") || Says(name, "dump") || Says(name, "download") || Says(name, "export") || Says(name, "to_"))
            AddPath(ActionKind.FileWrite, value, api);
        if (Says(name, "delete") || Says(name, "remove") || Says(name, "unlink") || Says(name, "rename") || Says(name, "move"))
            AddPath(ActionKind.FileDelete, value, api);
    }

    private static bool Says(ReadOnlySpan<char> name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsLikePath(string text)
    {
        if (text.Length is 0 or > 1024 || text.AsSpan().ContainsAny(' ', '\n', '{'))
            return false;
        int dot = text.LastIndexOf('.');
        return text.StartsWith('/') || text.StartsWith("~/", StringComparison.Ordinal) || text.StartsWith("./", StringComparison.Ordinal)
            || (dot > 0 && text.Length - dot is > 1 and <= MaxEnding && char.IsAsciiLetter(text[dot + 1]));
    }
}
