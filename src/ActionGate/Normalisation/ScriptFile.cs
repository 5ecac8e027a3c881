namespace ActionGate.Normalisation;

/// <summary>A file that a command executes, as it is now.</summary>
/// <param name="Text">Its text; <see langword="null"/> where it can't be read, is too large, or is no text.</param>
/// <param name="Hash"><c>sha256:</c> and the digest of its bytes; <see langword="null"/> where they can't be read.</param>
/// <param name="Problem">Why there is no text.</param>
internal readonly record struct ScriptFile(string? Text, string? Hash, string? Problem)
{
    /// <summary>There is nothing of that name.</summary>
    internal bool IsAbsent { get; init; }

    /// <summary>Of a file that has bytes and no text: those that it begins with, one character each. <see langword="null"/> for any other.</summary>
    internal string? Head { get; init; }
}
