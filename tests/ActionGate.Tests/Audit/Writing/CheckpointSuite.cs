using System.Security.Cryptography;
using System.Text;
using ActionGate.Audit.Tree;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>Logs that a signer signs by a clock that stands still.</summary>
public abstract class CheckpointSuite
{
    private protected ManualClock Clock { get; } = new();

    private protected Signer Key { get; } = new();

    private protected static byte[] Root(byte[] log)
    {
        var tree = new CompactRange();
        foreach (string line in ChainOracle.Lines(log))
            tree.Append(SHA256.HashData([0, .. Encoding.UTF8.GetBytes(line[..^75] + "}")]));
        byte[] root = new byte[32];
        tree.Root(root);
        return root;
    }

    private protected static void Decide(AuditLog log, long? sequence = null)
    {
        var result = log.AppendDecision(Sample.Decision(), Sample.Context);
        result.Fault.Should().BeNull();
        if (sequence is not null)
            result.Sequence.Should().Be(sequence);
    }

    private protected AuditLog Open(TempFolder folder, Func<AuditOptions, AuditOptions>? change = null, AuditLevel level = AuditLevel.Flush)
    {
        var options = new AuditOptions { Clock = Clock, Signer = Key, Level = level };
        return AuditLog.Open(folder.Log, change?.Invoke(options) ?? options);
    }

    private protected AuditLog Open(TempFolder folder, out FaultyFile file)
    {
        FaultyFile? made = null;
        var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = Clock, Signer = Key }, f => made ??= new FaultyFile(f));
        file = made!;
        return log;
    }

    private protected sealed class Signer : ISigner
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public AuditPublicKey PublicKey => AuditPublicKey.FromSubjectPublicKeyInfo(_key.ExportSubjectPublicKeyInfo());

        internal int Signed { get; private set; }

        internal Exception? Failure { get; set; }

        internal Action? Signing { get; set; }

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            if (Failure is not null)
                throw Failure;
            Signing?.Invoke();
            Signed++;
            return new(_key.SignData(message.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
    }
}
