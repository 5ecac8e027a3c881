using System.Net;
using System.Net.Sockets;

namespace ActionGate.Execution.Tests.Integration;

/// <summary>A guarded sandbox: what the policy does not allow truly fails inside, whatever the code was decided to be.</summary>
public sealed class SandboxTests : ExecutorFixture
{
    private const string Bwrap = "/usr/bin/bwrap";

    private static readonly Dictionary<string, CodeInterpreter> Interpreters = new()
    {
        ["bash"] = new("/bin/bash"),
        ["python"] = new("/usr/bin/python3"),
    };

    private AuditLog? _audit;

    [SkippableFact]
    public async Task Execute_ReadableFolder_IsReadAndNotWritten()
    {
        string data = Folder("data");
        await File.WriteAllTextAsync(Path.Combine(data, "in.txt"), "content\n");

        var result = await GuardedAsync($"cat {data}/in.txt; echo x > {data}/in.txt; echo x > {data}/new; ls {data}", Rules(read: $"{data}/**"));

        result.Output.Should().Contain("content\n").And.EndWith("in.txt\n");
        (await File.ReadAllTextAsync(Path.Combine(data, "in.txt"))).Should().Be("content\n");
        File.Exists(Path.Combine(data, "new")).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_WritableFolder_IsWritten()
    {
        string data = Folder("data");

        var result = await GuardedAsync($"echo made > {data}/new && mkdir {data}/sub && echo too > {data}/sub/x && rm {data}/sub/x", Rules(read: $"{data}/**", write: $"{data}/**"));

        (result.ExitCode, result.Output).Should().Be((0, ""));
        File.ReadAllText(Path.Combine(data, "new")).Should().Be("made\n");
    }

    [SkippableFact]
    public async Task Execute_FolderOfNoRule_IsNotThere()
    {
        string secret = Folder("secret");
        await File.WriteAllTextAsync(Path.Combine(secret, "key"), "hunter2");

        var result = await GuardedAsync($"cat {secret}/key; echo x > {secret}/new; cat /etc/shadow; ls /root /home; echo x > /gone; echo end", Rules());

        result.Output.Should().NotContain("hunter2").And.NotContain("root:").And.EndWith("end\n");
        Directory.GetFiles(secret).Should().ContainSingle();
    }

    [SkippableFact]
    public async Task Execute_RefusedFileInAWritableFolder_ReadsAsEmptyAndStays()
    {
        string data = Folder("data");
        Directory.CreateDirectory(Path.Combine(data, "sub/.git"));
        await File.WriteAllTextAsync(Path.Combine(data, "sub/.env"), "hunter2");
        await File.WriteAllTextAsync(Path.Combine(data, "sub/.git/config"), "hunter2");

        var result = await GuardedAsync(
            $"cat {data}/sub/.env {data}/sub/.git/config; echo x > {data}/sub/.env; rm -rf {data}/sub/.git; echo fine > {data}/sub/other; echo end",
            Rules(read: $"{data}/**", write: $"{data}/**", deny: "**/.*"));

        result.Output.Should().NotContain("hunter2").And.EndWith("end\n");
        File.ReadAllText(Path.Combine(data, "sub/.env")).Should().Be("hunter2");
        File.ReadAllText(Path.Combine(data, "sub/.git/config")).Should().Be("hunter2");
        File.ReadAllText(Path.Combine(data, "sub/other")).Should().Be("fine\n");
    }

    [SkippableFact]
    public async Task Execute_NarrowPattern_ShowsTheFilesThatAreThere()
    {
        string data = Folder("data");
        await File.WriteAllTextAsync(Path.Combine(data, "a.txt"), "shown\n");
        await File.WriteAllTextAsync(Path.Combine(data, "b.key"), "hunter2");

        var result = await GuardedAsync($"cat {data}/*; ls {data}", Rules(read: $"{data}/*.txt"));

        result.Output.Should().Be("shown\na.txt\n");
    }

    [SkippableFact]
    public async Task Execute_LinkToWhatIsHidden_LeadsNowhere()
    {
        string data = Folder("data");
        string secret = Folder("secret");
        await File.WriteAllTextAsync(Path.Combine(secret, "key"), "hunter2");
        Directory.CreateSymbolicLink(Path.Combine(data, "link"), secret);

        var result = await GuardedAsync($"cat {data}/link/key; echo end", Rules(read: $"{data}/**"));

        result.Output.Should().NotContain("hunter2").And.EndWith("end\n");
    }

    [SkippableFact]
    public async Task Execute_AuditLogKeyAndPolicyInAWritableFolder_AreHidden()
    {
        string data = Folder("data");
        string policy = Path.Combine(data, "policy.yaml");
        string key = Path.Combine(data, "keys/audit.key");
        Directory.CreateDirectory(Path.Combine(data, "keys"));
        await File.WriteAllTextAsync(policy, Rules(read: $"{data}/**", write: $"{data}/**"));
        _audit = AuditLog.Open(Path.Combine(data, "audit"), new AuditOptions { KeyFile = key });

        var result = await GuardedAsync(
            $"cd {data}; ls audit; cat policy.yaml keys/audit.key; echo x >> policy.yaml; echo x > audit/x; echo x > keys/audit.key; echo ok > other; echo end",
            Policy.Load(policy));

        result.Output.Should().NotContain(".jsonl").And.NotContain("version").And.NotContain("PRIVATE").And.EndWith("end\n");
        File.ReadAllText(policy).Should().StartWith("version: 1").And.NotEndWith("x\n");
        File.Exists(Path.Combine(data, "audit/x")).Should().BeFalse();
        File.ReadAllText(key).Should().Contain("PRIVATE");
        File.Exists(Path.Combine(data, "other")).Should().BeTrue();
    }

    /// <summary>A mount moves along with the folder that it is in, and leaves its name free.</summary>
    [SkippableFact]
    public async Task Execute_FolderAroundWhatIsRefused_CantBeRenamed()
    {
        string data = Folder("data");
        Directory.CreateDirectory(Path.Combine(data, "a/b/private"));
        Directory.CreateDirectory(Path.Combine(data, "a/other"));
        Directory.CreateDirectory(Path.Combine(data, "cfg/deep"));
        await File.WriteAllTextAsync(Path.Combine(data, "a/b/private/key"), "hunter2");
        string policy = Path.Combine(data, "cfg/deep/policy.yaml");
        await File.WriteAllTextAsync(policy, Rules(read: $"{data}/**", write: $"{data}/**", deny: "**/private/**"));

        var result = await GuardedAsync(
            $"cd {data}; for f in a a/b a/b/private cfg cfg/deep cfg/deep/policy.yaml; do mv $f moved; done; echo x > a/b/new; mv a/other a/moved; mkdir -p cfg/deep; echo x > cfg/deep/policy.yaml; echo end",
            Policy.Load(policy));

        result.Output.Should().EndWith("end\n");
        File.ReadAllText(Path.Combine(data, "a/b/private/key")).Should().Be("hunter2");
        File.ReadAllText(policy).Should().StartWith("version: 1").And.NotEndWith("x\n");
        File.Exists(Path.Combine(data, "a/b/new")).Should().BeTrue();
        Directory.Exists(Path.Combine(data, "a/moved")).Should().BeTrue("nothing in it is refused");
        Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains("hunter2", StringComparison.Ordinal))
            .Should().ContainSingle("mv copies what it can read, where it can't rename");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_Connection_IsMadeWhereARuleMayAllowOne(bool isAllowed)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await GuardedAsync($"(echo hello > /dev/tcp/127.0.0.1/{port}) && echo connected", Rules(network: isAllowed));

        (result.ExitCode == 0).Should().Be(isAllowed, result.Output);
        listener.Pending().Should().Be(isAllowed);
    }

    [SkippableFact]
    public async Task Execute_ProcessesOfTheHost_AreNotSeen()
    {
        using var process = System.Diagnostics.Process.Start("sleep", "1000");

        var result = await GuardedAsync($"ls /proc | grep -c '^[0-9]'; kill -9 {process.Id}; ls /sys; echo end", Rules());

        int.Parse(result.Output.Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture).Should().BeLessThan(10);
        process.HasExited.Should().BeFalse();
        process.Kill();
    }

    [SkippableFact]
    public async Task Execute_CodeThatWouldUndoItsMounts_Fails()
    {
        Needs("unshare");
        string data = Folder("data");
        await File.WriteAllTextAsync(Path.Combine(data, ".env"), "hunter2");
        await File.WriteAllTextAsync(Path.Combine(data, "in.txt"), "content");

        var result = await GuardedAsync(
            $"umount {data}/.env; mount -o remount,rw {data}; unshare -Urm sh -c 'umount {data}/.env; umount {data}; mount -o remount,rw,bind {data}; cat {data}/.env; echo x > {data}/in.txt'; cat {data}/.env; echo x > {data}/in.txt; echo end",
            Rules(read: $"{data}/**", deny: "**/.*"));

        result.Output.Should().NotContain("hunter2").And.EndWith("end\n");
        File.ReadAllText(Path.Combine(data, "in.txt")).Should().Be("content");
    }

    [SkippableFact]
    public async Task Execute_Guarded_IsConfinedByThePolicyOfItsAgent()
    {
        Available();
        Directory.CreateDirectory(Work);
        string data = Folder("data");
        await File.WriteAllTextAsync(Path.Combine(data, "in.txt"), "content\n");
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new()
        {
            Policy = Policy.Parse($$"""
                version: 1
                rules:
                  - { id: cat, action: shell_exec, target: "cat *", decision: allow }
                  - { id: read, action: file_read, target: "{{data}}/**", decision: allow }
                """),
            Audit = audit,
        });
        var guarded = Sandboxed().Guard(gate, new ActionContext { Agent = "coder", WorkingDirectory = Work });

        var allowed = await RunAsync(guarded, new CodeExecution([new CodeBlock($"cat {data}/in.txt", "bash")]));
        var refused = await RunAsync(guarded, new CodeExecution([new CodeBlock("cat /etc/shadow", "bash")]));

        (allowed.ExitCode, allowed.Output).Should().Be((0, "content\n"));
        refused.IsDenied.Should().BeTrue();
    }

    [SkippableFact]
    public async Task Execute_Limits_HoldInside()
    {
        Available();
        var execution = new CodeExecution([new CodeBlock("x = []\nwhile True: x.append(bytearray(1 << 20))", "python")])
        {
            Limits = new ExecutionLimits { MemoryBytes = 128 << 20 },
            Confinement = new Confinement([], allowsNetwork: false),
        };

        var result = await RunAsync(Sandboxed(), execution);

        (result.ExitCode, result.LimitHit).Should().Be((137, "memory"), result.Output);
    }

    [SkippableFact]
    public async Task Execute_TimeOut_EndsAllInside()
    {
        Available();
        var executor = new SandboxedCodeExecutor(new() { Process = Options with { Interpreters = Interpreters, Timeout = TimeSpan.FromMilliseconds(500) } });

        var result = await RunAsync(executor, new CodeExecution([new CodeBlock("(setsid sleep 1234567 &); sleep 1234567", "bash")]));

        result.LimitHit.Should().Be("wall_time");
        Directory.GetDirectories("/proc").Should().NotContain(d => CommandOf(d).Contains("1234567", StringComparison.Ordinal));
    }

    /// <summary>As where a version manager puts its own programs before the system's.</summary>
    [SkippableFact]
    public async Task Execute_InterpreterThatIsNotThereInside_IsTheOneThatIs()
    {
        Available();
        string shims = Folder("shims");
        WriteProgram(Path.Combine(shims, "bash"), "#!/bin/sh\necho shim\n");
        var environment = new Dictionary<string, string> { ["PATH"] = $"{shims}:/usr/bin:/bin" };
        var options = Options with { Environment = environment };

        (await RunAsync(new SandboxedCodeExecutor(new() { Process = options }), new CodeExecution([new CodeBlock("echo system", "bash")]))).Output.Should().Be("system\n");
        (await RunAsync(new ProcessCodeExecutor(options), new CodeExecution([new CodeBlock("echo system", "bash")]))).Output.Should().Be("shim\n");
    }

    [SkippableFact]
    public async Task Execute_InterpreterThatIsNowhereInside_IsNotStarted()
    {
        Available();
        string program = Path.Combine(Folder("shims"), "bash");
        WriteProgram(program, "#!/bin/sh\necho shim\n");
        string linked = Path.Combine(Work, "linked");
        Directory.CreateDirectory(Work);
        File.CreateSymbolicLink(linked, program);

        foreach (string interpreter in (string[])[program, linked])
        {
            var executor = new SandboxedCodeExecutor(new() { Process = Options with { Interpreters = new Dictionary<string, CodeInterpreter> { ["bash"] = new(interpreter) } } });
            var result = await RunAsync(executor, new CodeExecution([new CodeBlock("true", "bash")]));

            (result.ExitCode, result.NothingRan).Should().Be((127, true));
            result.Output.Should().Be($"interpreter '{interpreter}' is not there in the sandbox, so nothing was started: its folder has to be one of SystemFolders");
        }
    }

    [SkippableFact]
    public async Task Execute_NobodyConfines_SeesItsWorkDirectoryAlone()
    {
        Available();
        string secret = Folder("secret");

        var result = await RunAsync(Sandboxed(), new CodeExecution([new CodeBlock($"echo x > f; ls -d {secret}; pwd; cat f; echo y > \"$0\"", "bash")]));

        result.Output.Should().Contain("No such file").And.Contain($"{Work}\nx\n").And.Contain("Read-only");
        File.Exists(Path.Combine(Work, "f")).Should().BeTrue();
    }

    [SkippableFact]
    public async Task Execute_NoBubblewrap_RefusesUnlessTheHostSaysOtherwise()
    {
        var options = new SandboxedCodeExecutorOptions { Process = Options, Bubblewrap = "/no/such/bwrap" };

        var refused = await RunAsync(new SandboxedCodeExecutor(options), new CodeExecution([new CodeBlock("touch ran", "bash")]));

        refused.ExitCode.Should().Be(1);
        refused.Output.Should().StartWith("the code can't be confined, so nothing was started: ");
        Directory.Exists(Work).Should().BeFalse();
        Skip.If(OperatingSystem.IsWindows(), "needs bash");
        (await RunAsync(new SandboxedCodeExecutor(options with { RunsUnconfinedWhereUnavailable = true }), new CodeExecution([new CodeBlock("echo ran", "sh")])))
            .Output.Should().Be("ran\n");
    }

    [SkippableFact]
    public async Task Execute_BubblewrapThatFails_Refuses()
    {
        Needs("bash");
        string broken = Path.Combine(Root, "bwrap");
        WriteProgram(broken, "#!/bin/sh\necho 'no namespaces' >&2; exit 1\n");

        var result = await RunAsync(new SandboxedCodeExecutor(new() { Process = Options, Bubblewrap = broken }), new CodeExecution([new CodeBlock("touch ran", "bash")]));

        result.Output.Should().Be($"the code can't be confined, so nothing was started: '{broken}' does not work here: no namespaces");
    }

    [Fact]
    public void Constructor_PathsNotAbsolute_Throws()
    {
        Action relative = () => _ = new SandboxedCodeExecutor(new() { Process = Options, Bubblewrap = "bwrap" });
        Action folder = () => _ = new SandboxedCodeExecutor(new() { Process = Options, SystemFolders = ["usr"] });

        relative.Should().Throw<ArgumentException>();
        folder.Should().Throw<ArgumentException>();
    }

    private static void Available()
    {
        Needs("bash");
        Skip.IfNot(File.Exists(Bwrap), "bubblewrap is not installed");
        string? problem = new Sandboxing.Bubblewrap(Bwrap, SandboxedCodeExecutorOptions.DefaultSystemFolders).Problem;
        Skip.IfNot(problem is null, problem);
    }

    private SandboxedCodeExecutor Sandboxed() => new(new() { Process = Options with { Interpreters = Interpreters } });

    private Task<CodeResult> GuardedAsync(string code, string rules) => GuardedAsync(code, Policy.Parse(rules));

    /// <summary>
    /// Runs code behind a gate in the sandbox. Somebody approves all of it, so that what fails inside fails by the sandbox.
    /// </summary>
    private async Task<CodeResult> GuardedAsync(string code, Policy policy)
    {
        Available();
        using var audit = _audit ?? AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = policy, Audit = audit });
        var context = new ActionContext { Agent = "coder", WorkingDirectory = Work };
        var blocks = new[] { new CodeBlock(code, "bash") };
        // The plan is the policy's; the code's own operations, which the gate would refuse beforehand, are not asked about here.
        using var permit = await gate.AuthorizeAsync(new CodeRequest([new CodeBlock("true", "bash")], context));
        permit.IsGranted.Should().BeTrue(permit.Decision.Reason);
        return await RunAsync(Sandboxed(), new CodeExecution(blocks) { Context = context, Confinement = permit.Confinement });
    }

    private static string Rules(string? read = null, string? write = null, string? deny = null, bool network = false) => string.Join(
        '\n',
        new[]
        {
            "version: 1",
            "rules:",
            "  - { id: sh, action: shell_exec, target: \"true\", decision: allow }",
            deny is null ? null : $"  - {{ id: deny, action: [file_read, file_write, file_delete], target: \"{deny}\", decision: deny }}",
            read is null ? null : $"  - {{ id: read, action: file_read, target: \"{read}\", decision: allow }}",
            write is null ? null : $"  - {{ id: write, action: file_write, target: \"{write}\", decision: allow }}",
            network ? "  - { id: net, action: network, target: \"example.com\", decision: allow }" : null,
        }.Where(line => line is not null)) + "\n";

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
}
