using ActionGate.Normalisation;

namespace ActionGate.Policies;

/// <summary>
/// A policy file as its author wrote it, checked for shape but not for meaning: keys, types, names and ids are sound;
/// variables are not yet filled in and patterns not yet read.
/// </summary>
internal sealed record PolicyDocument
{
    internal string? Name { get; init; }

    internal string? Revision { get; init; }

    /// <summary>Whom the document is for: a name or a glob; <see langword="null"/>: everybody.</summary>
    internal Marked<string>? Agent { get; init; }

    internal DefaultVerdict Default { get; init; } = DefaultVerdict.Deny;

    internal Precedence Precedence { get; init; }

    internal GateMode Mode { get; init; }

    internal UnresolvedVerdicts Unresolved { get; init; } = UnresolvedVerdicts.Deny;

    /// <summary>What lies below the target of a recursive operation is not asked for (<c>recursive: allow</c>).</summary>
    internal bool IgnoresWhatLiesBelow { get; init; }

    /// <summary>Real paths are not asked for (<c>symlinks: ignore</c>).</summary>
    internal bool IgnoresSymlinks { get; init; }

    internal ScriptReading Scripts { get; init; }

    /// <summary>How paths are read; <see langword="null"/>: as the machine reads them.</summary>
    internal PathPlatform? Platform { get; init; }

    /// <summary><see langword="null"/>: as the platform does.</summary>
    internal bool? IsCaseSensitive { get; init; }

    /// <summary>The folders whose programs a bare command name stands for; <see langword="null"/>: the usual ones.</summary>
    internal IReadOnlyList<Marked<string>>? TrustedDirectories { get; init; }

    /// <summary>What every run under this document may use.</summary>
    internal ExecutionLimits? Limits { get; init; }

    internal Marked<string>? Base { get; init; }

    internal IReadOnlyDictionary<string, Marked<string>> Variables { get; init; } = new Dictionary<string, Marked<string>>();

    /// <summary>The environment variables that the policy may read.</summary>
    internal IReadOnlyList<Marked<string>> Environment { get; init; } = [];

    /// <summary>The custom action kinds; a name may end in <c>.*</c>.</summary>
    internal IReadOnlyList<Marked<string>> Kinds { get; init; } = [];

    internal IReadOnlyDictionary<string, IReadOnlyList<Marked<string>>> Sets { get; init; } = new Dictionary<string, IReadOnlyList<Marked<string>>>();

    /// <summary>The agents that the document knows; <see langword="null"/>: it does not tell agents apart.</summary>
    internal IReadOnlyList<PolicyAgent>? Agents { get; init; }

    internal IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <summary>What must hold of every request, or the document does not load.</summary>
    internal IReadOnlyList<PolicyAssertion> Asserts { get; init; } = [];
}
