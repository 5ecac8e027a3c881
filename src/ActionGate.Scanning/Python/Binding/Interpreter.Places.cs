using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Files and folders: where a path lies, and what is done to it.</summary>
internal sealed partial class Interpreter
{
    private const int MaxLinks = 64;

    private readonly Dictionary<string, TextValue> _links = new(StringComparer.Ordinal);

    /// <summary>The folder from which relative paths of the call go that runs now, where it names one.</summary>
    private Value? _beside;

    /// <summary>A path that is given as a value; <see langword="null"/> where it names no file.</summary>
    private TextValue? PathsOf(Value? value) => value switch
    {
        null or NoneValue or IntegerValue or BoolValue => null,
        TypedValue { Content: null } or SequenceValue or MappingValue => null,
        _ => PathOf(value),
    };

    private TextValue PathOf(Value? value) => value switch
    {
        TextValue text => text,
        TypedValue { Content: { } content } => content,
        InstanceValue { Type: var type } member when IsText(type) && member.Members.TryGetValue("_value_", out var text) => text.AsText(),
        // A text is a path by itself, whatever its methods say.
        InstanceValue { Type: var type } when IsText(type) => TextValue.Unknown,
        InstanceValue instance when InvokeMember(instance, "__fspath__", CallArguments.None) is { } path => path.AsText(),
        Alternatives several => several.AsText(),
        _ => TextValue.Unknown,
    };

    private void AddPath(ActionKind kind, Value? value, string api, int depth = 0)
    {
        switch (value)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    AddPath(kind, one, api, depth + 1);
                return;
            case SequenceValue sequence when depth < 4:
                foreach (var one in sequence.Items)
                    AddPath(kind, one, api, depth + 1);
                return;
            case TypedValue { Content: null, Type: not "os.fd" } typed when !typed.Type.StartsWith("io.", StringComparison.Ordinal) && (kind == ActionKind.FileDelete || api == "builtins.open"):
                // Neither takes an object that holds an open file.
                value = UnknownValue.Instance;
                break;
            case SequenceValue:
                // A list may hold itself.
                value = UnknownValue.Instance;
                break;
        }
        if (PathsOf(value) is { } path)
            AddPlace(kind, path, api);
    }

    /// <summary>A path, where it lies from the folder in force, and what it leads to through links that the code makes.</summary>
    private void AddPlace(ActionKind kind, TextValue path, string api)
    {
        foreach (var place in PlacesOf(path))
        {
            _findings.Add(kind, place, api, _at);
            if (LinkedFrom(place) is { } real)
                _findings.Add(kind, real, api, _at);
        }
    }

    private IEnumerable<TextValue> PlacesOf(TextValue path)
    {
        bool isAbsolute = path.Text.Length > 0 && path.Text[0] is '/' or '~' or TextValue.Hole;
        var folder = isAbsolute ? null : _beside ?? _folder;
        switch (folder)
        {
            case null:
                return [path];
            case Alternatives several:
                return Array.ConvertAll(several.Values, v => Below(v.AsText(), path));
            default:
                return [Below(folder.AsText(), path)];
        }
    }

    /// <summary>A path from a folder of which nothing may be known: then any folder may stand before it, or none.</summary>
    private static TextValue Below(TextValue folder, TextValue path) =>
        folder.IsUnknown ? TextValue.Concat(folder, path) : PathFolding.Join(folder, path);

    /// <summary>The folder whose descriptor a call names, for its relative paths.</summary>
    private Value? BesideOf(CallArguments arguments)
    {
        if (arguments.Named.Count == 0)
            return null;
        foreach (string name in (ReadOnlySpan<string>)["dir_fd", "src_dir_fd", "dst_dir_fd"])
        {
            if (arguments.Named.TryGetValue(name, out var given) && given is not NoneValue)
                return given is TypedValue { Content: { } folder } ? PlacesOf(folder).First() : TextValue.Unknown;
        }
        return null;
    }

    private void ChangeFolder(Value? given)
    {
        if (given is NoneValue)
            return;
        Value? moved = null;
        foreach (var one in given is Alternatives several ? several.Values : [given ?? UnknownValue.Instance])
        {
            var path = PathOf(one);
            if (path.IsUnknown || one is SequenceValue or MappingValue)
            {
                moved = TextValue.Unknown;
                break;
            }
            foreach (var place in PlacesOf(path))
                moved = moved is null ? place : Alternatives.Join(moved, place);
        }
        _leavesBehind |= _isImplicit;
        // Where it may not happen, both folders count.
        _folder = _condition == 0 ? moved : Alternatives.Join(_folder ?? TextValue.Of(""), moved!);
    }

    private void AddLink(Value? source, Value? name, string api)
    {
        var target = PathsOf(source);
        var link = PathsOf(name);
        // A symbolic link's relative target lies from the folder of the link.
        if (target is not null && link is { IsExact: true } && api.Contains("symlink", StringComparison.Ordinal) && link.Text.Contains('/', StringComparison.Ordinal))
            target = PathFolding.Normal(PathFolding.Join(PathFolding.Parent(link), target));
        AddPath(ActionKind.FileRead, target ?? source, api);
        AddPath(ActionKind.FileWrite, target ?? source, api);
        AddPath(ActionKind.FileWrite, name, api);
        if (target is null || link is null)
            return;
        foreach (var place in PlacesOf(link))
        {
            if (place.IsExact && _links.Count < MaxLinks)
                _links[PathFolding.Normal(place).Text] = PlacesOf(target).First();
        }
    }

    /// <summary>Where a path leads through links that the code made before; <see langword="null"/> where it meets none.</summary>
    private TextValue? LinkedFrom(TextValue place)
    {
        if (_links.Count == 0)
            return null;
        TextValue? found = null;
        for (int round = 0; round < 8; round++)
        {
            string text = (found ?? place).Text;
            int end = text.IndexOf(TextValue.Hole, StringComparison.Ordinal);
            string known = PathFolding.Normal(TextValue.Of(end < 0 ? text : text[..end])).Text;
            string? met = null;
            foreach (string link in _links.Keys)
            {
                if (known.Length >= link.Length && known.StartsWith(link, StringComparison.Ordinal) && (known.Length == link.Length || known[link.Length] == '/'))
                    met = link;
            }
            if (met is null)
                break;
            found = TextValue.Concat(_links[met], TextValue.Of(string.Concat(known.AsSpan(met.Length), end < 0 ? "" : "\0")));
        }
        return found;
    }

    private Value Open(string api, Value? file, Value? mode, CallArguments arguments)
    {
        if (arguments.Keyword("opener") is { } opener and not NoneValue)
            Invoke(opener, new CallArguments([file ?? UnknownValue.Instance, UnknownValue.Instance]));
        if (mode is Alternatives several)
        {
            Value? opened = null;
            foreach (var one in several.Values)
                opened = Open(api, file, one, arguments);
            return opened!;
        }
        var shape = mode is NoneValue ? TextValue.Of("r") : mode as TextValue;
        bool isKnown = shape is { IsExact: true, Text.Length: > 0 };
        string letters = shape?.Text ?? "r";
        // What stands behind says how it is packed.
        if (letters.AsSpan().IndexOfAny(':', '|') is > 0 and var end)
            letters = letters[..end];
        bool isWritten = !isKnown || letters.AsSpan().ContainsAny("wax+");
        bool isRead = !isKnown || letters.StartsWith('r') || letters.Contains(":r", StringComparison.Ordinal) || !letters.AsSpan().ContainsAny("wax");
        if (isRead)
            AddPath(ActionKind.FileRead, file, api);
        if (isWritten)
            AddPath(ActionKind.FileWrite, file, api);
        return _catalog.TryFind(api, out var entry) && entry.Result is { } result ? new TypedValue(result, result == "io.IOBase" ? PathsOf(file) : null) : UnknownValue.Instance;
    }

    private static TextValue Archive(Value? name, Value? format)
    {
        string ending = format is TextValue { IsExact: true } known
            ? known.Text switch { "gztar" => ".tar.gz", "bztar" => ".tar.bz2", "xztar" => ".tar.xz", var other => "." + other }
            : ".\0";
        return TextValue.Concat(name is TextValue text ? text : TextValue.Unknown, TextValue.Of(ending));
    }

    private Value List(string verb, Value? place, string api, Value? receiver, CallArguments arguments)
    {
        var folder = PathOf(place);
        if (verb == "glob")
        {
            if (arguments.Keyword("root_dir") is { } root and not NoneValue)
                folder = PathFolding.Join(PathOf(root), folder);
            int star = folder.Text.AsSpan().IndexOfAny("*?[");
            if (folder.IsExact && star >= 0)
            {
                int slash = folder.Text.LastIndexOf('/', star);
                AddPath(ActionKind.FileRead, TextValue.Of(slash < 0 ? "." : slash == 0 ? "/" : folder.Text[..slash]), api);
                int last = folder.Text.LastIndexOfAny(['*', '?', ']']);
                var found = TextValue.Of(string.Concat(folder.Text.AsSpan(0, star), "\0", folder.Text.AsSpan(last + 1)));
                return new SequenceValue(SequenceKind.List, [found], false, _condition);
            }
            AddPath(ActionKind.FileRead, folder, api);
            return new SequenceValue(SequenceKind.List, [folder.IsExact ? folder : TextValue.Unknown], false, _condition);
        }
        AddPath(ActionKind.FileRead, place, api);
        var below = PathFolding.Join(folder, TextValue.Unknown);
        bool isPath = receiver is not null;
        Value entry = verb switch
        {
            "walk" => new SequenceValue(SequenceKind.Tuple,
            [
                Alternatives.Join(Below(isPath, folder), Below(isPath, below)),
                new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, _condition),
                new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, _condition),
            ], true, _condition),
            _ when isPath && arguments.At(0) is TextValue pattern => Below(true, PathFolding.Join(folder, TextFolding.OfGlob(pattern))),
            _ => isPath ? Below(true, below) : TextValue.Unknown,
        };
        if (verb == "scan")
            return new TypedValue("os.ScandirIterator", below);
        return new SequenceValue(SequenceKind.List, [entry], false, _condition);
    }

    private static Value Below(bool isPath, TextValue path) => isPath ? new TypedValue("pathlib.Path", path) : path;
}
