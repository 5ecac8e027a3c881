using System.Security.Cryptography;
using ActionGate.Audit.Notes;

namespace ActionGate.Tests.Audit;

/// <summary>A checkpoint and a receipt of the independent segment, signed by openssl, and the means to sign others.</summary>
internal static class Signed
{
    internal const string Origin = "example.com/agents/host1";

    internal static string Checkpoint { get; } = Corpus("checkpoint");

    internal static string Receipt { get; } = Corpus("receipt-3.txt");

    internal static AuditPublicKey PublicKey { get; } = AuditPublicKey.Parse(Corpus("audit-key.pub"));

    internal static ISigner Signer { get; } = new InMemorySigner(ECCurve.NamedCurves.nistP256);

    internal static AuditCheckpoint Sign(string log, long first, long size, byte[] root, ISigner? signer = null) =>
        CheckpointText.SignAsync(signer ?? Signer, log, first, size, root, default).AsTask().GetAwaiter().GetResult();

    internal static string Corpus(string file) => File.ReadAllText(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Audit", file));

    internal sealed class InMemorySigner : ISigner
    {
        private readonly ECDsa _key;

        internal InMemorySigner(ECCurve curve)
        {
            _key = ECDsa.Create(curve);
            PublicKey = AuditPublicKey.FromSubjectPublicKeyInfo(_key.ExportSubjectPublicKeyInfo());
        }

        public AuditPublicKey PublicKey { get; }

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
            new(_key.SignData(message.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }
}
