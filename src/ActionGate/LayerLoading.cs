using ActionGate.Policies;
using ActionGate.Reloading;

namespace ActionGate;

/// <summary>Loads the files that were found as the layers of one policy: all of them, or nothing.</summary>
internal static class LayerLoading
{
    /// <summary>Loads files.</summary>
    /// <param name="found">The files.</param>
    /// <param name="options">What the host adds.</param>
    /// <param name="diagnostics">Everything that is wrong with all of them; warnings, where there is a policy.</param>
    /// <param name="certainty">What may be concluded from the answer.</param>
    internal static Policy? Load(FoundFiles found, PolicyOptions options, out IReadOnlyList<Diagnostic> diagnostics, out LoadCertainty certainty)
    {
        var layers = new List<Policy>();
        var all = new List<Diagnostic>();
        certainty = LoadCertainty.OfTheseBytes;
        foreach (var file in found.Files)
        {
            var failure = file.Fault;
            var source = failure is null ? PolicyReader.Open(file.Path, options.MaxDocumentBytes, out failure) : null;
            if (source is null)
            {
                certainty = LoadCertainty.Unreadable;
                all.Add(failure!);
                continue;
            }
            if (!string.Equals(source.Hash, file.Hash, StringComparison.Ordinal))
            {
                // What was read is not what was found, so not what has settled.
                certainty = LoadCertainty.Changed;
                diagnostics = [];
                return null;
            }
            if (Policy.Compile(source, options, new FileInfo(file.Path), out var ofLayer) is { } layer)
                layers.Add(layer);
            all.AddRange(ofLayer);
        }
        diagnostics = all.AsReadOnly();
        return layers.Count > 0 && layers.Count == found.Files.Length ? Policy.Combine([.. layers]) : null;
    }
}

/// <summary>What may be concluded from an attempt to load.</summary>
internal enum LoadCertainty : byte
{
    /// <summary>These bytes always give this answer.</summary>
    OfTheseBytes = 0,

    /// <summary>A file could not be read, and the next attempt may find that it can.</summary>
    Unreadable,

    /// <summary>A file changed between the look and the reading.</summary>
    Changed,
}
