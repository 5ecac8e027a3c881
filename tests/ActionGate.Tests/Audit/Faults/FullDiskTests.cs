using System.Globalization;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>Disks that are full, in each of the ways that a disk can be: the log says so, and goes on when there is room.</summary>
public sealed class FullDiskTests
{
    [SkippableTheory]
    [Trait("Fault", "43")]
    [InlineData("level=Flush")]
    [InlineData("level=Durable")]
    public void Append_DiskFull_FailsAndGoesOnWhenThereIsRoom(string level)
    {
        using var disk = new SmallDisk("size=1m");
        using var writer = disk.Run([], $"open {disk.Log} {level} {disk.Key}", "append 5", $"fill {disk.Path}/fill", "until-fault 1000", "append 3", $"verify {disk.Log}",
            $"remove {disk.Path}/fill", "append 5", "close", $"verify {disk.Log}");

        writer.Faults.Should().HaveCount(4).And.OnlyContain(f => f.Contains("No space left on device"));
        writer.Lines.Should().ContainInConsecutiveOrder("valid", writer.Lines.First(l => l.StartsWith("ack ", StringComparison.Ordinal) && l.Split(' ')[1] == NameAfter(writer.Faults.Last())));
        writer.Lines[^2..].Should().Equal("closed", "valid");
        Aftermath.Lost(disk.Copy).Should().Be(4);
        Aftermath.Check(disk.Folder, disk.Copy, writer);
    }

    [SkippableFact]
    [Trait("Fault", "43")]
    public void Flush_DiskFullAtTheBufferedLevel_FailsAndGoesOnWhenThereIsRoom()
    {
        using var disk = new SmallDisk("size=1m");
        using var writer = disk.Run([], $"open {disk.Log} level=Buffered {disk.Key}", "gather 2 5", $"fill {disk.Path}/fill", "gather 2 300", $"remove {disk.Path}/fill", "gather 2 5", "close");

        writer.Faults.Should().NotBeEmpty();
        writer.Acknowledged.TakeLast(10).Should().HaveCount(10);
        Aftermath.Check(disk.Folder, disk.Copy, writer);
    }

    [SkippableTheory]
    [Trait("Fault", "34")]
    [InlineData("level=Flush")]
    [InlineData("level=Durable")]
    public void Append_DiskFullWhenASegmentIs_FailsAndTheOldOnesVerify(string level)
    {
        using var disk = new SmallDisk("size=1m");
        using var writer = disk.Run([], $"open {disk.Log} segment=3000 {level} {disk.Key}", "append 5", $"fill {disk.Path}/fill", "until-fault 1000", "append 3", $"verify {disk.Log}",
            $"remove {disk.Path}/fill", "append 20", "close", $"verify {disk.Log}");

        writer.Faults.Should().HaveCount(4);
        writer.Lines.Where(l => l.EndsWith("valid", StringComparison.Ordinal)).Should().Equal("valid", "valid");
        Directory.GetFiles(disk.Copy, "audit-*.jsonl").Should().HaveCountGreaterThan(2);
        Aftermath.Check(disk.Folder, disk.Copy, writer);
    }

    [SkippableTheory]
    [Trait("Fault", "49")]
    [InlineData("level=Flush")]
    [InlineData("level=Durable")]
    public void Append_NoRoomForANewName_FailsAndGoesOnWhenThereIs(string level)
    {
        using var disk = new SmallDisk("size=1m,nr_inodes=40");
        using var writer = disk.Run([], $"open {disk.Log} segment=3000 {level} {disk.Key}", "append 2", $"crowd {disk.Path}/crowd", "until-fault 100", "append 3", $"verify {disk.Log}",
            $"remove {disk.Path}/crowd", "append 5", "close");

        writer.Faults.Should().HaveCount(4).And.OnlyContain(f => f.Contains("No space left on device"));
        writer.Lines.Should().Contain("valid");
        Aftermath.Check(disk.Folder, disk.Copy, writer);
    }

    [SkippableFact]
    [Trait("Fault", "44")]
    public void Append_DiskFullAndTheFileCannotBeCut_FailsUntilOpenedAnew()
    {
        WriterProcess.Need("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=ftruncate", "-e", "inject=ftruncate:error=EIO", "true");
        using var disk = new SmallDisk("size=1m");
        using var writer = disk.Run(["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-P", disk.Log + "/audit-000000000000.jsonl", "-e", "trace=ftruncate", "-e", "inject=ftruncate:error=EIO:when=2+"],
            $"open {disk.Log} {disk.Key}", "append 5", $"fill {disk.Path}/fill", "until-fault 1000", $"remove {disk.Path}/fill", "append 3", "rotate", "close");

        writer.Faults.Should().HaveCount(4);
        writer.Faults.Skip(1).Should().OnlyContain(f => f.Contains("open the log anew"));
        writer.Lines.Should().Contain(l => l.StartsWith("refused a record could be neither written nor cut off", StringComparison.Ordinal));
        Aftermath.Check(disk.Folder, disk.Copy, writer);
        Directory.GetFiles(disk.Copy, "*.torn-*").Should().ContainSingle();
    }

    [SkippableTheory]
    [Trait("Fault", "45")]
    [InlineData("level=Flush")]
    [InlineData("level=Durable")]
    public void Append_FileAsLargeAsItMayBe_FailsAndGoesOnInTheNext(string level)
    {
        WriterProcess.Need("bash", "-c", "ulimit -f 16");
        using var folder = new TempFolder();
        // The signal would end the process, where nobody ignores it.
        using var writer = WriterProcess.Run(folder, ["bash", "-c", "ulimit -f 16; trap '' XFSZ; exec \"$@\"", "bash"],
            $"open {folder.Log} {level} key={Aftermath.KeyOf(folder)}", "until-fault 1000", "append 3", $"verify {folder.Log}", "rotate", "append 5", "close");

        writer.Acknowledged.Should().HaveCountGreaterThan(10);
        writer.Faults.Should().HaveCount(4);
        writer.Lines.Should().ContainInOrder("valid", "rotated", "closed");
        new FileInfo(folder.Segment).Length.Should().BeInRange(15_000, 16_384);
        Aftermath.Lost(folder.Log).Should().Be(4);
        Aftermath.Check(folder, folder.Log, writer);
    }

    /// <summary>The writer numbers what it appends.</summary>
    private static string NameAfter(string fault)
    {
        string name = fault.Split(' ')[1];
        int digits = name.LastIndexOf('-') + 1;
        return name[..digits] + (int.Parse(name[digits..], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
    }
}
