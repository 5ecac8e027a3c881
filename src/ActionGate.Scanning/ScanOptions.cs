namespace ActionGate;

/// <summary>What a host adds to a scan.</summary>
/// <remarks>Immutable, but for the session in it: safe to share between threads where it has none.</remarks>
public sealed record ScanOptions
{
    /// <summary>What ran before; <see langword="null"/>, the default: nothing. The scanned block becomes part of it, unless it is no Python.</summary>
    public ScanSession? Session { get; init; }

    /// <summary>What the functions of libraries do; <see langword="null"/>, the default: what is shipped. It counts for code in code, and for the session's earlier blocks too.</summary>
    public ScanCatalog? Catalog { get; init; }
}
