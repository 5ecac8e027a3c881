using System.Diagnostics;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>Something moves, cuts or deletes the segment while a log is open: it takes no more records, and does not open as if nothing had been.</summary>
public sealed class DisplacementTests
{
    [SkippableTheory]
    [InlineData("rm \"$1\"")]
    [InlineData("mv \"$1\" \"$1.1\"")]
    [InlineData("mv \"$1\" \"$1.1\" && : > \"$1\"")]
    [InlineData("cp \"$1\" \"$1.1\" && : > \"$1\"")]
    [InlineData("cp \"$1\" \"$1.1\" && mv \"$1.1\" \"$1\" && echo >> \"$1\"")]
    [InlineData("mv \"$1\" \"$1.1\" && ln -s \"$1.1\" \"$1\"")]
    [InlineData("mv \"$(dirname \"$1\")\" \"$(dirname \"$1\").old\"")]
    [Trait("Fault", "56")]
    [Trait("Fault", "57")]
    [Trait("Fault", "58")]
    public void Append_SegmentMovedCutOrDeleted_FailsSoonAndTheLogIsNotTakenForWhole(string command)
    {
        WriterProcess.Need("bash", "-c", "true");
        using var folder = new TempFolder();
        string key = Aftermath.KeyOf(folder);
        using var writer = WriterProcess.Start(folder, [], $"open {folder.Log} key={key}", "append 5", "checkpoint", "wait", "append 40", "close");
        writer.WaitFor(Writer.AlreadyWaits);
        using (var other = Process.Start("bash", ["-c", command, "bash", folder.Segment]))
            other.WaitForExit(10_000).Should().BeTrue();
        writer.Continue();
        writer.WaitForEnd().Should().Be(0);

        writer.Acknowledged.Should().HaveCountLessThanOrEqualTo(5 + 16);
        writer.Faults.Should().HaveCount(45 - writer.Acknowledged.Count());
        writer.Lines.TakeLast(24).SkipLast(1).Should().OnlyContain(l => l.StartsWith("fault ", StringComparison.Ordinal), "it does not heal by itself");
        var open = () => AuditLog.Open(folder.Log, new AuditOptions { KeyFile = key, ExpectExisting = true });
        open.Should().Throw<AuditException>();
    }
}
