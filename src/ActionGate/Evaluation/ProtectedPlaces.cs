namespace ActionGate.Evaluation;

/// <summary>What no agent may change, beside the policies themselves. Absolute paths; immutable.</summary>
internal sealed record ProtectedPlaces
{
    internal static ProtectedPlaces None { get; } = new();

    /// <summary>Folders with all that lies in them, and files: the audit log, catalogues.</summary>
    internal string[] Folders { get; init; } = [];

    /// <summary>Folders whose policy files are watched: a further one in them would come into force.</summary>
    internal string[] PolicyFolders { get; init; } = [];

    /// <summary>Files and folders where a key lies that signs audit logs, or would: nobody reads them either.</summary>
    internal string[] KeyPlaces { get; init; } = [];

    /// <summary>Those of them where one lies: who takes a folder above takes it too.</summary>
    internal string[] Keys { get; init; } = [];

    /// <summary>There is something that nobody may read.</summary>
    internal bool HasSecrets => Keys.Length > 0;
}
