using System.Collections;

namespace ActionGate;

/// <summary>The mappings of several functions, by name.</summary>
/// <remarks>Names compare ordinally. Read while functions are guarded and not kept: later changes have no effect. Not safe for concurrent changes.</remarks>
/// <example><c>new ToolMappings { { "read_file", ToolMapping.ReadFile("path") }, { "run", ToolMapping.Shell("command") } }</c></example>
public sealed class ToolMappings : IEnumerable<KeyValuePair<string, ToolMapping>>
{
    private readonly Dictionary<string, ToolMapping> _mappings = new(StringComparer.Ordinal);

    /// <summary>Adds the mapping of a function.</summary>
    /// <param name="toolName">The function's name.</param>
    /// <param name="mapping">What it does with its arguments.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The name is empty, or has a mapping already.</exception>
    public void Add(string toolName, ToolMapping mapping)
    {
        ArgumentException.ThrowIfNullOrEmpty(toolName);
        ArgumentNullException.ThrowIfNull(mapping);
        if (!_mappings.TryAdd(toolName, mapping))
            throw new ArgumentException($"the tool '{toolName}' has a mapping already", nameof(toolName));
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, ToolMapping>> GetEnumerator() => _mappings.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ToolMapping? Find(string toolName) => _mappings.GetValueOrDefault(toolName);
}
