namespace ActionGate;

/// <summary>How much a diagnostic weighs.</summary>
public enum DiagnosticSeverity : byte
{
    /// <summary>The policy does not load.</summary>
    Error = 0,

    /// <summary>The policy loads, and probably does not mean what its author thinks.</summary>
    Warning,

    /// <summary>Nothing is wrong: what could be written more simply, or could not be told.</summary>
    Note,
}
