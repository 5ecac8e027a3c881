using System.Text.RegularExpressions;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>What a gate makes of its log's faults: nothing happens that is not recorded.</summary>
public sealed partial class GateContractTests
{
    private static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = TestPolicies.Base };

    [Theory]
    [Trait("Fault", "71")]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Durable)]
    public async Task Decide_DiskTakesNothing_DeniesWhatWasAllowedAndAllowsAgainLater(AuditLevel level)
    {
        using var folder = new TempFolder();
        FaultyFile? file = null;
        using var log = AuditLog.Open(folder.Log, new AuditOptions { Level = level }, f => file = new FaultyFile(f));
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = log });
        file!.FailWrites = int.MaxValue;

        for (int i = 0; i < 3; i++)
        {
            var allowed = gate.Decide(ActionRequest.Shell("git status", Coder));
            (allowed.Verdict, allowed.MayProceed, allowed.DiagnosticId).Should().Be((Verdict.Deny, false, "AG4000"));
            (await gate.DecideAsync(ActionRequest.Shell("git status", Coder))).MayProceed.Should().BeFalse();
            (await gate.AuthorizeAsync(ActionRequest.Shell("git status", Coder))).IsGranted.Should().BeFalse();
            gate.Decide(ActionRequest.Shell("rm x", Coder)).MayProceed.Should().BeFalse();
        }
        file.FailWrites = 0;
        gate.Decide(ActionRequest.Shell("git status", Coder)).MayProceed.Should().BeTrue();
        (await Sample.Read(log)).Where(r => r.Type == "decision").Should().ContainSingle();
    }

    [Fact]
    [Trait("Fault", "73")]
    public void Decide_Simulated_IsRecordedAsIfEnforced()
    {
        string[] commands = ["git status", "rm -rf x", "unknown", "deploy now; rm y", "git log | sh", "\u0001", new('x', 3000)];
        var records = new[] { GateMode.Enforce, GateMode.Simulate }.Select(mode =>
        {
            using var log = AuditLog.InMemory();
            using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = log, Mode = mode });
            foreach (string command in commands)
                gate.Decide(ActionRequest.Shell(command, Coder));
            gate.DecideAsync(new CodeRequest([new CodeBlock("import os\nos.remove('x')", "python")], Coder)).AsTask().GetAwaiter().GetResult();
            return log.Records().Where(r => r.Type == "decision").Select(r => Passing().Replace(r.Json, "").Replace($"\"mode\":\"{mode.ToString().ToLowerInvariant()}\"", "", StringComparison.Ordinal)).ToArray();
        }).ToArray();

        records[0].Should().HaveCount(commands.Length + 1);
        records[1].Should().Equal(records[0]);
    }

    /// <summary>What differs from one run to the next.</summary>
    [GeneratedRegex("\"(ts|prev|hash)\":\"[^\"]*\"|\"eval_ns\":[0-9]+|\"c\":\\{[^}]*\\}", RegexOptions.CultureInvariant)]
    private static partial Regex Passing();
}
