using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>Several processes at one folder: the second is kept out, or takes its turn.</summary>
public sealed class TwoProcessTests
{
    [SkippableFact]
    [Trait("Fault", "53")]
    [Trait("Fault", "55")]
    public void Open_HeldByAnotherProcess_SaysWhichAndLetsNobodyInUntilItIsGone()
    {
        Skip.If(OperatingSystem.IsWindows(), "paths and signals of Unix");
        using var folder = new TempFolder();
        string open = $"open {folder.Log} key={Aftermath.KeyOf(folder)}";
        using var first = WriterProcess.Start(folder, [], open, "append 3", "wait", "append 3");
        first.WaitFor(Writer.AlreadyWaits);
        using var second = WriterProcess.Run(folder, [], open, "append 3");
        second.Lines.Should().ContainSingle().Which.Should().StartWith("refused ").And.Contain($"locked by pid {first.Id}");
        File.Delete(folder.Lock);
        using var third = WriterProcess.Run(folder, [], open, "append 3");
        third.Lines.Should().ContainSingle().Which.Should().StartWith("refused ").And.Contain("locked");
        first.Continue();
        first.WaitForEnd().Should().Be(0);
        first.Acknowledged.Should().HaveCount(6, "it needs no lock file where the folder is locked");

        using var fourth = WriterProcess.Start(folder, [], open, "append 3", "wait");
        fourth.WaitFor(Writer.AlreadyWaits);
        fourth.Kill();
        File.ReadAllText(folder.Lock).Should().Be(string.Create(CultureInfo.InvariantCulture, $"{fourth.Id}\n"), "it is stale");
        Aftermath.Check(folder, folder.Log, first, fourth);
    }

    [SkippableFact]
    [Trait("Fault", "55")]
    public void Open_HolderKilledWhileAProgramOfItsRuns_IsNotKeptOut()
    {
        Skip.If(OperatingSystem.IsWindows(), "paths and signals of Unix");
        using var folder = new TempFolder();
        using var writer = WriterProcess.Start(folder, [], $"open {folder.Log} key={Aftermath.KeyOf(folder)}", "append 3", "child", "wait");
        using var child = Process.GetProcessById(int.Parse(writer.WaitFor("child ").Split(' ')[1], CultureInfo.InvariantCulture));
        try
        {
            writer.WaitFor(Writer.AlreadyWaits);
            writer.Kill();
            child.HasExited.Should().BeFalse();
            Aftermath.Check(folder, folder.Log, writer);
        }
        finally
        {
            child.Kill();
        }
    }

    [SkippableFact]
    [Trait("Fault", "55")]
    public void Open_HandlesCopiedToAnotherProcess_AreNoLockOnceTheLogIsClosed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "open files are listed as Linux lists them");
        using var folder = new TempFolder();
        List<int> copies = [];
        using (AuditLog.Open(folder.Log))
        {
            // As a process has them that is being started, until it runs its program.
            foreach (string open in Directory.GetFileSystemEntries("/proc/self/fd"))
            {
                if (new FileInfo(open).LinkTarget is { } target && target.StartsWith(folder.Log, StringComparison.Ordinal))
                    copies.Add(Duplicate(int.Parse(Path.GetFileName(open), CultureInfo.InvariantCulture)));
            }
            copies.Should().HaveCountGreaterThanOrEqualTo(3, "the folder, the lock file and the segment");
        }
        AuditLog.Open(folder.Log).Dispose();
        foreach (int copy in copies)
            new Microsoft.Win32.SafeHandles.SafeFileHandle(copy, ownsHandle: true).Dispose();
    }

    [SkippableFact]
    [Trait("Fault", "54")]
    public void Append_FourProcessesAndOneKilled_OneChainAndTheOthersGoOn()
    {
        Skip.If(OperatingSystem.IsWindows(), "paths and signals of Unix");
        int each = Aftermath.Rounds(300, 10_000);
        var random = new Random(54);
        for (int round = 0; round < Aftermath.Rounds(2, 10); round++)
        {
            using var folder = new TempFolder();
            string open = $"open {folder.Log} shared segment=50000 checkpoints=20 key={Aftermath.KeyOf(folder)}";
            using var killed = WriterProcess.Start(folder, [], open, "append 1000000");
            using var second = WriterProcess.Start(folder, [], open, $"append {each}", "close");
            using var third = WriterProcess.Start(folder, [], open, $"append {each}", "close");
            using var fourth = WriterProcess.Start(folder, [], open, $"append {each}", "close");
            killed.WaitFor("ack");
            Thread.Sleep(random.Next(200));
            killed.Kill();
            foreach (var writer in new[] { second, third, fourth })
            {
                writer.WaitForEnd().Should().Be(0);
                writer.Faults.Should().BeEmpty();
                writer.Acknowledged.Should().HaveCount(each);
            }
            Aftermath.Check(folder, folder.Log, killed, second, third, fourth);
        }
    }

    [SkippableTheory]
    [Trait("Fault", "54")]
    [InlineData("pwrite64", 12)]
    [InlineData("ftruncate", 1)]
    [InlineData("fsync", 3)]
    public void Append_OtherKilledInItsTurn_GoesOn(string call, int n)
    {
        WriterProcess.Need("strace", "-f", "-o", "/dev/null", "-e", "trace=" + call, "-e", $"inject={call}:error=EIO:when=9999", "true");
        using var folder = new TempFolder();
        string open = $"open {folder.Log} shared level=Durable key={Aftermath.KeyOf(folder)}";
        using var first = WriterProcess.Start(folder, [], open, "append 3", "wait", "append 20", "close");
        first.WaitFor(Writer.AlreadyWaits);
        using var second = WriterProcess.Run(folder,
            ["strace", "-f", "-qq", "-o", "/dev/null", "-P", folder.Segment, "-P", folder.CheckpointPath + ".tmp", "-e", "trace=" + call, "-e", string.Create(CultureInfo.InvariantCulture, $"inject={call}:signal=SIGKILL:when={n}")],
            open, "append 30", "rotate", "append 3", "close");
        first.Continue();
        first.WaitForEnd().Should().Be(0);
        first.Acknowledged.Should().HaveCount(23);
        Aftermath.Check(folder, folder.Log, first, second);
    }

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int file);
}
