using ActionGate.Normalisation;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Evaluation;

/// <summary>The scripts that one request runs, one from within the other.</summary>
internal sealed class ScriptsRead
{
    /// <summary>The most runs of scripts that are looked into for one request.</summary>
    internal const int Most = 32;

    private readonly List<ScannedScript> _read = [];
    private readonly HashSet<(string Path, string Hash)> _bound = [];
    private readonly HashSet<string> _missed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>?> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<(string Path, string? Folder, string? Language, bool IsFed)> _runs = [];

    internal IReadOnlyList<ScannedScript> Read => _read;

    /// <summary>Those that the block which is read now runs, itself or by other scripts, and that were read.</summary>
    internal List<ScriptRun> OfBlock { get; } = [];

    /// <summary>Where a script was looked for that was not there.</summary>
    internal List<string> Absent { get; } = [];

    internal bool IsFull => _runs.Count == Most;

    internal bool Holds(string path, string? folder, string? language, bool isFed) => _runs.Contains((path, folder, language, isFed));

    internal void Add(string path, string hash, string? folder, string? language, bool isFed)
    {
        _runs.Add((path, folder, language, isFed));
        Bind(path, hash);
    }

    /// <summary>Notes what a script is now. Read again, it may be another; then both are named, and no approval holds.</summary>
    internal void Bind(string path, string hash)
    {
        if (_bound.Add((path, hash)))
            _read.Add(new ScannedScript(path, hash));
    }

    /// <summary>What lies in a folder; looked at once for each request.</summary>
    internal IReadOnlyList<string>? NamesIn(string folder, IPathResolver paths)
    {
        if (!_folders.TryGetValue(folder, out var names))
            _folders.Add(folder, names = paths.NamesIn(folder));
        return names;
    }

    internal void AddAbsent(string path)
    {
        if (_missed.Add(path))
            Absent.Add(path);
    }
}

/// <summary>A script that was read.</summary>
internal readonly record struct ScriptRun(ShellEffect Effect, ActionRequest Request, string Path);
