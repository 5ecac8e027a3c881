using System.Collections.Concurrent;
using System.Security.Cryptography;
using ActionGate.Audit.Notes;

namespace ActionGate.Tests.Audit;

public sealed class AuditKeyTests
{
    [Fact]
    public async Task Create_NewFile_IsLoadedAndSigns()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "new", "deep", "audit.key");
        var key = AuditKey.Create(path);

        AuditKey.Load(path).PublicKey.ToString().Should().Be(key.PublicKey.ToString());
        AuditKey.LoadOrCreate(path).PublicKey.ToString().Should().Be(key.PublicKey.ToString());
        AuditPublicKey.Load(path).ToString().Should().Be(key.PublicKey.ToString());
        byte[] message = [1, 2, 3];
        byte[] signature = await key.SignAsync(message);
        key.PublicKey.Verifies(message, signature).Should().BeTrue();
        key.PublicKey.Verifies([1, 2], signature).Should().BeFalse();
        File.ReadAllText(path).Should().StartWith("-----BEGIN PRIVATE KEY-----\n").And.EndWith("-----END PRIVATE KEY-----\n");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            new DirectoryInfo(Path.Combine(folder.Path, "new")).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Create_FileThatIsThere_IsRefusedAndKept()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "audit.key");
        File.WriteAllText(path, "mine");
        var act = () => AuditKey.Create(path);

        act.Should().Throw<AuditException>().Which.DiagnosticId.Should().Be("AG4009");
        File.ReadAllText(path).Should().Be("mine");
    }

    [Fact]
    public void LoadOrCreate_ManyAtOnce_AgreeOnOneKey()
    {
        using var folder = new TempFolder();
        for (int round = 0; round < 10; round++)
        {
            string path = Path.Combine(folder.Path, round + ".key");
            var keys = new ConcurrentBag<string>();
            Parallel.For(0, 8, _ => keys.Add(AuditKey.LoadOrCreate(path).PublicKey.ToString()));
            keys.Distinct().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task LoadOrCreate_FileThatAnotherIsWriting_WaitsForItsEnd()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "audit.key");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string pem = other.ExportPkcs8PrivateKeyPem();
        Write(path, pem[..100]);
        var load = Task.Run(() => AuditKey.LoadOrCreate(path));
        Write(path, pem);

        (await load).PublicKey.ToString().Should().Be(other.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    [SkippableFact]
    public void DefaultPath_User_IsWithTheUsersData()
    {
        Skip.If(KeyFile.DefaultPath is null, "the user has no such folder");
        KeyFile.DefaultPath.Should().EndWith(Path.Combine("actiongate", "audit.key"));
        Path.IsPathRooted(KeyFile.DefaultPath).Should().BeTrue();
    }

    [Fact]
    public void LoadOrCreateDefault_NoSuchFolder_NamesTheWaysOut()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "file"), "x");
        foreach (string? path in new[] { null, Path.Combine(folder.Path, "file", "actiongate", "audit.key") })
        {
            var act = () => AuditKey.LoadOrCreateDefault(path);
            act.Should().Throw<AuditException>().WithMessage("*(KeyFile)*(Signer)*(CheckpointInterval = null)").Which.DiagnosticId.Should().Be("AG4009");
        }
    }

    [SkippableTheory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Load_FileThatOthersMayUse_IsRefused(UnixFileMode extra)
    {
        Skip.If(OperatingSystem.IsWindows());
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "audit.key");
        AuditKey.Create(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        var act = () => AuditKey.LoadOrCreate(path);

        act.Should().Throw<AuditException>().WithMessage("*others than its owner may use this private key*").Which.DiagnosticId.Should().Be("AG4009");
    }

    [SkippableFact]
    [Trait("Fault", "58")]
    public void LoadOrCreate_Link_IsRefused()
    {
        Skip.If(OperatingSystem.IsWindows());
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "audit.key");
        string target = Path.Combine(folder.Path, "elsewhere");
        File.CreateSymbolicLink(path, target);
        var act = () => AuditKey.LoadOrCreate(path);

        act.Should().Throw<AuditException>().WithMessage("*links are not followed*");
        File.Exists(target).Should().BeFalse();
        AuditKey.Create(target);
        act.Should().Throw<AuditException>().WithMessage("*links are not followed*");
    }

    [Fact]
    public void Load_NoPrivateKeyOfTheCurve_IsRefused()
    {
        using var folder = new TempFolder();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        string path = Path.Combine(folder.Path, "audit.key");
        var load = () => AuditKey.Load(path);
        load.Should().Throw<AuditException>();
        foreach (string text in new[]
        {
            other.ExportPkcs8PrivateKeyPem(), brainpool.ExportPkcs8PrivateKeyPem(), Signed.PublicKey.ToString(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
        })
        {
            Write(path, text);
            load.Should().Throw<AuditException>(text).Which.DiagnosticId.Should().Be("AG4009");
        }
    }

    [Fact]
    public void Load_FolderOrImpossiblePlace_IsAnAuditException()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "file"), "x");
        foreach (string path in new[] { folder.Path, Path.Combine(folder.Path, "file", "audit.key"), Path.Combine(folder.Path, new string('x', 300)), Path.GetPathRoot(folder.Path)! })
        {
            var load = () => AuditKey.LoadOrCreate(path);
            var create = () => AuditKey.Create(path);
            load.Should().Throw<AuditException>(path);
            create.Should().Throw<AuditException>(path);
        }
        var empty = () => AuditKey.Load("");
        empty.Should().Throw<ArgumentException>();
    }

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
