namespace ActionGate.Evaluation;

/// <summary>What no agent may change, beside the policies themselves. Absolute paths; immutable.</summary>
internal sealed class ProtectedPlaces
{
    internal static ProtectedPlaces None { get; } = new();

    /// <summary>Folders with all that lies in them, and files: the audit log, catalogues.</summary>
    internal string[] Folders { get; init; } = [];

    /// <summary>Folders whose policy files are watched: a further one in them would come into force.</summary>
    internal string[] PolicyFolders { get; init; } = [];
}
