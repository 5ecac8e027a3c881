namespace ActionGate.Normalisation;

/// <summary>Whether a target could be brought into the one form that patterns are matched against.</summary>
internal enum NormalOutcome : byte
{
    /// <summary>It is not a target at all (NUL, a lone surrogate): refused, whatever the rules say.</summary>
    Refused = 0,

    /// <summary>It could be several things, or what it depends on is not known.</summary>
    Unresolved,

    /// <summary>The text is normal.</summary>
    Normal,
}
