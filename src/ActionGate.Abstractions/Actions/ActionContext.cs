using System.Collections.ObjectModel;

namespace ActionGate;

/// <summary>Who acts, and in which conversation: the host's word, never the agent's.</summary>
/// <remarks>
/// Nothing that an agent supplies (tool arguments, text it wrote) belongs in here: a policy trusts these fields.
/// Immutable; one instance may serve many requests and threads.
/// </remarks>
public sealed record ActionContext
{
    /// <summary>A context that names nobody.</summary>
    public static ActionContext Empty { get; } = new();

    /// <summary>The agent that executes the action; its policy decides. <see langword="null"/>, also for a blank name: not known.</summary>
    public string? Agent
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? null : value;
    }

    /// <summary>The agent that proposed the action, where it is another. Recorded; it never lends its rights.</summary>
    public string? Suggester { get; init; }

    /// <summary>The session or conversation. Recorded.</summary>
    public string? Session { get; init; }

    /// <summary>The group chat or team. Recorded.</summary>
    public string? Group { get; init; }

    /// <summary>The tool through which the action came. Recorded.</summary>
    public string? Tool { get; init; }

    /// <summary>A hash of the message that led to the action. Recorded; the message itself never is.</summary>
    public string? MessageHash { get; init; }

    /// <summary>How long that message is, in UTF-16 units. Recorded.</summary>
    public int? MessageLength { get; init; }

    /// <summary>
    /// The absolute folder in which the action takes place; relative paths resolve against it.
    /// <see langword="null"/>: the policy's base, and a guard refuses relative paths.
    /// </summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The turn within the conversation. Recorded.</summary>
    public int? Turn { get; init; }

    /// <summary>Further facts by name. Recorded, never matched. Empty by default; copied when set.</summary>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get;
        init => field = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(value, StringComparer.Ordinal));
    } = ReadOnlyDictionary<string, string>.Empty;
}
