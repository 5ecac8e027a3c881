using System.Security.Cryptography;

namespace ActionGate.Tests.Audit;

public sealed class AuditPublicKeyTests
{
    private const string VerifierKey = "example.com/agents/host1+d73d9922+"
        + "AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABORzYrEWyeVyLxboZhMzNYTjSIC4jL5oW6cLJ/wflZNkupQSM5Q5r7dbEuSnar3OrJhqou8BiaFdi3HzCDXuETU=";

    [Fact]
    public void Parse_EveryForm_IsTheSameKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = AuditPublicKey.FromSubjectPublicKeyInfo(ecdsa.ExportSubjectPublicKeyInfo());
        string pem = key.ToString();

        pem.Should().StartWith("-----BEGIN PUBLIC KEY-----\n").And.EndWith("-----END PUBLIC KEY-----\n");
        AuditPublicKey.Parse(pem).ToString().Should().Be(pem);
        AuditPublicKey.Parse(ecdsa.ExportPkcs8PrivateKeyPem()).ToString().Should().Be(pem);
        AuditPublicKey.Parse(ecdsa.ExportECPrivateKeyPem()).ToString().Should().Be(pem);
        AuditPublicKey.Parse(key.ToVerifierKey("my log") + "\n").ToString().Should().Be(pem);
        AuditPublicKey.Parse(pem).Name.Should().BeNull();
        AuditPublicKey.Parse(key.ToVerifierKey("my log")).Name.Should().Be("my_log");
    }

    [Fact]
    public void Parse_VerifierKeyOfAnIndependentProgram_VerifiesItsLogAlone()
    {
        var key = AuditPublicKey.Parse(VerifierKey);

        key.ToVerifierKey(Signed.Origin).Should().Be(VerifierKey);
        key.ToString().Should().Be(Signed.PublicKey.ToString());
        AuditCheckpoint.Parse(Signed.Checkpoint).IsSignedBy(key).Should().BeTrue();
        AuditCheckpoint.Parse(Signed.Checkpoint).FindFault(AuditPublicKey.Parse(key.ToVerifierKey("other")))
            .Should().Be("the key is that of the log 'other', the checkpoint is of 'example.com/agents/host1'");
    }

    [Fact]
    public void Parse_OtherTexts_AreRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using var rsa = RSA.Create(2048);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        byte[] offCurve = [.. spki[..^1], (byte)(spki[^1] ^ 1)];
        string[] texts =
        [
            "", "key", "a+b", "a+b+c", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", new string('x', 20_000),
            other.ExportSubjectPublicKeyInfoPem(), other.ExportPkcs8PrivateKeyPem(), brainpool.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportPkcs8PrivateKeyPem(),
            key.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)),
            PemEncoding.WriteString("PUBLIC KEY", offCurve),
            VerifierKey[1..^1], VerifierKey + "=", VerifierKey.Replace("d73d9922", "d73d9923", StringComparison.Ordinal), VerifierKey.Replace("d73d9922", "D73D9922", StringComparison.Ordinal),
            VerifierKey.Replace("+AjBZ", "+ATBZ", StringComparison.Ordinal), "two words" + VerifierKey[24..], VerifierKey[24..],
        ];
        foreach (string text in texts)
        {
            var act = () => AuditPublicKey.Parse(text);
            act.Should().Throw<FormatException>(text);
        }
        foreach (byte[] der in new byte[][] { [], other.ExportSubjectPublicKeyInfo(), [.. spki, 0], spki[..^1], offCurve })
        {
            var act = () => AuditPublicKey.FromSubjectPublicKeyInfo(der);
            act.Should().Throw<FormatException>();
        }
    }

    [Fact]
    public void Load_Files_SaysWhichCouldNotBeRead()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "key");
        var act = () => AuditPublicKey.Load(path);

        act.Should().Throw<AuditException>().WithMessage(path + "*").Which.DiagnosticId.Should().Be("AG4009");
        File.WriteAllText(path, "nonsense");
        act.Should().Throw<AuditException>().WithMessage(path + "*");
        File.WriteAllText(path, new string(' ', 100_000));
        act.Should().Throw<AuditException>().WithMessage(path + "*");
        File.WriteAllText(path, Signed.PublicKey.ToString());
        act().ToString().Should().Be(Signed.PublicKey.ToString());
    }
}
