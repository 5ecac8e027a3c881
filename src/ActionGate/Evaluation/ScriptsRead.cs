namespace ActionGate.Evaluation;

/// <summary>The scripts that one request runs, one from within the other.</summary>
internal sealed class ScriptsRead
{
    /// <summary>The most scripts that are looked into for one request.</summary>
    internal const int Most = 32;

    private readonly List<ScannedScript> _read = [];

    internal IReadOnlyList<ScannedScript> Read => _read;

    internal bool IsFull => _read.Count == Most;

    internal bool Holds(string path) => _read.Exists(s => s.Path == path);

    internal void Add(string path, string hash) => _read.Add(new ScannedScript(path, hash));
}
