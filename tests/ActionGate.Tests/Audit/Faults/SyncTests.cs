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
        using var writer = Run(folder, $"error=EIO:when={n}", $"open {folder.Log} level=Durable {Key(folder)}", "append 10", "close");

        writer.Acknowledged.Should().HaveCount(n - 1);
        writer.Faults.Should().HaveCount(11 - n).And.OnlyContain(f => f.Contains("Input/output error"));
        Aftermath.Check(folder, folder.Log, writer);
    }

    [SkippableFact]
    [Trait("Fault", "72")]
    public void Append_SyncTakesItsTime_IsAcknowledgedAfterIt()
    {
        using var folder = new TempFolder();
        using var writer = Run(folder, "delay_enter=300000", $"open {folder.Log} level=Durable {Key(folder)}", "append 3", "close");

        writer.Acknowledged.Should().HaveCount(3).And.OnlyContain(a => a.Milliseconds >= 300);
        Aftermath.Check(folder, folder.Log, writer);
    }

    [SkippableFact]
    [Trait("Fault", "50")]
    public void Append_SyncTakesTooLong_IsAFaultInTime()
    {
        using var folder = new TempFolder();
        using var writer = Run(folder, "delay_enter=2000000:when=1..2", $"open {folder.Log} level=Durable patience=300 {Key(folder)}", "append 5", "close");

        writer.Faults.Should().HaveCountGreaterThanOrEqualTo(4).And.OnlyContain(f => f.Contains("in time"));
        Aftermath.Check(folder, folder.Log, writer);
    }

    private static string Key(TempFolder folder) => "key=" + Aftermath.KeyOf(folder);

    private static WriterProcess Run(TempFolder folder, string injection, params string[] commands)
    {
        WriterProcess.Need("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO", "true");
        return WriterProcess.Run(folder, ["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-P", folder.Segment, "-e", "trace=fsync", "-e", "inject=fsync:" + injection], commands);
    }
}
