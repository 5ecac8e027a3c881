namespace ActionGate;

/// <summary>One place of a <see cref="Confinement"/>.</summary>
/// <param name="Path">An absolute path without links, of a file or folder that was there.</param>
/// <param name="IsFolder">It is a folder; what lies below has the same access, unless a later place says otherwise.</param>
/// <param name="Access">What code may do with it.</param>
public readonly record struct ConfinedPath(string Path, bool IsFolder, PathAccess Access);
