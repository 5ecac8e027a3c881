using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActionGate.Scanning.Catalogs;

/// <summary>
/// What the functions of a language's libraries do. One callable a line: <c>name verb argument…; verb argument… -> type</c>. An argument is
/// <c>0:name</c>, <c>0</c>, <c>:name</c>, <c>2..</c>, <c>self</c>, each perhaps with <c>=default</c>. <c>a = b</c> gives a module or type
/// another name.
/// </summary>
internal sealed class ApiCatalog
{
    private readonly Dictionary<string, string> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _prefixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _distinct = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ApiEntry> _read = new(StringComparer.Ordinal);

    private readonly HashSet<string> _acting = new(StringComparer.Ordinal);

    /// <summary>Verbs of lines that do nothing by themselves.</summary>
    private static readonly HashSet<string> Passive = new(StringComparer.Ordinal)
    {
        "none", "fold", "first", "list", "dict", "sorted", "map", "filter", "reduce", "starmap", "call", "callargs", "decorator", "partial",
        "gather", "chain", "carry", "enumerate", "zip", "next", "type", "super", "staticmethod", "classmethod", "property", "defaultdict",
        "itemgetter", "attrgetter", "product", "hold", "methodcaller", "iter", "item", "give", "fromkeys", "flatten", "maketrans", "lost", "tempname", "doctest",
    };

    private ApiCatalog()
    {
    }

    /// <exception cref="FormatException">A line is no catalogue line.</exception>
    internal static ApiCatalog Read(string text)
    {
        var catalog = new ApiCatalog();
        catalog.AddText(text);
        return catalog;
    }

    /// <summary>Reads catalogues that are part of this assembly, as one.</summary>
    internal static ApiCatalog ReadResources(params ReadOnlySpan<string> names)
    {
        var catalog = new ApiCatalog();
        foreach (string name in names)
        {
            using var stream = typeof(ApiCatalog).Assembly.GetManifestResourceStream(name)
                ?? throw new FormatException($"the assembly lacks the catalogue {name}");
            using var reader = new StreamReader(stream);
            catalog.AddText(reader.ReadToEnd());
        }
        return catalog;
    }

    /// <summary>Every name that has a line of its own.</summary>
    internal IReadOnlyCollection<string> Names => _lines.Keys;

    /// <summary>The name under which the catalogue has it.</summary>
    internal string Resolve(string name)
    {
        for (int round = 0; round < 4 && _aliases.Count > 0; round++)
        {
            if (!TryResolveOnce(name, out string? next))
                return name;
            name = next;
        }
        return name;
    }

    /// <summary>Something stands under this name or below it.</summary>
    internal bool Knows(string name) => _lines.ContainsKey(name) || _prefixes.Contains(name);

    /// <summary>Something has a line below this name: it is a module or a type.</summary>
    internal bool HasMembers(string name) => _prefixes.Contains(name);

    /// <summary>What stands under this name, or something below it, acts on the world.</summary>
    internal bool IsActing(string name) => _acting.Contains(name);

    internal bool TryFindExact(string name, [NotNullWhen(true)] out ApiEntry? entry)
    {
        entry = null;
        if (!_lines.TryGetValue(name, out string? line))
            return false;
        entry = EntryOf(name, line);
        return true;
    }

    /// <summary>The line of a name, or of the nearest <c>.*</c> around it.</summary>
    internal bool TryFind(string name, [NotNullWhen(true)] out ApiEntry? entry)
    {
        if (TryFindExact(name, out entry))
            return true;
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (TryFindExact(string.Concat(name.AsSpan(0, dot), ".*"), out entry))
                return true;
        }
        return false;
    }

    /// <summary>The full name of the one method that is called so, whatever the receiver.</summary>
    internal bool TryFindDistinct(string method, [NotNullWhen(true)] out string? name) => _distinct.TryGetValue(method, out name);

    private bool TryResolveOnce(string name, [NotNullWhen(true)] out string? resolved)
    {
        for (int length = name.Length; length > 0; length = name.LastIndexOf('.', length - 1))
        {
            if (_aliases.TryGetValue(name[..length], out string? target))
            {
                resolved = string.Concat(target, name.AsSpan(length));
                return true;
            }
        }
        resolved = null;
        return false;
    }

    private void AddText(string text)
    {
        int number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            var line = text.AsSpan(range).Trim();
            if (!line.IsEmpty && line[0] != '#')
                Add(line, number);
        }
    }

    private void Add(ReadOnlySpan<char> line, int number)
    {
        int blank = line.IndexOf(' ');
        if (blank <= 0)
            throw new FormatException($"line {number}: expected a name and what it does");
        var name = line[..blank];
        var rest = line[(blank + 1)..].TrimStart();
        if (rest.StartsWith("= "))
        {
            _aliases[name.ToString()] = rest[2..].Trim().ToString();
            AddPrefixes(name.ToString());
            return;
        }
        bool isDistinct = name[^1] == '~';
        string known = (isDistinct ? name[..^1] : name).ToString();
        if (!_lines.TryAdd(known, rest.ToString()))
            throw new FormatException($"line {number}: '{known}' has a line already");
        AddPrefixes(known);
        int end = rest.IndexOfAny(' ', ';');
        if (!Passive.GetAlternateLookup<ReadOnlySpan<char>>().Contains(end < 0 ? rest : rest[..end]))
        {
            _acting.Add(known);
            for (int dot = known.LastIndexOf('.'); dot > 0; dot = known.LastIndexOf('.', dot - 1))
                _acting.Add(known[..dot]);
        }
        if (isDistinct)
            _distinct.TryAdd(known[(known.LastIndexOf('.') + 1)..], known);
    }

    private void AddPrefixes(string name)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
            _prefixes.Add(name[..dot]);
    }

    private ApiEntry EntryOf(string name, string line)
    {
        if (_read.TryGetValue(name, out var entry))
            return entry;
        string? result = null;
        int arrow = line.IndexOf("->", StringComparison.Ordinal);
        if (arrow >= 0)
        {
            result = line[(arrow + 2)..].Trim();
            line = line[..arrow];
        }
        var effects = new List<ApiEffect>();
        foreach (string part in line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] != "none")
                effects.Add(new ApiEffect(words[0], Array.ConvertAll(words[1..], ArgumentOf)));
        }
        return _read.GetOrAdd(name, new ApiEntry(name, [.. effects], result));
    }

    private static ApiArgument ArgumentOf(string word)
    {
        if (word[0] == '\'')
            return new ApiArgument(null, null, word.Trim('\''));
        string? fallback = null;
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            fallback = word[(equals + 1)..];
            word = word[..equals];
        }
        if (word == "self")
            return new ApiArgument(null, null, fallback) { IsSelf = true };
        string? keyword = null;
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            keyword = word[(colon + 1)..];
            word = word[..colon];
        }
        bool isRest = word.EndsWith("..", StringComparison.Ordinal);
        if (isRest)
            word = word[..^2];
        int? position = int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;
        return new ApiArgument(position, keyword, fallback) { IsRest = isRest };
    }
}
