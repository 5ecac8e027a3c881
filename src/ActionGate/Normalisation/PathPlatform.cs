namespace ActionGate.Normalisation;

/// <summary>Whose rules paths are read by.</summary>
internal enum PathPlatform : byte
{
    Linux = 0,
    MacOS,
    Windows,
}
