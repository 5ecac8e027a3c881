namespace ActionGate.Matching;

/// <summary>How a pattern matched a target.</summary>
internal enum MatchStrength : byte
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>It might have been meant: beneath a directory, in another spelling, in a part that is not known. Only refusing rules match so.</summary>
    Broad,

    /// <summary>It says exactly this target.</summary>
    Definite,
}
