namespace ActionGate.Policies;

/// <summary>An entry under <c>agents</c>.</summary>
internal sealed class PolicyAgent
{
    /// <summary>A literal name, or <c>*</c>: whoever has no entry of its own.</summary>
    internal required Marked<string> Name { get; init; }

    /// <summary><see langword="null"/>: the entry has no <c>code_execution</c>, so it grants and forbids nothing.</summary>
    internal CodeConstraints? Code { get; init; }

    /// <summary>Tried before the document's own.</summary>
    internal IReadOnlyList<PolicyRule> Rules { get; init; } = [];
}

/// <summary>What an agent's entry says under <c>code_execution</c>. An absent list does not constrain, an empty one grants nothing.</summary>
internal sealed class CodeConstraints
{
    internal IReadOnlyList<Marked<string>>? AllowedImports { get; init; }

    internal IReadOnlyList<Marked<string>>? DisallowedImports { get; init; }

    internal FileOperations? AllowedFileOperations { get; init; }

    internal IReadOnlyList<Marked<string>>? AllowedFilePaths { get; init; }

    /// <summary><c>max_execution_time</c> and <c>max_memory</c>; <see langword="null"/> where both are absent or unlimited.</summary>
    internal ExecutionLimits? Limits { get; init; }
}

/// <summary>What may be done with files.</summary>
[Flags]
internal enum FileOperations : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    Delete = 4,
}
