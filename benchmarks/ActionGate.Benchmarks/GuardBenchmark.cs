using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Order;

namespace ActionGate.Benchmarks;

/// <summary>
/// What does the guard cost on top of running code: the decision on the block and its hash, the permit, and both records, with the log on disk? An executor
/// that does nothing shows it; beside it what starting a process costs by itself.
/// </summary>
[MemoryDiagnoser]
[Orderer(SummaryOrderPolicy.Declared)]
[IterationTime(250)]
[WarmupCount(3)]
[IterationCount(8)]
public class GuardBenchmark
{
    private const string Rules = """
        version: 1
        limits: { time: 60s, output: 1MiB }
        rules:
          - { id: git, action: shell_exec, target: "git *", decision: allow }
          - { id: noop, action: shell_exec, target: "true", decision: allow }
          - { id: python, action: code_execution, target: python, decision: allow }
          - { id: work, action: [file_read, file_write], target: "/srv/project/**", decision: allow }
        """;

    private static readonly ActionContext Context = new() { Agent = "coder", Session = "s-1" };
    private readonly CodeExecution _shell = Execution("git log --oneline -n 20", "bash");
    private readonly CodeExecution _true = Execution("true", "bash");

    private readonly CodeExecution _python = Execution(
        """
        import json
        with open("/srv/project/in.json") as f:
            rows = json.load(f)
        total = sum(row["n"] for row in rows if row["kind"] == "a")
        with open("/srv/project/out.txt", "w") as f:
            f.write(f"total {total}\n")
        """,
        "python");

    private string _folder = "";
    private AuditLog _audit = null!;
    private Gate _gate = null!;
    private ICodeExecutor _guardedNothing = null!;
    private ProcessCodeExecutor _process = null!;
    private ICodeExecutor _guardedProcess = null!;

    [Params(AuditLevel.Buffered, AuditLevel.Flush)]
    public AuditLevel Level { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("actiongate-guard-").FullName;
        _audit = AuditLog.Open(Path.Combine(_folder, "audit"), new AuditOptions { Level = Level });
        _gate = new Gate(new() { Policy = Policy.Parse(Rules), Audit = _audit });
        _process = new ProcessCodeExecutor(new() { WorkDirectory = Path.Combine(_folder, "work") });
        _guardedNothing = new Nothing().Guard(_gate);
        _guardedProcess = _process.Guard(_gate);
        if (_guardedNothing.ExecuteAsync(_shell).Result.ExitCode + _guardedNothing.ExecuteAsync(_python).Result.ExitCode + _guardedProcess.ExecuteAsync(_true).Result.ExitCode != 0)
            throw new InvalidOperationException("a run was not allowed: " + _guardedNothing.ExecuteAsync(_python).Result.Output + _guardedProcess.ExecuteAsync(_true).Result.Output);
    }

    [GlobalCleanup]
    public void Close()
    {
        _gate.Dispose();
        _audit.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Description = "guard alone, one command")]
    public Task<CodeResult> Shell() => _guardedNothing.ExecuteAsync(_shell);

    [Benchmark(Description = "guard alone, six lines of Python")]
    public Task<CodeResult> Python() => _guardedNothing.ExecuteAsync(_python);

    [Benchmark(Description = "ProcessCodeExecutor, 'true' in bash")]
    public Task<CodeResult> Bare() => _process.ExecuteAsync(_true);

    [Benchmark(Description = "the same, guarded")]
    public Task<CodeResult> Guarded() => _guardedProcess.ExecuteAsync(_true);

    private static CodeExecution Execution(string code, string language) => new([new CodeBlock(code, language)]) { Context = Context };

    private sealed class Nothing : ICodeExecutor
    {
        private static readonly Task<CodeResult> Done = Task.FromResult(new CodeResult(0, ""));

        public bool Isolates(CodeBlock block) => true;

        public Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default) => Done;
    }
}
