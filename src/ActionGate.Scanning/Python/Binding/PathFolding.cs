using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Paths as <c>os.path</c> and <c>pathlib</c> put them together on POSIX systems.</summary>
internal static class PathFolding
{
    /// <summary>The folder in force.</summary>
    internal static readonly TextValue Here = TextValue.Of(".");

    /// <summary>A path below another as <c>pathlib</c> puts them together, and as a place: <c>.</c> adds nothing.</summary>
    internal static TextValue Join(TextValue left, TextValue right) => left.Text == "." ? right : JoinTexts(left, right);

    /// <summary><c>os.path.join</c> of two.</summary>
    private static TextValue JoinTexts(TextValue left, TextValue right)
    {
        if (right.Text.StartsWith('/'))
            return right;
        if (left.Text.Length == 0 || ReferenceEquals(left, Here))
            return right;
        // The home that somebody looked up, or a folder of that name: what comes before the rest is one or the other.
        if (right.Text.StartsWith("~/", StringComparison.Ordinal))
            return TextValue.Of(string.Concat([TextValue.Hole], right.Text.AsSpan(1)), left.IsBytes);
        string head = left.Text.EndsWith('/') ? left.Text : left.Text + "/";
        var joined = TextValue.Of(head + right.Text, left.IsBytes);
        // The unknown part may begin with a slash, and then what stands before it does not count.
        return right.Text.StartsWith(TextValue.Hole) && right.Text.Length == 1 ? TextValue.Of(head + "\0") : joined;
    }

    internal static TextValue JoinAll(List<Value> parts, bool isExact, bool isPure)
    {
        var joined = TextValue.Of("");
        foreach (var part in parts)
            joined = (isPure ? Join : (Func<TextValue, TextValue, TextValue>)JoinTexts)(joined, part is TextValue or TypedValue { Content: not null } or Alternatives ? part.AsText() : TextValue.Unknown);
        return isExact ? joined : TextValue.Concat(joined, TextValue.Unknown);
    }

    internal static TextValue Parent(TextValue path)
    {
        if (path.Text is "/" or "//")
            return path;
        string text = path.Text.Length > 1 ? path.Text.TrimEnd('/') : path.Text;
        int slash = text.LastIndexOf('/');
        if (slash < 0)
            return text.Contains(TextValue.Hole, StringComparison.Ordinal) ? TextValue.Unknown : TextValue.Of(".");
        if (text.IndexOf(TextValue.Hole, slash) >= 0)
            return TextValue.Concat(TextValue.Of(text[..slash]), TextValue.Unknown);
        return slash == RootOf(text).Length - 1 ? TextValue.Of(RootOf(text)) : TextValue.Of(text[..slash]);
    }

    /// <summary><c>os.path.dirname</c></summary>
    internal static TextValue Folder(TextValue path)
    {
        string text = path.Text;
        int slash = text.LastIndexOf('/');
        if (slash < 0)
            return path.IsExact ? TextValue.Of("", path.IsBytes) : TextValue.Unknown;
        string head = text[..(slash + 1)].TrimEnd('/');
        bool isMore = text.IndexOf(TextValue.Hole, slash) >= 0;
        var folder = TextValue.Of(head.Length == 0 ? text[..(slash + 1)] : head, path.IsBytes);
        return isMore ? TextValue.Concat(folder, TextValue.Unknown) : folder;
    }

    /// <summary><c>os.path.relpath</c> where both are below the same folder.</summary>
    internal static TextValue Relative(TextValue? path, Value? start)
    {
        if (path is not { IsExact: true } || path.Text.Length == 0 || start is not (null or NoneValue or TextValue { IsExact: true }))
            return TextValue.Unknown;
        string to = Normal(path).Text;
        string from = start is TextValue { Text.Length: > 0 } given ? Normal(given).Text : ".";
        if ((to[0] == '/') != (from[0] == '/') || (from != "." && (from.StartsWith("..", StringComparison.Ordinal) || to.StartsWith("..", StringComparison.Ordinal))))
            return TextValue.Unknown;
        string[] far = to is "." or "/" ? [] : to.TrimStart('/').Split('/');
        string[] near = from is "." or "/" ? [] : from.TrimStart('/').Split('/');
        int same = 0;
        while (same < far.Length && same < near.Length && far[same] == near[same])
            same++;
        var parts = new List<string>(near.Length + far.Length);
        for (int i = same; i < near.Length; i++)
            parts.Add("..");
        parts.AddRange(far[same..]);
        return TextValue.Of(parts.Count == 0 ? "." : string.Join('/', parts));
    }

    /// <summary>A path as <c>pathlib</c> holds it: no <c>.</c>, no double slash, none at its end.</summary>
    internal static TextValue Pure(TextValue path)
    {
        string text = path.Text;
        if (text.Length == 0)
            return TextValue.Of(".");
        if (!text.EndsWith('/') && !text.Contains("//", StringComparison.Ordinal) && !text.StartsWith("./", StringComparison.Ordinal)
            && !text.Contains("/./", StringComparison.Ordinal) && !text.EndsWith("/.", StringComparison.Ordinal))
            return path;
        var parts = new List<string>();
        foreach (string part in text.Split('/'))
        {
            if (part is not ("" or "."))
                parts.Add(part);
        }
        string joined = RootOf(text) + string.Join('/', parts);
        return TextValue.Of(joined.Length == 0 ? "." : joined);
    }

    internal static TextValue Last(TextValue path)
    {
        string text = path.Text[(path.Text.LastIndexOf('/') + 1)..];
        return text.Contains(TextValue.Hole, StringComparison.Ordinal)
            ? TextValue.Concat(TextValue.Unknown, TextValue.Of(text[(text.LastIndexOf(TextValue.Hole) + 1)..], path.IsBytes)) : TextValue.Of(text, path.IsBytes);
    }

    internal static (TextValue Root, TextValue Ending) SplitEnding(TextValue path)
    {
        int slash = path.Text.LastIndexOf('/');
        int dot = path.Text.LastIndexOf('.');
        bool isHidden = path.Text.AsSpan(slash + 1, Math.Max(0, dot - slash - 1)).IndexOfAnyExcept('.') < 0;
        if (path.IsExact && (dot <= slash + 1 || isHidden))
            return (path, TextValue.Of("", path.IsBytes));
        if (dot <= slash + 1 || isHidden)
            return (TextValue.Concat(path, TextValue.Unknown), TextValue.Unknown);
        // What is not known may have another dot, or none.
        if (path.Text.IndexOf(TextValue.Hole, dot) >= 0)
            return (TextValue.Concat(TextValue.Of(path.Text[..dot]), TextValue.Unknown), TextValue.Unknown);
        return (TextValue.Of(path.Text[..dot], path.IsBytes), TextValue.Of(path.Text[dot..], path.IsBytes));
    }

    /// <summary>POSIX leaves two slashes at the beginning, and only two, to the system.</summary>
    private static string RootOf(string text) =>
        !text.StartsWith('/') ? "" : text.StartsWith("//", StringComparison.Ordinal) && !text.StartsWith("///", StringComparison.Ordinal) ? "//" : "/";

    /// <summary>Without <c>.</c>, double slashes and, where they can be resolved, <c>..</c>.</summary>
    internal static TextValue Normal(TextValue path)
    {
        if (!path.IsExact)
            return path;
        if (path.Text.Length == 0)
            return TextValue.Of(".", path.IsBytes);
        bool isAbsolute = path.Text[0] == '/';
        var parts = new List<string>();
        foreach (string part in path.Text.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".." || !isAbsolute)
                parts.Add(part);
        }
        string text = string.Join('/', parts);
        return TextValue.Of(isAbsolute ? RootOf(path.Text) + text : text.Length == 0 ? "." : text, path.IsBytes);
    }

    /// <summary>An attribute of a path or of a request.</summary>
    internal static Value? Property(TypedValue typed, string name)
    {
        if (typed.Content is not { } content)
            return null;
        if (typed.Type is not "pathlib.Path")
            return name is "full_url" or "url" ? content : name == "name" ? content : null;
        switch (name)
        {
            case "parent":
                return new TypedValue(typed.Type, Parent(content));
            case "name" or "stem" or "suffix" when content.Text is "." or "/" or "//":
                return TextValue.Of("");
            case "name":
                return Last(content);
            // Whether a dot at the end begins a suffix depends on the version.
            case "stem" or "suffix" or "suffixes" when content.Text.EndsWith('.') || IsDotted(content):
                return name == "suffixes" ? UnknownValue.Instance : TextValue.Unknown;
            case "stem":
                return SplitEnding(Last(content)).Root;
            case "suffix":
                return SplitEnding(Last(content)).Ending;
            case "path":
                return content;
            case "parents":
                return Parents(typed.Type, content);
            case "parts" when content.IsExact:
                var parts = new List<Value>();
                if (content.Text.StartsWith('/'))
                    parts.Add(TextValue.Of(RootOf(content.Text)));
                if (content.Text == ".")
                    return new SequenceValue(SequenceKind.Tuple, parts, true, -1);
                foreach (string part in content.Text.Split('/', StringSplitOptions.RemoveEmptyEntries))
                    parts.Add(TextValue.Of(part));
                return new SequenceValue(SequenceKind.Tuple, parts, true, -1);
            case "suffixes" when content.IsExact:
                var endings = new List<Value>();
                string last = Last(content).Text;
                for (int dot = last.IndexOf('.', Math.Min(1, last.Length)); dot >= 0; dot = last.IndexOf('.', dot + 1))
                {
                    int next = last.IndexOf('.', dot + 1);
                    endings.Add(TextValue.Of(next < 0 ? last[dot..] : last[dot..next]));
                }
                return new SequenceValue(SequenceKind.List, endings, true, -1);
            case "anchor" or "root" when content.IsExact:
                return TextValue.Of(RootOf(content.Text));
            case "drive":
                return TextValue.Of("");
            case "parts" or "root" or "anchor" or "suffixes":
                return UnknownValue.Instance;
            default:
                return null;
        }
    }

    private static SequenceValue Parents(string type, TextValue path)
    {
        var all = new List<Value>();
        bool isExact = false;
        for (var parent = Parent(path); all.Count < 64; parent = Parent(parent))
        {
            all.Add(new TypedValue(type, parent));
            isExact = path.IsExact && parent.Text is "/" or "//" or ".";
            if (isExact || parent.IsUnknown)
                break;
        }
        return new SequenceValue(SequenceKind.Tuple, all, isExact, -1);
    }

    /// <summary>A method that only makes another path; <see langword="null"/> for others.</summary>
    internal static Value? Method(string name, TextValue path, CallArguments arguments)
    {
        switch (name)
        {
            case "joinpath":
                return Of(JoinAll([path, .. arguments.Positional], arguments.MorePositional is null, isPure: true));
            case "resolve" or "absolute" or "expanduser":
                return Of(path);
            case "with_suffix" or "with_stem" when IsDotted(path):
            case "with_suffix" or "with_name" or "with_stem" when arguments.At(0)?.AsText().Text.Contains('/', StringComparison.Ordinal) == true:
                return Of(TextValue.Unknown);
            case "with_suffix":
                return Of(TextValue.Concat(SplitEnding(path).Root, arguments.At(0)?.AsText() ?? TextValue.Unknown));
            case "with_name":
                return Of(Join(Parent(path), arguments.At(0)?.AsText() ?? TextValue.Unknown));
            case "with_stem":
                return Of(Join(Parent(path), TextValue.Concat(arguments.At(0)?.AsText() ?? TextValue.Unknown, SplitEnding(Last(path)).Ending)));
            case "relative_to":
                return Of(path.IsExact && arguments.At(0)?.AsText() is { IsExact: true } root && path.Text.StartsWith(root.Text + "/", StringComparison.Ordinal)
                    ? TextValue.Of(path.Text[(root.Text.Length + 1)..]) : TextValue.Unknown);
            case "as_posix" or "__str__" or "__fspath__":
                return path;
            case "as_uri":
                return path.Text.AsSpan().ContainsAnyExcept(TextFolding.Unreserved) ? TextValue.Of("file://\0") : TextValue.Concat(TextValue.Of("file://"), path);
            case "exists" or "is_file" or "is_dir" or "is_symlink" or "is_absolute" or "match" or "stat" or "lstat" or "samefile":
                return UnknownValue.Instance;
            case "readlink":
                return Of(TextValue.Unknown);
            default:
                return null;
        }
    }

    /// <summary>Whether a suffix begins behind several dots depends on the version.</summary>
    private static bool IsDotted(TextValue path) => path.Text.AsSpan(path.Text.LastIndexOf('/') + 1).StartsWith("..");

    private static TypedValue Of(TextValue path) => new("pathlib.Path", path);
}
