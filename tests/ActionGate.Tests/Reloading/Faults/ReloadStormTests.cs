using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace ActionGate.Tests.Reloading.Faults;

/// <summary>One thread rewrites the policy file without pause, another decides, and the watcher runs on the real clock.</summary>
public sealed class ReloadStormTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decide_DuringAStormOfRewrites_SeesOneOfTheTwoPoliciesWhole(bool isInPlace)
    {
        string allow = TextOf("allow"), deny = TextOf("deny");
        using var folder = new WatchedFolder(("p.yaml", allow));
        var policy = PolicyWatcher.Load([folder.At("p.yaml")]);
        using var audit = AuditLog.InMemory(capacity: 100);
        using var gate = new Gate(new() { Policy = policy, Audit = audit });
        var reports = new ConcurrentQueue<PolicyReload>();
        var options = new PolicyWatcherOptions { Interval = TimeSpan.FromMilliseconds(1), QuietPeriod = TimeSpan.FromMilliseconds(20), Reloaded = reports.Enqueue };
        using var watcher = new PolicyWatcher(gate, [folder.At("p.yaml")], options);
        var expected = new Dictionary<string, Verdict> { [Policy.Parse(allow).Hash] = Verdict.Allow, [Policy.Parse(deny).Hash] = Verdict.Deny };
        var seen = new HashSet<string>();
        using var end = new CancellationTokenSource();

        var writer = Task.Run(() => Storm(folder, allow, deny, isInPlace, () => end.IsCancellationRequested));
        long start = Stopwatch.GetTimestamp();
        while ((seen.Count < 2 || reports.Count(r => r.Outcome == PolicyReloadOutcome.Replaced) < 6) && Stopwatch.GetElapsedTime(start) < Deadline)
        {
            // The last rule decides, so that a policy cut short would show.
            var decision = gate.Decide(ActionRequest.Shell("tool199 x"));
            expected.Should().ContainKey(decision.PolicyHash).WhoseValue.Should().Be(decision.Verdict);
            decision.Rule!.Id.Should().Be("r199");
            seen.Add(decision.PolicyHash);
        }
        await end.CancelAsync();
        await writer;

        seen.Should().HaveCount(2, "both policies came into force");
        reports.Count(r => r.Outcome == PolicyReloadOutcome.Replaced).Should().BeGreaterThanOrEqualTo(6);
        reports.Where(r => r.Outcome == PolicyReloadOutcome.Replaced).Should().OnlyContain(r => expected.ContainsKey(r.PolicyHash));
    }

    /// <summary>Writes, rests now and then long enough to be taken seriously, and in between leaves a broken file.</summary>
    private static void Storm(WatchedFolder folder, string allow, string deny, bool isInPlace, Func<bool> isOver)
    {
        for (int i = 0; !isOver(); i++)
        {
            string text = i % 20 == 10 ? WatchedFolder.Broken : i / 20 % 2 == 0 ? deny : allow;
            if (isInPlace)
            {
                folder.Write("p.yaml", text);
            }
            else
            {
                folder.Write("p.new", text);
                File.Move(folder.At("p.new"), folder.At("p.yaml"), overwrite: true);
            }
            if (i % 20 is 0 or 10)
                Thread.Sleep(60);
        }
    }

    private static string TextOf(string decision)
    {
        var text = new StringBuilder("version: 1\nrules:\n");
        for (int i = 0; i < 200; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - {{ id: r{i}, action: shell_exec, target: 'tool{i} *', decision: {decision} }}\n");
        return text.ToString();
    }
}
