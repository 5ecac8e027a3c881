namespace ActionGate.Tests.Audit.Faults;

/// <summary>Disks whose syncs fail or take their time, as the operating system shows them.</summary>
public sealed class SyncTests
{
    [SkippableTheory]
    [Trait("Fault", "46")]
    [InlineData(2)]
    [InlineData(5)]
    public void Append_SyncFailsOnce_FailsUntilOpenedAnew(int n)
    {
        using var folder = new TempFolder();
        using var writer = Run(folder, $"error=EIO:when={n}", folder.Segment, $"open {folder.Log} level=Durable {Key(folder)}", "append 10", "close");

        writer.Acknowledged.Should().HaveCount(n - 1);
        writer.Faults.Should().HaveCount(11 - n).And.OnlyContain(f => f.Contains("Input/output error"));
        Aftermath.Check(folder, folder.Log, writer);
    }

    [SkippableTheory]
    [Trait("Fault", "46")]
    [InlineData("level=Flush")]
    [InlineData("level=Durable")]
    public void Rotate_NameOfTheSegmentCannotBeSynced_FailsUntilOpenedAnew(string level)
    {
        using var folder = new TempFolder();
        AuditLog.Open(folder.Log, new AuditOptions { KeyFile = Aftermath.KeyOf(folder) }).Dispose();
        using var writer = Run(folder, "error=EIO:when=1", folder.Log, $"open {folder.Log} {level} {Key(folder)}", "append 2", "rotate", "append 3", "rotate", "close");

        writer.Acknowledged.Should().HaveCount(2);
        writer.Faults.Should().HaveCount(3).And.OnlyContain(f => f.Contains("could not be brought to the disk"));
        Aftermath.Check(folder, folder.Log, writer);
    }

    [SkippableFact]
    [Trait("Fault", "72")]
    public void Append_SyncTakesItsTime_IsAcknowledgedAfterIt()
    {
        using var folder = new TempFolder();
        using var writer = Run(folder, "delay_enter=300000", folder.Segment, $"open {folder.Log} level=Durable {Key(folder)}", "append 3", "close");

        writer.Acknowledged.Should().HaveCount(3).And.OnlyContain(a => a.Milliseconds >= 300);
        Aftermath.Check(folder, folder.Log, writer);
    }

    [SkippableFact]
    [Trait("Fault", "50")]
    public void Append_SyncTakesTooLong_IsAFaultInTime()
    {
        using var folder = new TempFolder();
        using var writer = Run(folder, "delay_enter=2000000:when=1..2", folder.Segment, $"open {folder.Log} level=Durable patience=300 {Key(folder)}", "append 5", "close");

        writer.Faults.Should().HaveCountGreaterThanOrEqualTo(4).And.OnlyContain(f => f.Contains("in time"));
        Aftermath.Check(folder, folder.Log, writer);
    }

    private static string Key(TempFolder folder) => "key=" + Aftermath.KeyOf(folder);

    private static WriterProcess Run(TempFolder folder, string injection, string path, params string[] commands)
    {
        WriterProcess.Need("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO", "true");
        return WriterProcess.Run(folder, ["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-P", path, "-e", "trace=fsync", "-e", "inject=fsync:" + injection], commands);
    }
}
