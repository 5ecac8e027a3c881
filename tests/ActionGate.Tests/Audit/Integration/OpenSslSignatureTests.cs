using System.Diagnostics;
using System.Text;
using ActionGate.Tests.Audit.Tree;

namespace ActionGate.Tests.Audit.Integration;

/// <summary>Another program's word on our keys and signatures, where it is there to ask.</summary>
public sealed class OpenSslSignatureTests
{
    [SkippableFact]
    public void Verify_OurCheckpoint_IsAccepted()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "audit.key");
        var key = AuditKey.Create(path);
        var checkpoint = Signed.Sign("example.com/log", 0, 5, RfcTree.Mth(RfcTree.Leaves(5)), key);
        int end = checkpoint.Note.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        File.WriteAllText(Path.Combine(folder.Path, "text"), checkpoint.Note[..end]);
        File.WriteAllText(Path.Combine(folder.Path, "public"), key.PublicKey.ToString());
        File.WriteAllBytes(Path.Combine(folder.Path, "signature"), Convert.FromBase64String(checkpoint.Note.TrimEnd('\n').Split(' ')[^1])[4..]);

        OpenSsl(folder.Path, "dgst", "-sha256", "-verify", "public", "-signature", "signature", "text").Should().Be("Verified OK\n");
        OpenSsl(folder.Path, "pkey", "-in", "audit.key", "-pubout").Should().Be(key.PublicKey.ToString());
    }

    [SkippableFact]
    public void IsSignedBy_ItsKeyAndSignature_AreAccepted()
    {
        using var folder = new TempFolder();
        string text = "example.com/log\n5\nC/K9qmv4cK3aI+jHeDcf5EFEYCV1cRGhXuLdnMZikMQ=\n";
        File.WriteAllText(Path.Combine(folder.Path, "text"), text);
        OpenSsl(folder.Path, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "audit.key");
        OpenSsl(folder.Path, "dgst", "-sha256", "-sign", "audit.key", "-out", "signature", "text");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder.Path, "audit.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var key = AuditKey.Load(Path.Combine(folder.Path, "audit.key")).PublicKey;
        byte[] signature = [.. Convert.FromHexString(key.Id), .. File.ReadAllBytes(Path.Combine(folder.Path, "signature"))];

        AuditCheckpoint.Parse($"{text}\n\u2014 example.com/log {Convert.ToBase64String(signature)}\n").IsSignedBy(key).Should().BeTrue();
    }

    private static string OpenSsl(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException("openssl is not installed");
        }
        using (process)
        {
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit(30_000).Should().BeTrue();
            return output;
        }
    }
}
