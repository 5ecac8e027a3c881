using System.Globalization;

namespace ActionGate.Scanning.Catalogs;

/// <summary>What a line of a catalogue says behind its name.</summary>
internal static class ApiLine
{
    /// <summary>Verbs of lines that do nothing by themselves.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Passive = new HashSet<string>(StringComparer.Ordinal)
    {
        "none", "none?", "fold", "first", "list", "dict", "sorted", "map", "filter", "reduce", "starmap", "call", "callargs", "decorator",
        "partial", "gather", "chain", "carry", "enumerate", "zip", "next", "type", "super", "staticmethod", "classmethod", "property",
        "defaultdict", "itemgetter", "attrgetter", "product", "hold", "methodcaller", "iter", "item", "give", "fromkeys", "flatten", "maketrans",
        "lost", "tempname", "doctest", "task", "hints", "parentimport", "importtext", "descriptor", "target", "main", "later", "kept", "signature", "loads", "members", "suggests", "tests", "made", "rows", "source", "anew", "reload",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>One of the verbs acts on the world.</summary>
    internal static bool IsActing(ReadOnlySpan<char> line)
    {
        int arrow = line.IndexOf("->");
        if (arrow >= 0)
            line = line[..arrow];
        while (true)
        {
            line = line.TrimStart();
            int part = line.IndexOf(';');
            var effect = part < 0 ? line : line[..part];
            int end = effect.IndexOf(' ');
            var verb = end < 0 ? effect : effect[..end];
            // A list of a folder reads it; one without an argument is Python's own.
            if (!verb.IsEmpty && (!Passive.Contains(verb) || (verb is "list" && end > 0 && !effect[end..].Trim().IsEmpty)))
                return true;
            if (part < 0)
                return false;
            line = line[(part + 1)..];
        }
    }

    internal static ApiEntry Read(string name, ReadOnlySpan<char> text)
    {
        string line = text.ToString();
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
            if (words[0] is not ("none" or "none?"))
                effects.Add(new ApiEffect(words[0], Array.ConvertAll(words[1..], ArgumentOf)));
        }
        return new ApiEntry(name, [.. effects], result);
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
