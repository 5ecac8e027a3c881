namespace ActionGate.Policies;

/// <summary>
/// A policy file as its author wrote it, checked for shape but not for meaning: keys, types, names and ids are sound;
/// variables are not yet filled in and patterns not yet read.
/// </summary>
internal sealed class PolicyDocument
{
    internal string? Name { get; init; }

    internal string? Revision { get; init; }

    /// <summary>Whom the document is for: a name or a glob; <see langword="null"/>: everybody.</summary>
    internal Marked<string>? Agent { get; init; }

    internal DefaultVerdict Default { get; init; } = DefaultVerdict.Deny;

    internal Marked<string>? Base { get; init; }

    internal IReadOnlyDictionary<string, Marked<string>> Variables { get; init; } = new Dictionary<string, Marked<string>>();

    /// <summary>The environment variables that the policy may read.</summary>
    internal IReadOnlyList<Marked<string>> Environment { get; init; } = [];

    /// <summary>The custom action kinds; a name may end in <c>.*</c>.</summary>
    internal IReadOnlyList<Marked<string>> Kinds { get; init; } = [];

    internal IReadOnlyDictionary<string, IReadOnlyList<Marked<string>>> Sets { get; init; } = new Dictionary<string, IReadOnlyList<Marked<string>>>();

    internal IReadOnlyList<PolicyRule> Rules { get; init; } = [];
}
