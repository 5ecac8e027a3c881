namespace ActionGate.Reloading;

/// <summary>One policy file as it was found at one look.</summary>
/// <param name="Path">Its full path; that of the folder, where the folder is at fault.</param>
/// <param name="Hash"><c>sha256:</c> and the digest of its bytes without a byte order mark: the hash of its policy. <see langword="null"/>: it can't be read.</param>
/// <param name="Fault">What is wrong with the folder; of a file at fault, the policy reader says it better.</param>
internal readonly record struct FoundFile(string Path, string? Hash, Diagnostic? Fault = null)
{
    /// <summary>The same file with the same bytes, or with the same fault.</summary>
    internal bool IsSame(FoundFile other) =>
        string.Equals(Path, other.Path, StringComparison.Ordinal)
        && string.Equals(Hash, other.Hash, StringComparison.Ordinal)
        && string.Equals(Fault?.Message, other.Fault?.Message, StringComparison.Ordinal);
}
