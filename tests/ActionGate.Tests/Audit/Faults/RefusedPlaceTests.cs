using System.Diagnostics;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>Folders and files that may not be written: the log does not open, and says why.</summary>
public sealed class RefusedPlaceTests
{
    [SkippableTheory]
    [Trait("Fault", "48")]
    [InlineData("+i", "audit-000000000000.jsonl")]
    [InlineData("+a", "audit-000000000000.jsonl")]
    [InlineData("+i", "audit.lock")]
    [InlineData("+i", "")]
    public void Open_FileOrFolderThatMayNotBeChanged_IsRefusedAndHarmsNothing(string attribute, string name)
    {
        using var folder = new TempFolder();
        string probe = Path.Combine(folder.Path, "probe");
        File.WriteAllText(probe, "");
        WriterProcess.Need("chattr", "+i", probe);
        Change("-i", probe);
        string key = Aftermath.KeyOf(folder);
        var options = new AuditOptions { KeyFile = key };
        using (var log = AuditLog.Open(folder.Log, options))
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        byte[] before = folder.SegmentBytes();
        string place = Path.Combine(folder.Log, name);
        Change(attribute, place);
        try
        {
            using var writer = WriterProcess.Run(folder, [], $"open {folder.Log} segment=1 key={key}", "append 3", "close");

            // A folder that takes no new names still lets a log go on in the segment that is there.
            if (name.Length == 0)
                writer.Faults.Should().HaveCount(3).And.OnlyContain(f => f.Contains("not permitted") || f.Contains("denied"));
            else
                writer.Lines.Should().ContainSingle().Which.Should().StartWith("refused ").And.Contain(place).And.Match(l => l.Contains("not permitted") || l.Contains("denied"));
            folder.SegmentBytes().AsSpan().StartsWith(before).Should().BeTrue();
        }
        finally
        {
            Change("-" + attribute[1..], place);
        }
        Aftermath.Check(folder, folder.Log);
    }

    [SkippableFact]
    [Trait("Fault", "48")]
    public void Open_DiskThatMayOnlyBeRead_IsRefused()
    {
        const string Mounting = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" || exit 99; shift; exec \"$@\"";
        using var folder = new TempFolder();
        WriterProcess.Need("unshare", "-rm", "bash", "-c", Mounting, "bash", folder.Path, "true");
        string key = Aftermath.KeyOf(folder);
        AuditLog.Open(folder.Log, new AuditOptions { KeyFile = key }).Dispose();
        string fresh = Path.Combine(folder.Log, "fresh");
        using var writer = WriterProcess.Run(folder, ["unshare", "-rm", "bash", "-c", Mounting, "bash", folder.Log], $"open {folder.Log} key={key}");
        using var other = WriterProcess.Run(folder, ["unshare", "-rm", "bash", "-c", Mounting, "bash", folder.Log], $"open {fresh} key={key}");

        writer.Lines.Should().ContainSingle().Which.Should().StartWith("refused ").And.Contain("Read-only file system");
        other.Lines.Should().ContainSingle().Which.Should().StartWith("refused ").And.Contain("Read-only file system");
        Aftermath.Check(folder, folder.Log);
    }

    [SkippableTheory]
    [Trait("Fault", "48")]
    [InlineData("500", "audit-000000000000.jsonl", "400")]
    [InlineData("500", "audit-000000000000.jsonl", "600")]
    [InlineData("000", "audit-000000000000.jsonl", "600")]
    [InlineData("700", "audit-000000000000.jsonl", "000")]
    public void Open_WithoutPermission_IsRefusedOrTakesNothing(string folderMode, string name, string mode)
    {
        string[] powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
        WriterProcess.Need([.. powerless, "true"]);
        using var folder = new TempFolder();
        string key = Aftermath.KeyOf(folder);
        AuditLog.Open(folder.Log, new AuditOptions { KeyFile = key }).Dispose();
        Run("chmod", mode, Path.Combine(folder.Log, name));
        Run("chmod", folderMode, folder.Log);
        using var writer = WriterProcess.Run(folder, powerless, $"open {folder.Log} segment=1 key={key}", "append 2");
        Run("chmod", "700", folder.Log);
        Run("chmod", "600", Path.Combine(folder.Log, name));

        writer.Acknowledged.Should().BeEmpty();
        writer.Lines.Should().NotBeEmpty().And.NotContain(l => l.StartsWith("error", StringComparison.Ordinal));
        Aftermath.Check(folder, folder.Log);
    }

    private static void Change(string attribute, string path) => Run("chattr", attribute, path);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit(10_000).Should().BeTrue();
        process.ExitCode.Should().Be(0);
    }
}
