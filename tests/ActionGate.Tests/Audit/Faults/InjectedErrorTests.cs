using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>Each call of the operating system that concerns the log fails once, or from then on, or is the last that the process makes.</summary>
public sealed class InjectedErrorTests(ITestOutputHelper output)
{
    /// <summary>With all that a log does: it opens after a crash, appends, rotates, signs, and closes.</summary>
    private static readonly string[] Work = ["append 4", "checkpoint", "append 3", "rotate", "append 2", "checkpoint", "close"];

    public static TheoryData<string, string, string> Errors => new()
    {
        { "pwrite64", "error=EIO", "" },
        { "pwrite64", "error=ENOSPC", "+" },
        { "pwrite64", "error=EINTR", "" },
        { "pwrite64", "error=EDQUOT", "" },
        { "fsync", "error=EIO", "" },
        { "fsync", "error=EIO", "+" },
        { "openat", "error=EDQUOT", "" },
        { "openat", "error=EMFILE", "" },
        { "openat", "error=EACCES", "+" },
        { "ftruncate", "error=EIO", "" },
        { "rename", "error=ENOSPC", "" },
        { "unlink", "error=EACCES", "" },
        { "flock", "error=EINTR", "" },
        { "pread64", "error=EIO", "" },
    };

    [SkippableTheory]
    [Trait("Fault", "46")]
    [Trait("Fault", "47")]
    [Trait("Fault", "49")]
    [MemberData(nameof(Errors))]
    public void Write_AnyCallFails_LosesNothingThatWasAcknowledged(string call, string error, string more)
    {
        foreach (string level in new[] { "level=Flush", "level=Durable" })
            OverAllCalls(call, error, more, level, isKilled: false);
    }

    [SkippableTheory]
    [Trait("Fault", "33")]
    [Trait("Fault", "36")]
    [Trait("Fault", "38")]
    [Trait("Fault", "42")]
    [InlineData("pwrite64")]
    [InlineData("fsync")]
    [InlineData("openat")]
    [InlineData("ftruncate")]
    [InlineData("rename")]
    public void Write_KilledAtAnyCall_LosesNothingThatWasAcknowledged(string call) => OverAllCalls(call, "signal=SIGKILL", "", "level=Flush", isKilled: true);

    private void OverAllCalls(string call, string error, string more, string level, bool isKilled)
    {
        // A signal is not delivered where the filter stops the call.
        string[] tracer = isKilled ? ["strace", "-f", "-qq"] : ["strace", "-f", "-qq", "--seccomp-bpf"];
        WriterProcess.Need([.. tracer, "-o", "/dev/null", "-e", "trace=" + call, "-e", $"inject={call}:{(isKilled ? "error=EIO" : error)}:when=9999", "true"]);
        int calls = Count(call, level);
        int step = Aftermath.Rounds(isKilled ? 4 : 9, 1);
        int first = Aftermath.Rounds(1 + (error.Length + level.Length) % Math.Min(step, Math.Max(calls, 1)), 1);
        int faults = 0, refusals = 0;
        for (int n = first; n <= calls; n += step)
        {
            using var folder = Torn();
            string[] through = [.. tracer, "-o", "/dev/null", .. Paths(folder), "-e", "trace=" + call, "-e", string.Create(CultureInfo.InvariantCulture, $"inject={call}:{error}:when={n}{more}")];
            using var writer = WriterProcess.Run(folder, through, Commands(folder, level));
            if (isKilled)
                writer.WaitForEnd().Should().BeOneOf(0, 137);
            else
                writer.WaitForEnd().Should().Be(writer.Lines.Contains("open") ? 0 : 2, string.Join('\n', writer.Lines));
            faults += writer.Faults.Count();
            refusals += writer.Lines.Count(l => l.StartsWith("refused ", StringComparison.Ordinal));
            try
            {
                Aftermath.Check(folder, folder.Log, writer);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{call} {error} at {n}{more}: {e.Message}\n{string.Join('\n', writer.Lines)}");
            }
        }
        output.WriteLine($"{call} {error}{more} {level}: {calls} calls, {faults} faults, {refusals} refusals");
    }

    /// <summary>How often one thread makes the call.</summary>
    private static int Count(string call, string level)
    {
        using var folder = Torn();
        string trace = Path.Combine(folder.Path, "trace");
        using var writer = WriterProcess.Run(folder, ["strace", "-f", "-qq", "--seccomp-bpf", "-o", trace, .. Paths(folder), "-e", "trace=" + call], Commands(folder, level));
        writer.Lines.Should().Contain("closed");
        writer.Faults.Should().BeEmpty();
        return File.ReadLines(trace).Select(l => Regex.Match(l, $"^([0-9]+) +{call}\\(")).Where(m => m.Success).GroupBy(m => m.Groups[1].Value).Select(g => g.Count()).DefaultIfEmpty().Max();
    }

    private static string[] Commands(TempFolder folder, string level) => [$"open {folder.Log} {level} checkpoints=10000 key={Aftermath.KeyOf(folder)}", .. Work];

    /// <summary>A log with some records, and what a crash left of one more.</summary>
    private static TempFolder Torn()
    {
        var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { KeyFile = Aftermath.KeyOf(folder) }))
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        File.AppendAllText(folder.Segment, "{\"v\":1,\"seq\":3,\"ts");
        return folder;
    }

    private static IEnumerable<string> Paths(TempFolder folder) => Names().SelectMany(n => new[] { "-P", Path.Combine(folder.Log, n) }).Concat(["-P", folder.Log]);

    private static IEnumerable<string> Names()
    {
        foreach (string name in new[] { "audit.lock", "checkpoint", "checkpoint.tmp", "checkpoints.log", "frontier", "frontier.tmp" })
            yield return name;
        for (int i = 0; i < 20; i++)
            yield return $"audit-{i:D12}.jsonl";
    }
}
