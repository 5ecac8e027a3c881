using ActionGate.Policies.Validation;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies;

/// <summary>Reads a policy's text into the document that Compilation works on, and reports all that is wrong with its shape.</summary>
internal static class PolicyReader
{
    /// <summary>16 MiB: some 100,000 rules.</summary>
    internal const long DefaultMaxBytes = 16 * 1024 * 1024;

    /// <summary>Reads a file as strict UTF-8 with an optional byte order mark.</summary>
    /// <param name="path">The file; diagnostics name it in the same words.</param>
    /// <param name="maxBytes">The most that is read, in bytes; a larger file is refused while reading.</param>
    /// <param name="failure">Why there is no text; <see langword="null"/> where there is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is less than 1.</exception>
    internal static PolicySource? Open(string path, long maxBytes, out Diagnostic? failure) => PolicyFile.Open(path, maxBytes, out failure);

    /// <summary>
    /// Reads a policy. The document is there whenever something of it could be read, so that its patterns can be checked in the same
    /// run; the policy loads only if <paramref name="diagnostics"/> then holds no error. What is at fault is left out of the document.
    /// </summary>
    internal static PolicyDocument? Read(PolicySource source, DiagnosticBag diagnostics, long maxBytes = DefaultMaxBytes)
    {
        if (source.IsLongerThan(maxBytes))
        {
            diagnostics.Error(DiagnosticIds.PolicyTooLarge, default, PolicyFile.TooLarge(maxBytes));
            return null;
        }
        YamlNode? root = YamlReader.Read(diagnostics);
        return root is null ? null : DocumentValidator.Validate(root, diagnostics);
    }
}
