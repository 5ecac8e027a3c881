namespace ActionGate;

/// <summary>What code may do with a path, and with what lies below it.</summary>
public enum PathAccess : byte
{
    /// <summary>Nothing: it is not there. The default.</summary>
    Hidden = 0,

    /// <summary>Read it.</summary>
    ReadOnly,

    /// <summary>Read, write and delete it.</summary>
    ReadWrite,
}
