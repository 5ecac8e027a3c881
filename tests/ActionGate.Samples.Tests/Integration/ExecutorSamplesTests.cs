namespace ActionGate.Samples.Tests.Integration;

/// <summary>The samples that run code, as somebody would who tries them.</summary>
public sealed class ExecutorSamplesTests
{
    [SkippableFact]
    public async Task GatedCodeExecutor_Run_ShowsWhatPassesWhatIsRefusedAndWhatIsEnded()
    {
        Skip.IfNot(SampleRun.IsOnPath("python3"), "needs python3");
        Skip.IfNot(OperatingSystem.IsLinux(), "memory is limited on Linux alone");

        var run = await SampleRun.OfAsync("GatedCodeExecutor", "");

        run.ExitCode.Should().Be(0, run.Output);
        run.Output.Should().Contain("writes into the workspace: exit code 0\n  wrote workspace/total.txt\n")
            .And.Contain("reads /etc/passwd: refused\n  Code execution was not approved. Reason: ").And.NotContain("never printed").And.NotContain("root:")
            .And.Contain("hides what it reads: refused\n")
            .And.Contain("eats memory: ended at its limit of memory\n")
            .And.Contain("In the workspace: the total is 45\n");
    }

    [SkippableTheory]
    [InlineData(true, "--yes")]
    [InlineData(false, "--no")]
    [InlineData(false)]
    public async Task ApprovalConsole_Run_HappensOnlyWithAYes(bool isApproved, params string[] arguments)
    {
        Skip.IfNot(SampleRun.IsOnPath("bash"), "needs bash");

        // Without an argument the console is asked: what is piped in does not know the code that it would have to repeat.
        var run = await SampleRun.OfAsync("ApprovalConsole", "yes\n", arguments);

        run.ExitCode.Should().Be(0, run.Output);
        run.Output.Should().Contain("bash> echo nothing to ask\n  exit code 0 nothing to ask\n")
            .And.Contain(isApproved ? "release.txt is there" : "release.txt is not there")
            .And.Contain("bash> touch /etc/release.txt\n  exit code 1 Code execution was not approved. Reason: ");
        if (arguments.Length == 0)
            run.Output.Should().Contain("Approval needed\n");
    }

    [SkippableFact]
    public async Task ApprovalConsole_Pending_WaitsForAnAnswerUnderAKey()
    {
        Skip.IfNot(SampleRun.IsOnPath("bash"), "needs bash");
        string folder = Directory.CreateTempSubdirectory("actiongate-samples-").FullName;
        var key = AuditKey.LoadOrCreate(Path.Combine(folder, "ann.key"));
        string pending = Path.Combine(folder, "approvals");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var running = SampleRun.OfAsync("ApprovalConsole", "", "--pending", pending, key.PublicKey.ToVerifierKey("ann"));
            while (!running.IsCompleted && (!Directory.Exists(pending) || PendingApprovals.List(pending).Count == 0))
                await Task.Delay(20, deadline.Token);
            if (!running.IsCompleted)
                await PendingApprovals.AnswerAsync(pending, PendingApprovals.List(pending).Single(), ApprovalResponse.Approve("ann", "release day"), key);
            var run = await running.WaitAsync(deadline.Token);

            run.Output.Should().Contain("release.txt is there");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public async Task GroupChat_Run_TheExecutorsPolicyDecidesAndTheRecordNamesBoth()
    {
        Skip.IfNot(SampleRun.IsOnPath("bash"), "needs bash");

        var run = await SampleRun.OfAsync("GroupChat", "");

        run.ExitCode.Should().Be(0, run.Output);
        string[] turns = [.. run.Output.Split('\n').Where(l => l.StartsWith("   ", StringComparison.Ordinal) && (l.Contains("exit code", StringComparison.Ordinal) || l.Contains("refused", StringComparison.Ordinal)))];
        turns.Should().HaveCount(5, run.Output);
        turns[0].Should().StartWith("   exit code 0");
        turns[1].Should().Be("   exit code 0 ship on friday");
        turns[2..].Should().OnlyContain(l => l.StartsWith("   refused Code execution was not approved. Reason: "));
        run.Output.Should().Contain("Allow: suggested by coder, executed by reviewer").And.Contain("Deny: suggested by researcher, executed by coder");
    }
}
