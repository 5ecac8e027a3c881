namespace ActionGate.Simulation.Suggestions;

/// <summary>One operation of a wanted request that a document does not allow, and that a rule of it might.</summary>
/// <param name="Kind">The kind of action.</param>
/// <param name="Target">The normal form; of a command its words, with a space between.</param>
/// <param name="Agent">Who acts.</param>
/// <param name="Before">The rule that asks for approval, and behind which an allow would come too late; <see langword="null"/>: no rule matches.</param>
/// <param name="Place">Where the request stands.</param>
internal sealed record Need(string Kind, string Target, string? Agent, string? Before, string Place)
{
    /// <summary>Of a command: its words.</summary>
    internal string[] Words { get; init; } = [];

    /// <summary>Of a network request: its host, and its port where that is not its scheme's.</summary>
    internal string Host { get; init; } = "";

    /// <summary>Of a network request: its scheme, where it names one.</summary>
    internal string Scheme { get; init; } = "";

    /// <summary>Of a network request: its method, where it is known.</summary>
    internal string? Method { get; init; }
}
