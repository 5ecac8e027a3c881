namespace ActionGate.Scanning.Python.Binding;

/// <summary>What a text could do.</summary>
internal sealed class PythonReading
{
    internal bool IsParsed { get; init; }

    /// <summary>Python may take it, though it was not read.</summary>
    internal bool MayRun { get; init; }

    internal bool IsOpaque { get; init; }

    /// <summary>Operations may happen that are not listed: more than that a target of one is not known.</summary>
    internal bool HoldsMore { get; init; }

    internal string? Note { get; init; }

    internal IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>Those of <see cref="Imports"/> that the catalogue does not have.</summary>
    internal IReadOnlyList<string> UnknownImports { get; init; } = [];

    /// <summary>Where each of <see cref="Imports"/> stands first.</summary>
    internal IReadOnlyList<TextPosition> ImportPlaces { get; init; } = [];

    internal List<Operation> Operations { get; init; } = [];

    /// <summary>Code in other languages, for the work list of the caller.</summary>
    internal IReadOnlyList<EmbeddedCode> Embedded { get; init; } = [];

    /// <summary>How many of the steps that were given were not taken.</summary>
    internal int StepsLeft { get; init; }
}
