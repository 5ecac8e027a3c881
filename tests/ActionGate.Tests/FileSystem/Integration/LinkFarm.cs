using System.Globalization;

namespace ActionGate.Tests.FileSystem.Integration;

/// <summary>Folders, files and hundreds of links that lead everywhere and nowhere, and a model of them that answers without a disk.</summary>
internal sealed class LinkFarm
{
    private readonly List<string> _folders = [""];
    private readonly List<string> _files = [];
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly Random _random;
    private readonly DiskFolder _disk;

    internal LinkFarm(DiskFolder disk, int seed)
    {
        _disk = disk;
        _random = new Random(seed);
        for (int i = 0; i < 40; i++)
            _folders.Add($"{Any(_folders)}/{Name("d", i)}");
        for (int i = 0; i < 40; i++)
            _files.Add($"{Any(_folders)}/{Name("f", i)}");
        for (int i = 0; i < 400; i++)
            _links.Add($"{Any(_folders)}/{Name("l", i)}", "");
        foreach (string link in _links.Keys.ToArray())
            _links[link] = Target(link);
        foreach (string folder in _folders)
            Directory.CreateDirectory(_disk.Root + folder);
        foreach (string file in _files)
            File.WriteAllText(_disk.Root + file, file);
        foreach (var (link, target) in _links)
            File.CreateSymbolicLink(_disk.Root + link, target);
    }

    internal string Query()
    {
        string path = Entry();
        for (int more = _random.Next(4); more > 0; more--)
            path += "/" + Segment();
        return _disk.Root + path;
    }

    /// <summary>The real path by the rules alone; <see langword="null"/> where it can't be told.</summary>
    internal string? Real(string query)
    {
        var ahead = new List<string>(query[_disk.Root.Length..].Split('/'));
        var behind = new List<string>();
        bool isMissing = false;
        int links = 0;
        while (ahead.Count > 0)
        {
            string segment = ahead[0];
            ahead.RemoveAt(0);
            if (segment is "" or ".")
                continue;
            if (segment == "..")
            {
                if (isMissing)
                    return null;
                if (behind.Count > 0)
                    behind.RemoveAt(behind.Count - 1);
                continue;
            }

            behind.Add(segment);
            string place = "/" + string.Join('/', behind);
            if (isMissing || _folders.Contains(place) || _files.Contains(place))
                continue;
            if (!_links.TryGetValue(place, out string? target))
            {
                isMissing = true;
                continue;
            }

            if (++links > 40)
                return null;
            behind.RemoveAt(behind.Count - 1);
            if (target.StartsWith(_disk.Root, StringComparison.Ordinal))
            {
                behind.Clear();
                target = target[_disk.Root.Length..];
            }

            ahead.InsertRange(0, target.Split('/'));
        }

        return behind.Count == 0 ? _disk.Root : $"{_disk.Root}/{string.Join('/', behind)}";
    }

    private string Target(string link)
    {
        switch (_random.Next(10))
        {
            case 0:
                return link[(link.LastIndexOf('/') + 1)..];
            case 1:
                return "nowhere" + (_random.Next(2) == 0 ? "" : "/at/all");
            case 2:
                return _disk.Root + Entry() + "/" + Segment();
            case 3 or 4:
                return _disk.Root + Entry();
            default:
                // Up to the farm's root and never above it, where the model ends.
                int depth = link.Count(c => c == '/') - 1;
                string up = string.Concat(Enumerable.Repeat("../", depth));
                return $"{up}.{Entry()}{(_random.Next(5) == 0 ? "/" + Segment() : "")}{(_random.Next(8) == 0 ? "/" : "")}";
        }
    }

    private string Entry() => _random.Next(3) switch
    {
        0 => _folders[_random.Next(1, _folders.Count)],
        1 => Any(_files),
        _ => Any([.. _links.Keys]),
    };

    private string Segment()
    {
        string entry = Entry();
        return _random.Next(6) == 0 ? "missing" : entry[(entry.LastIndexOf('/') + 1)..];
    }

    private string Any(List<string> list) => list[_random.Next(list.Count)];

    private string Name(string kind, int i) =>
        kind + i.ToString(CultureInfo.InvariantCulture) + (_random.Next(12) switch { 0 => " \n", 1 => "\u00FC", 2 => ".", _ => "" });
}
