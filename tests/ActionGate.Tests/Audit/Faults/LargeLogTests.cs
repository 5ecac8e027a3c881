using System.Globalization;
using Xunit.Abstractions;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>A log of a million records, where somebody has the time; a small one otherwise.</summary>
public sealed class LargeLogTests(ITestOutputHelper output)
{
    [SkippableFact]
    [Trait("Fault", "75")]
    public void Open_ManyRecords_TakesLittleTimeAndMemory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "memory is measured as Linux shows it");
        int records = Aftermath.Rounds(20_000, 1_000_000);
        using var folder = new TempFolder();
        string open = $"open {folder.Log} level=Buffered key={Aftermath.KeyOf(folder)}";
        using (var writing = WriterProcess.Run(folder, [], open, string.Create(CultureInfo.InvariantCulture, $"silent {records}"), "close"))
            writing.Lines.Should().Equal("open", "closed");

        using var opening = WriterProcess.Run(folder, [], "time", open, "time", "peak", "append 1", "close");
        using var verifying = WriterProcess.Run(folder, [], "time", $"verify {folder.Log}", "time", "peak");

        output.WriteLine($"{records} records; opened: {string.Join(", ", opening.Lines)}; verified: {string.Join(", ", verifying.Lines)}");
        verifying.Lines[1].Should().Be("valid");
        opening.Acknowledged.Should().ContainSingle();
        Milliseconds(opening.Lines[2]).Should().BeLessThan(2000, "it reads the end alone");
        Megabytes(opening.Lines[3]).Should().BeLessThan(128);
        Megabytes(verifying.Lines[3]).Should().BeLessThan(128);
        Milliseconds(verifying.Lines[2]).Should().BeLessThan(2000 + (records / 25), "how fast it is, benchmarks measure on a quiet machine");
    }

    private static long Milliseconds(string line) => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);

    private static long Megabytes(string line) => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
}
