using System.Security.Cryptography;
using ActionGate.Audit.Notes;

namespace ActionGate;

/// <summary>A private key in a file, with which an <see cref="AuditLog"/> signs its checkpoints: ECDSA over the curve P-256.</summary>
/// <remarks>
/// The file is PEM with PKCS #8, for its owner alone; on Unix a file that others may read or write is refused, and so is a link. Keep it out of
/// the reach of what is being logged: who has the key can sign another history. Safe for concurrent use.
/// </remarks>
public sealed class AuditKey : ISigner
{
    private readonly Lock _lock = new();
    private readonly ECDsa _ecdsa;

    private AuditKey(ECDsa ecdsa, AuditPublicKey publicKey, string file)
    {
        File = file;
        _ecdsa = ecdsa;
        PublicKey = publicKey;
    }

    /// <inheritdoc/>
    public AuditPublicKey PublicKey { get; }

    /// <summary>The absolute path of its file.</summary>
    internal string File { get; }

    /// <summary>Makes a key and a file for it; folders that are missing are created for their owner alone.</summary>
    /// <param name="path">The file, which must not be there; a relative path is resolved once, here.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or no path.</exception>
    /// <exception cref="AuditException">There is such a file, or it can't be created.</exception>
    public static AuditKey Create(string path)
    {
        path = KeyFile.FullPath(path);
        return TryCreate(path) ?? throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: a key is never overwritten, and something is there");
    }

    /// <summary>Loads a key from its file.</summary>
    /// <param name="path">The file; a relative path is resolved once, here.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or no path.</exception>
    /// <exception cref="AuditException">It can't be read, others may read or write it, it is a link, or it holds no private key of the curve P-256.</exception>
    public static AuditKey Load(string path) => Read(KeyFile.FullPath(path));

    /// <summary>Loads the key, or makes one where there is none; of several processes that do so at once, all get the same.</summary>
    /// <param name="path">The file; a relative path is resolved once, here.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or no path.</exception>
    /// <exception cref="AuditException">As for <see cref="Load"/> and <see cref="Create"/>.</exception>
    public static AuditKey LoadOrCreate(string path)
    {
        path = KeyFile.FullPath(path);
        return (KeyFile.Exists(path) ? null : TryCreate(path)) ?? Read(path);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return ValueTask.FromResult(_ecdsa.SignData(message.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>The key that logs use whose options name none.</summary>
    /// <exception cref="AuditException">It can't be loaded or created.</exception>
    internal static AuditKey LoadOrCreateDefault() => LoadOrCreateDefault(KeyFile.DefaultPath);

    /// <summary>The same, where the user's folder may be any.</summary>
    internal static AuditKey LoadOrCreateDefault(string? path)
    {
        const string WaysOut = "name its file (KeyFile), sign by other means (Signer), or keep a log without checkpoints (CheckpointInterval = null)";
        if (path is null)
            throw new AuditException(DiagnosticIds.AuditKeyRefused, "there is no folder of the user's for the key that signs checkpoints: " + WaysOut);
        try
        {
            return LoadOrCreate(path);
        }
        catch (AuditException e)
        {
            throw new AuditException(e.DiagnosticId, $"{e.Message}; {WaysOut}", e);
        }
    }

    private static AuditKey? TryCreate(string path)
    {
        var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (KeyFile.TryCreate(path, ecdsa.ExportPkcs8PrivateKeyPem() + "\n"))
            return Of(ecdsa, path);
        ecdsa.Dispose();
        return null;
    }

    private static AuditKey Read(string path)
    {
        string pem = KeyFile.ReadSecret(path);
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            // Throws where there is no private half.
            CryptographicOperations.ZeroMemory(ecdsa.ExportParameters(includePrivateParameters: true).D);
            return Of(ecdsa, path);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            ecdsa.Dispose();
            throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: expected a private key of the curve P-256, not encrypted, as PEM", e);
        }
    }

    private static AuditKey Of(ECDsa ecdsa, string path)
    {
        var publicHalf = ECDsa.Create(ecdsa.ExportParameters(includePrivateParameters: false));
        return new AuditKey(ecdsa, AuditPublicKey.Of(publicHalf, null), path);
    }
}
