namespace ActionGate;

/// <summary>A script that an action runs, as it was when the action was decided.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ScannedScript
{
    internal ScannedScript(string path, string hash)
    {
        Path = path;
        Hash = hash;
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary><c>sha256:</c> and 64 hexadecimal digits: the SHA-256 of the file's bytes, as <c>sha256sum</c> prints it.</summary>
    public string Hash { get; }
}
