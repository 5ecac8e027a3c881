using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using ActionGate.Audit.Notes;

namespace ActionGate;

/// <summary>The public half of the key that signs the checkpoints of a log: ECDSA over the curve P-256.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class AuditPublicKey
{
    private const byte Ecdsa = 0x02;
    private const int LongestText = 16 * 1024;
    private const int SpkiLength = 91;
    private const int ShortestSignature = 8;
    private const int LongestSignature = 72;

    private readonly Lock _lock = new();
    private readonly byte[] _spki;
    private readonly ECDsa _ecdsa;

    private AuditPublicKey(byte[] spki, ECDsa ecdsa, string? name)
    {
        _spki = spki;
        _ecdsa = ecdsa;
        Name = name;
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(spki));
    }

    /// <summary>The name of the log whose checkpoints it verifies; <see langword="null"/>: of any. Only verifier keys have one.</summary>
    public string? Name { get; }

    /// <summary>What signatures name the key by; short, and no proof of anything.</summary>
    internal uint KeyId { get; }

    /// <summary>The same in hexadecimal digits.</summary>
    internal string Id => KeyId.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>A key that is a point of P-256, uncompressed: up to here its SubjectPublicKeyInfo is always the same.</summary>
    private static ReadOnlySpan<byte> SpkiStart =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    /// <summary>
    /// Reads a key: PEM with a public key; PEM with a private one, of which only the public half is kept; or a verifier key of signed
    /// notes, <c>name+id+base64</c>.
    /// </summary>
    /// <param name="text">The key.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is no key of the curve P-256.</exception>
    public static AuditPublicKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestText)
            throw Refused();
        if (!text.Contains("-----BEGIN ", StringComparison.Ordinal))
            return OfVerifierKey(text.AsSpan().Trim());
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(text);
            return Of(ecdsa, null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            ecdsa.Dispose();
            throw Refused(e);
        }
    }

    /// <summary>Reads a key from a file that holds what <see cref="Parse"/> reads.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or no path.</exception>
    /// <exception cref="AuditException">It can't be read, or holds no key of the curve P-256.</exception>
    public static AuditPublicKey Load(string path)
    {
        string text = KeyFile.Read(KeyFile.FullPath(path), LongestText, isSecret: false);
        try
        {
            return Parse(text);
        }
        catch (FormatException e)
        {
            throw new AuditException(DiagnosticIds.AuditKeyRefused, $"{path}: {e.Message}", e);
        }
    }

    /// <summary>Takes a key in DER, as key management services give it.</summary>
    /// <param name="der">An X.509 SubjectPublicKeyInfo.</param>
    /// <exception cref="FormatException">It is no key of the curve P-256.</exception>
    public static AuditPublicKey FromSubjectPublicKeyInfo(ReadOnlySpan<byte> der) => OfSpki(der, null);

    /// <summary>The key in PEM.</summary>
    public override string ToString() => PemEncoding.WriteString("PUBLIC KEY", _spki) + "\n";

    /// <summary>The key with a log's name, as a verifier key of signed notes: it then verifies checkpoints of that log alone.</summary>
    /// <param name="log">The log's name.</param>
    /// <exception cref="ArgumentException"><paramref name="log"/> is empty.</exception>
    public string ToVerifierKey(string log)
    {
        ArgumentException.ThrowIfNullOrEmpty(log);
        return $"{LogOrigin.KeyName(log)}+{Id}+{Convert.ToBase64String([Ecdsa, .. _spki])}";
    }

    /// <summary>Whether a signature, in DER, is one of this key over a message.</summary>
    internal bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length is < ShortestSignature or > LongestSignature)
            return false;
        try
        {
            lock (_lock)
                return _ecdsa.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The public half of a key.</summary>
    /// <param name="key">The key, which the result owns.</param>
    /// <param name="name">The log that it is for.</param>
    /// <exception cref="FormatException">It is on another curve.</exception>
    internal static AuditPublicKey Of(ECDsa key, string? name)
    {
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        return spki.Length == SpkiLength && spki.AsSpan().StartsWith(SpkiStart) ? new AuditPublicKey(spki, key, name) : throw Refused();
    }

    private static AuditPublicKey OfVerifierKey(ReadOnlySpan<char> text)
    {
        int first = text.IndexOf('+');
        int second = first < 0 ? -1 : first + 1 + text[(first + 1)..].IndexOf('+');
        if (first <= 0 || second <= first || StrictBase64.Decode(text[(second + 1)..]) is not { Length: > 1 } bytes || bytes[0] != Ecdsa)
            throw Refused();
        string name = text[..first].ToString();
        var key = OfSpki(bytes.AsSpan(1), name);
        bool isSound = text[(first + 1)..second].SequenceEqual(key.Id) && string.Equals(name, LogOrigin.KeyName(name), StringComparison.Ordinal);
        return isSound ? key : throw Refused();
    }

    private static AuditPublicKey OfSpki(ReadOnlySpan<byte> der, string? name)
    {
        // Checked before it is decoded: the key's id is a hash of these bytes, so there must be one way to write them.
        if (der.Length != SpkiLength || !der.StartsWith(SpkiStart))
            throw Refused();
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(der, out _);
            return Of(ecdsa, name);
        }
        catch (CryptographicException e)
        {
            ecdsa.Dispose();
            throw Refused(e);
        }
    }

    private static FormatException Refused(Exception? inner = null) => new("expected a key of the curve P-256: PEM, or a verifier key name+id+base64", inner);
}
