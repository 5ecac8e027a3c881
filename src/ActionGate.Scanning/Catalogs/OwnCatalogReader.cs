using System.Globalization;

namespace ActionGate.Scanning.Catalogs;

/// <summary>Adds a host's own lines to the shipped ones, or says everything that is wrong with them.</summary>
internal sealed class OwnCatalogReader
{
    /// <summary>What a host's line may say, and how many arguments belong to it.</summary>
    private static readonly Dictionary<string, (int Fewest, int Most)> Verbs = new(StringComparer.Ordinal)
    {
        ["none"] = (0, 0),
        ["none?"] = (0, 0),
        ["read"] = (1, 1),
        ["write"] = (1, 1),
        ["delete"] = (1, 1),
        ["list"] = (1, 1),
        ["link"] = (2, 2),
        ["open"] = (2, 2),
        ["fetch"] = (1, 1),
        ["suffix"] = (2, 2),
        ["database"] = (1, 1),
        ["chdir"] = (1, 1),
        ["network"] = (1, 2),
        ["address"] = (1, 1),
        ["engine"] = (1, 1),
        ["shell"] = (0, 1),
        ["argv"] = (1, 2),
        ["program"] = (2, 2),
        ["code"] = (1, 1),
        ["dynamic"] = (0, 1),
        ["env"] = (1, 1),
        ["envset"] = (1, 1),
        ["call"] = (1, 2),
        ["callargs"] = (2, 3),
        ["map"] = (1, 2),
        ["first"] = (0, 0),
        ["hold"] = (0, 0),
    };

    private readonly ApiCatalog _catalog;
    private readonly string _text;
    private readonly string _source;
    private readonly List<string> _errors = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _distinct = new(StringComparer.Ordinal);
    private readonly List<(string Name, bool IsDistinct, Range Line)> _found = [];
    private int _number;

    private OwnCatalogReader(ApiCatalog catalog, string text, string source)
    {
        _catalog = catalog;
        _text = text;
        _source = source;
    }

    /// <param name="catalog">The shipped lines, which the host's are added to.</param>
    /// <param name="text">The host's.</param>
    /// <param name="source">What the text is called in messages.</param>
    /// <returns>What is wrong, in the order of the text; nothing, if all is well.</returns>
    internal static List<string> Add(ApiCatalog catalog, string text, string source)
    {
        var reader = new OwnCatalogReader(catalog, text, source);
        foreach (var range in text.AsSpan().Split('\n'))
        {
            reader._number++;
            int start = range.Start.GetOffset(text.Length);
            int end = start + text.AsSpan(range).TrimEnd().Length;
            if (end > start && text[start] != '#')
                reader.ReadLine(start, end);
        }
        if (reader._errors.Count == 0)
        {
            foreach (var (name, isDistinct, line) in reader._found)
                catalog.Set(name, isDistinct, text, line);
        }
        return reader._errors;
    }

    private void ReadLine(int start, int end)
    {
        if (_text[start] is ' ' or '\t')
        {
            Report(start, start, "expected a name at the beginning of the line, found a blank");
            return;
        }
        int blank = _text.AsSpan(start..end).IndexOf(' ');
        int nameEnd = blank < 0 ? end : start + blank;
        int errors = _errors.Count;
        var name = _text.AsSpan(start..nameEnd);
        bool isReplacing = name.EndsWith("!");
        if (isReplacing)
            name = name[..^1];
        bool isDistinct = name.EndsWith("~");
        if (isDistinct)
            name = name[..^1];
        if (!IsName(name))
            Report(start, start, $"expected a dotted name such as 'package.function' or 'package.*', found '{_text[start..nameEnd]}'");
        int rest = nameEnd;
        while (rest < end && _text[rest] == ' ')
            rest++;
        if (rest == end)
            Report(start, end, $"expected what '{name}' does, found the end of the line");
        else if (_text[rest] == '=')
            ReadAlias(start, rest + 1, end);
        else
            ReadEffects(start, rest, end, name.EndsWith(".*"));
        if (_errors.Count > errors)
            return;
        string full = OwnName(name);
        if (!_lines.TryAdd(full, _number))
            Report(start, start, $"'{full}' has a line already: line {_lines[full]}");
        else if (!isReplacing && ShippedName(full, _text.AsSpan(rest..end)) is { } shipped)
            Report(start, start, $"'{shipped}' is known already; write '{name}!' to put this line in its place");
        else if (isDistinct && OtherOfThatName(full) is { } other)
            Report(start, nameEnd - 1, $"'~' is for methods that their name tells, and '{other}' has the same");
        else if (isDistinct && !ApiLine.IsActing(_text.AsSpan(rest..end)))
            Report(start, nameEnd - 1, "'~' is for methods that do something");
        else
            _found.Add((full, isDistinct, rest..end));
    }

    /// <summary>The name under which it will be looked up: some types have two.</summary>
    private string OwnName(ReadOnlySpan<char> name)
    {
        int dot = name.LastIndexOf('.');
        return dot < 0 ? name.ToString() : string.Concat(_catalog.Resolve(name[..dot].ToString()), name[dot..]);
    }

    /// <summary>The shipped name that would mean less from now on; <see langword="null"/> where there is none.</summary>
    private string? ShippedName(string name, ReadOnlySpan<char> line)
    {
        var known = _catalog.Find(name);
        if (known?.Alias is not null || (line[0] == '=' && _catalog.Knows(name)))
            return name;
        if (name.EndsWith(".*", StringComparison.Ordinal))
            return known is { Text: not null } ? name : _catalog.WildcardOf(name.AsSpan(0, name.Length - 1))?.Name ?? ShippedPackageOf(name);
        if (known?.Text is { } text && !text.AsSpan(known.Line).Trim().SequenceEqual("none"))
            return name;
        // What a call gives back would be of another type, of which the shipped lines for its members say nothing.
        if (known is { HasMembers: true } && line.Contains("->", StringComparison.Ordinal))
            return name;
        return _catalog.WildcardOf(name) is { } around && ApiLine.IsActing(around.Text.AsSpan(around.Line)) ? around.Name : null;
    }

    /// <summary>The shipped package in which a name lies.</summary>
    private string? ShippedPackageOf(string name)
    {
        string package = name[..name.IndexOf('.', StringComparison.Ordinal)];
        return _catalog.Knows(package) ? package : null;
    }

    /// <summary>Another method with a <c>~</c> that is called the same: of the two only one would count.</summary>
    private string? OtherOfThatName(string name)
    {
        string method = name[(name.LastIndexOf('.') + 1)..];
        if (_catalog.TryFindDistinct(method, out string? known))
            return known == name ? null : known;
        return _distinct.TryAdd(method, name) ? null : _distinct[method];
    }

    private void ReadAlias(int start, int at, int end)
    {
        while (at < end && _text[at] == ' ')
            at++;
        var target = _text.AsSpan(at..end);
        if (!IsName(target) || target.EndsWith("*"))
            Report(start, at, $"expected the name that it stands for, found '{target}'");
    }

    private void ReadEffects(int start, int at, int end, bool isWildcard)
    {
        bool isFirst = true;
        int words = -1;
        (int Fewest, int Most) room = default;
        string verb = "";
        while (NextWord(ref at, end, out var word))
        {
            int place = at - word.Length;
            if (word is "->")
            {
                if (!NextWord(ref at, end, out var type) || !IsName(type) || type.EndsWith("*"))
                    Report(start, at, "expected a type behind '->'");
                else if (NextWord(ref at, end, out var more))
                    Report(start, at - more.Length, $"expected the end of the line behind the type, found '{more}'");
                break;
            }
            if (word is ";")
            {
                if (words < 0)
                    Report(start, place, "expected a verb, found ';'");
                CheckCount();
                words = -1;
                continue;
            }
            if (words < 0)
            {
                verb = word.ToString();
                words = 0;
                if (!Verbs.TryGetValue(verb, out room))
                {
                    Report(start, place, $"expected a verb ({string.Join(", ", Verbs.Keys)}), found '{verb}'");
                    room = (0, int.MaxValue);
                }
                else if (verb == "none?" && !(isWildcard && isFirst))
                {
                    Report(start, place, "'none?' is for '.*' alone");
                }
                isFirst = false;
                continue;
            }
            words++;
            if (!IsArgument(word))
                Report(start, place, $"expected an argument such as 0:path, 0, :path, 1.., self or 'text', found '{word}'");
        }
        if (words >= 0)
            CheckCount();
        else
            Report(start, at, "expected a verb");

        void CheckCount()
        {
            if (words >= 0 && (words < room.Fewest || words > room.Most))
                Report(start, at, $"expected {(room.Fewest == room.Most ? $"{room.Most}" : $"{room.Fewest} to {room.Most}")} arguments behind '{verb}', found {words}");
        }
    }

    /// <summary>The next word; a semicolon is one of its own.</summary>
    private bool NextWord(ref int at, int end, out ReadOnlySpan<char> word)
    {
        while (at < end && _text[at] is ' ' or '\t')
            at++;
        int first = at;
        if (at < end && _text[at] == ';')
        {
            at++;
        }
        else
        {
            while (at < end && _text[at] is not (' ' or '\t' or ';'))
                at++;
        }
        word = _text.AsSpan(first..at);
        return at > first;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var range in name.Split('.'))
        {
            var part = name[range];
            if (part is "*" && range.End.GetOffset(name.Length) == name.Length && part.Length < name.Length)
                return true;
            if (part.IsEmpty || char.IsAsciiDigit(part[0]))
                return false;
            foreach (char c in part)
            {
                if (c != '_' && !char.IsLetterOrDigit(c))
                    return false;
            }
        }
        return true;
    }

    private static bool IsArgument(ReadOnlySpan<char> word)
    {
        if (word[0] == '\'')
            return word.Length > 2 && word[^1] == '\'';
        int equals = word.IndexOf('=');
        if (equals >= 0)
            word = word[..equals];
        if (word is "self")
            return true;
        int colon = word.IndexOf(':');
        if (colon >= 0 && (!IsName(word[(colon + 1)..]) || word[(colon + 1)..].Contains('.')))
            return false;
        var position = colon >= 0 ? word[..colon] : word;
        if (position.EndsWith(".."))
            position = position[..^2];
        return position.IsEmpty ? colon >= 0 : int.TryParse(position, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value is > -100 and < 100;
    }

    private void Report(int start, int at, string problem) => _errors.Add($"{_source}:{_number}:{at - start + 1}: {problem}");
}
