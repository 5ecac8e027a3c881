namespace ActionGate.Tests.Gates;

/// <summary>What a decision lets an action use: the strictest of the document, the agent's entry, the rule, all operations and all layers.</summary>
public sealed class LimitTests
{
    private const string Policies = """
        version: 1
        limits: { time: 60s, memory: 1GiB, output: 1MiB }
        agents:
          coder:
            code_execution: { max_execution_time: 30s, max_memory: 2GiB }
            rules:
              - { id: own, action: shell_exec, target: 'own *', decision: allow, limits: { time: 45s, cpu: 5s } }
          "*": {}
        rules:
          - { id: git, action: shell_exec, target: 'git *', decision: allow, limits: { time: 10s, processes: 4, memory: 512MiB } }
          - { id: free, action: shell_exec, target: 'free *', decision: allow, limits: { time: unlimited } }
          - { id: ask, action: shell_exec, target: 'ask *', decision: require_approval, limits: { file_size: 1KiB } }
          - { id: rm, action: shell_exec, target: 'rm *', decision: deny }
        default: require_approval
        """;

    private static readonly ActionContext Tester = OpenGate.Coder with { Agent = "tester" };

    [Fact]
    public void Decide_DocumentAgentAndRule_TheStrictestOfAll()
    {
        using var open = new OpenGate(Policies);

        open.Decide("git log").Limits.Should().Be(Limits(10, 512 << 20) with { OutputBytes = 1 << 20, Processes = 4 });
        open.Decide("own x").Limits.Should().Be(Limits(30, 1 << 30) with { OutputBytes = 1 << 20, CpuTime = TimeSpan.FromSeconds(5) });
        open.Decide("free x").Limits.Should().Be(Limits(30, 1 << 30) with { OutputBytes = 1 << 20 }, "unlimited limits nothing, and lifts nothing");
        open.Decide("free x", context: Tester).Limits.Should().Be(Limits(60, 1 << 30) with { OutputBytes = 1 << 20 });
    }

    [Fact]
    public void Decide_ByDefaultOrConstraint_LimitsBindToo()
    {
        using var open = new OpenGate(Policies);
        var usual = Limits(30, 1 << 30) with { OutputBytes = 1 << 20 };

        open.Decide("nobody knows", "file_read").Limits.Should().Be(usual);
        open.Decide("python", "code_execution").Limits.Should().Be(usual);
        open.Decide("cd /tmp").Limits.Should().Be(usual);
        open.Decide("ask x").Limits.Should().Be(usual with { FileBytes = 1024 });
    }

    [Fact]
    public void Decide_EnforcementRequiredAnywhere_HoldsForAllLimits()
    {
        using var open = new OpenGate("""
            version: 1
            limits: { memory: 1GiB, enforcement: watched }
            rules:
              - { id: git, action: shell_exec, target: 'git *', decision: allow, limits: { time: 10s, enforcement: required } }
              - { id: ls, action: shell_exec, target: 'ls *', decision: allow }
            """);

        open.Decide("git log").Limits.Should().Be(Limits(10, 1 << 30) with { MustBeEnforced = true });
        open.Decide("ls x").Limits.Should().Be(new ExecutionLimits { MemoryBytes = 1 << 30 });
    }

    [Fact]
    public void Decide_Denied_HasNoLimits()
    {
        using var open = new OpenGate(Policies);

        open.Decide("rm x").Limits.Should().Be(ExecutionLimits.None);
    }

    [Fact]
    public void Decide_Layers_TheStrictestOfBoth()
    {
        using var open = new OpenGate([Policies, "version: 1\nlimits: { time: 20s, file_size: 9 }\nrules:\n  - { action: shell_exec, target: '*', decision: allow, limits: { processes: 2 } }\n"]);

        open.Decide("git log").Limits.Should().Be(Limits(10, 512 << 20) with { OutputBytes = 1 << 20, Processes = 2, FileBytes = 9 });
        open.Decide("free x", context: Tester).Limits.Should().Be(Limits(20, 1 << 30) with { OutputBytes = 1 << 20, Processes = 2, FileBytes = 9 });
    }

    [Fact]
    public async Task Code_AllOperations_TheStrictestOfThem()
    {
        using var open = new OpenGate(Policies);

        var allowed = (await open.AuthorizeCode("own x", "git log")).Decision;
        allowed.Verdict.Should().Be(Verdict.Allow);
        allowed.Limits.Should().Be(Limits(10, 512 << 20) with { OutputBytes = 1 << 20, Processes = 4, CpuTime = TimeSpan.FromSeconds(5) });
        (await open.AuthorizeCode("own x", "rm y")).Decision.Limits.Should().Be(ExecutionLimits.None);
    }

    [SkippableFact]
    public void Decide_RealPathUnderAnotherRule_BothBind()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
        using var folder = new FileSystem.DiskFolder();
        folder.Write("a/x");
        folder.Link("l", "a");
        using var open = new OpenGate($"version: 1\nrules:\n  - {{ action: file_read, target: '{folder.Root}/l/**', decision: allow, limits: {{ time: 5s }} }}\n");
        using var both = new OpenGate($"version: 1\nrules:\n  - {{ action: file_read, target: '{folder.Root}/?/x', decision: allow, limits: {{ time: 5s }} }}\n  - {{ action: file_read, target: '**/x', decision: allow }}\n");
        using var apart = new OpenGate(
            $"version: 1\nrules:\n  - {{ action: file_read, target: '{folder.Root}/[kl]/x', decision: allow, limits: {{ time: 5s }} }}\n  - {{ action: file_read, target: '**/x', decision: allow, limits: {{ processes: 1 }} }}\n");

        open.Decide(folder["l/x"], "file_read").Limits.WallTime.Should().Be(TimeSpan.FromSeconds(5));
        both.Decide(folder["l/x"], "file_read").Limits.Should().Be(new ExecutionLimits { WallTime = TimeSpan.FromSeconds(5) });
        apart.Decide(folder["l/x"], "file_read").Limits.Should().Be(new ExecutionLimits { WallTime = TimeSpan.FromSeconds(5), Processes = 1 });
    }

    private static ExecutionLimits Limits(int seconds, long memory) => new() { WallTime = TimeSpan.FromSeconds(seconds), MemoryBytes = memory };
}
