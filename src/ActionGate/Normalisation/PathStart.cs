namespace ActionGate.Normalisation;

/// <summary>What a path begins from.</summary>
internal enum PathStart : byte
{
    Refused = 0,
    Unresolved,

    /// <summary>At the working directory.</summary>
    WorkingDirectory,

    /// <summary>At the root of the drive or share that the working directory lies on.</summary>
    Volume,

    /// <summary>The path named it itself, and the buffer holds the whole.</summary>
    Known,
}
