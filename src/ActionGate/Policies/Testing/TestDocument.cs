namespace ActionGate.Policies.Testing;

/// <summary>A file of tests, checked for shape: its policies are not yet loaded.</summary>
internal sealed class TestDocument
{
    /// <summary>The documents that decide, as layers; paths as they are written.</summary>
    internal required IReadOnlyList<Marked<string>> Policies { get; init; }

    /// <summary>Where relative paths begin; <see langword="null"/>: where the policies say.</summary>
    internal string? Base { get; init; }

    internal IReadOnlyDictionary<string, Marked<string>> Variables { get; init; } = new Dictionary<string, Marked<string>>();

    internal IReadOnlyList<TestCase> Tests { get; init; } = [];
}

/// <summary>One request, and what must become of it. Of action and code it has one.</summary>
internal sealed class TestCase
{
    /// <summary>Stands for the rule where none decides.</summary>
    internal const string ByDefault = "@default";

    /// <summary>Where the test begins.</summary>
    internal required SourceSpan Span { get; init; }

    internal required string Name { get; init; }

    /// <summary>Marked is the kind.</summary>
    internal Marked<ActionRequest>? Action { get; init; }

    internal CodeRequest? Code { get; init; }

    /// <summary>The time that the evaluation sees; <see langword="null"/>: the host's.</summary>
    internal DateTimeOffset? Now { get; init; }

    internal required Verdict Decision { get; init; }

    /// <summary>The id of the rule that must decide; <see cref="ByDefault"/>: none may; <see langword="null"/>: any.</summary>
    internal Marked<string>? Rule { get; init; }

    /// <summary>What the reason must hold.</summary>
    internal string? Reason { get; init; }

    /// <summary>The limits that the decision must have, no others.</summary>
    internal ExecutionLimits? Limits { get; init; }
}
