namespace ActionGate.Tests.Guards;

public sealed class GuardedCodeExecutorTests : IDisposable
{
    private static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = TestPolicies.Base };

    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly Recorder _inner = new();
    private readonly Gate _gate;

    public GuardedCodeExecutorTests() => _gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit });

    public void Dispose()
    {
        _gate.Dispose();
        _audit.Dispose();
    }

    [Theory]
    [InlineData("rm -rf /", "bash")]
    [InlineData("deploy now", "bash")]
    [InlineData("git status; rm -rf /", "bash")]
    [InlineData("print(1)", "python")]
    [InlineData("git status", "cobol")]
    [InlineData("", "bash")]
    public async Task Promise_P01_NotAllowedBlock_NeverReachesTheExecutor(string code, string language)
    {
        var result = await _inner.Guard(_gate, Coder).ExecuteAsync(new CodeExecution([new CodeBlock("git status", "bash"), new CodeBlock(code, language)]));

        result.ExitCode.Should().Be(1);
        result.IsDenied.Should().BeTrue();
        result.Output.Should().StartWith("Code execution was not approved. Reason: ");
        _inner.Runs.Should().BeEmpty();
    }

    [Fact]
    public async Task Promise_P02_WrappedExecutor_RunsTheSameBlocks()
    {
        CodeBlock[] blocks = [new("git status", "bash"), new("git log\n", "sh")];

        var result = await _inner.Guard(_gate, Coder).ExecuteAsync(new CodeExecution(blocks));

        result.Output.Should().Be("done");
        _inner.Runs.Should().ContainSingle().Which.Blocks.Should().Equal(blocks);
    }

    [Fact]
    public async Task Promise_P06_Simulate_RunsEverythingAndRecordsTheDenial()
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Mode = GateMode.Simulate });

        await _inner.Guard(gate, Coder).ExecuteAsync(new CodeExecution([new CodeBlock("rm -rf x", "bash")]));

        _inner.Runs.Should().HaveCount(1);
        var record = _audit.Records().Last(r => r.Type == "decision");
        (record.Verdict, record.Mode).Should().Be((Verdict.Deny, GateMode.Simulate));
    }

    [Fact]
    public async Task ExecuteAsync_CallerChangesItsList_RunsWhatWasDecided()
    {
        var blocks = new List<CodeBlock> { new("git status", "bash") };
        var execution = new CodeExecution(blocks);
        blocks[0] = new CodeBlock("rm -rf /", "bash");

        await _inner.Guard(_gate, Coder).ExecuteAsync(execution);

        _inner.Runs.Single().Blocks.Single().Code.Should().Be("git status");
    }

    [Fact]
    public async Task ExecuteAsync_BlockNamesItsFile_WritingItIsDecided()
    {
        var executor = _inner.Guard(_gate, Coder);

        (await executor.ExecuteAsync(new CodeExecution([new CodeBlock("git status", "bash") { FileName = "workspace/x.sh" }]))).IsDenied.Should().BeFalse();
        (await executor.ExecuteAsync(new CodeExecution([new CodeBlock("git status", "bash") { FileName = "../x.sh" }]))).IsDenied.Should().BeTrue();
    }

    [Fact]
    public async Task Promise_P20_GuardContext_DecidesWhoExecutesWhoeverSuggested()
    {
        var policy = TestPolicies.Of("  - { id: git, action: shell_exec, target: \"git *\", decision: allow }", "version: 1\nagent: admin");
        using var gate = new Gate(new() { Policy = policy, Audit = _audit });
        var run = new CodeExecution([new CodeBlock("git status", "bash")]) { Context = new ActionContext { Agent = "admin", Suggester = "admin", Group = "team", Turn = 3 } };

        (await _inner.Guard(gate, Coder).ExecuteAsync(run)).IsDenied.Should().BeTrue("the coder executes");
        (await _inner.Guard(gate).ExecuteAsync(run)).IsDenied.Should().BeFalse();

        var record = _audit.Records().First(r => r.Type == "decision");
        (record.Agent, record.Suggester, record.Group, record.Turn).Should().Be(("coder", "admin", "team", 3));
    }

    [Fact]
    public async Task Promise_P19_Log_HoldsTheHashOfTheCodeAndNotTheCode()
    {
        await _inner.Guard(_gate, Coder).ExecuteAsync(new CodeExecution([new CodeBlock("print('secret-in-code')", "python")]));

        var record = _audit.Records().Last();
        record.Json.Should().NotContain("secret-in-code");
        record.CodeHash.Should().Be("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("print('secret-in-code')"u8)));
    }

    [Fact]
    public async Task Promise_P19_ShellBlock_IsNotInTheLogEither()
    {
        await _inner.Guard(_gate, Coder).ExecuteAsync(new CodeExecution([new CodeBlock("git status secret-word", "bash")]));
        await _inner.Guard(_gate, Coder).ExecuteAsync(new CodeExecution([new CodeBlock("rm --secret-word", "bash")]));

        _audit.Records().Should().NotContain(r => r.Json.Contains("secret-word", StringComparison.Ordinal));
        _audit.Records().Last(r => r.Type == "decision").Rule.Should().Be("rm");
    }

    [Fact]
    public async Task ExecuteAsync_InnerThrows_RecordsAndThrowsOn()
    {
        _inner.Fails = true;

        await _inner.Guard(_gate, Coder).Invoking(e => e.ExecuteAsync(new CodeExecution([new CodeBlock("git status", "bash")]))).Should().ThrowAsync<FormatException>();

        _audit.Records().Last().Json.Should().Contain("FormatException");
    }

    [Theory]
    [InlineData(null, 60, 10)]
    [InlineData(null, 5, 5)]
    [InlineData(GateMode.Simulate, 60, 60)]
    public async Task ExecuteAsync_LimitsOfRunAndDecision_TheStricterReachTheExecutor(GateMode? mode, int ofRun, int expected)
    {
        var policy = TestPolicies.Of("  - { action: shell_exec, target: \"git *\", decision: allow, limits: { time: 10s, cpu: 7s } }");
        using var gate = new Gate(new() { Policy = policy, Audit = _audit, Mode = mode });
        var run = new CodeExecution([new CodeBlock("git status", "bash")]) { Limits = new ExecutionLimits { WallTime = TimeSpan.FromSeconds(ofRun), OutputBytes = 9 } };

        await _inner.Guard(gate, Coder).ExecuteAsync(run);

        var limits = new ExecutionLimits { WallTime = TimeSpan.FromSeconds(expected), OutputBytes = 9, CpuTime = mode is null ? TimeSpan.FromSeconds(7) : null };
        _inner.Runs.Single().Limits.Should().Be(limits, "who only simulates stops nothing");
    }

    [Fact]
    public async Task ExecuteAsync_Approved_RunsUnderTheLimitsOfTheRule()
    {
        var policy = TestPolicies.Of("  - { action: shell_exec, target: \"git *\", decision: require_approval, limits: { time: 10s } }");
        using var gate = new Gate(new() { Policy = policy, Audit = _audit, Approvals = ApprovalHandler.From(_ => ApprovalResponse.Approve("ann")) });

        await _inner.Guard(gate, Coder).ExecuteAsync(new CodeExecution([new CodeBlock("git status", "bash")]));

        _inner.Runs.Single().Limits.WallTime.Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ExecuteAsync_LimitHit_RecordsWhichAndByWhatEachWasHeld()
    {
        _inner.Result = new CodeResult(137, "x") { LimitHit = "memory", LimitsHeldBy = new Dictionary<string, string> { ["memory"] = "cgroup2" } };

        await _inner.Guard(_gate, Coder).ExecuteAsync(new CodeExecution([new CodeBlock("git status", "bash")]));

        _audit.Records().Last().Json.Should().Contain("\"exit\":137").And.Contain("\"limit\":\"memory\",\"held\":{\"memory\":\"cgroup2\"}");
    }

    [Fact]
    public async Task StreamAsync_Denied_TellsTheDenialAndRunsNothing()
    {
        var updates = new List<CodeUpdate>();

        await foreach (var update in _inner.Guard(_gate, Coder).StreamAsync(new CodeExecution([new CodeBlock("rm -rf /", "bash")])))
            updates.Add(update);

        updates.Should().ContainSingle().Which.Result!.IsDenied.Should().BeTrue();
        _inner.Runs.Should().BeEmpty();
    }

    private sealed class Recorder : ICodeExecutor
    {
        internal List<CodeExecution> Runs { get; } = [];

        internal bool Fails { get; set; }

        internal CodeResult Result { get; set; } = new(0, "done");

        public Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default)
        {
            Runs.Add(execution);
            return Fails ? throw new FormatException() : Task.FromResult(Result);
        }
    }
}
