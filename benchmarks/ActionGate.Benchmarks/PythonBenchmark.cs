using ActionGate.Scanning.Python.Syntax;
using BenchmarkDotNet.Attributes;

namespace ActionGate.Benchmarks;

/// <summary>What does it cost to read Python: the parser alone, a whole scan of a snippet, a block of 2 KB decided and recorded on disk?</summary>
[MemoryDiagnoser]
public class PythonBenchmark
{
    private readonly CodeRequest _request = new([new CodeBlock(PythonSamples.Block, "python")], new ActionContext { Agent = "analyst", WorkingDirectory = "/srv/project" });
    private string _folder = null!;
    private AuditLog _audit = null!;
    private Gate _gate = null!;
    private Policy _policy = null!;

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("actiongate-benchmark-").FullName;
        _audit = AuditLog.Open(_folder);
        _policy = Policy.Parse("""
            version: 1
            base: /srv/project
            rules:
              - { id: run,   action: code_execution, target: python, effect: allow }
              - { id: env,   action: file_read, path: "**/.env", effect: deny }
              - { id: read,  action: file_read, path: ["./data/**", "./config/*.json"], effect: allow }
              - { id: write, action: file_write, path: ["./reports", "./reports/**"], effect: allow }
              - { id: api,   action: network, url: "https://api.example.com/**", effect: allow }
              - { id: git,   action: shell_exec, command: "git *", effect: allow }
            """);
        _gate = new Gate(new GateOptions { Policy = _policy, Audit = _audit, ResolveSymlinks = false });
        var decision = _policy.Evaluate(_request);
        if (!decision.Overall.IsAllowed)
            throw new InvalidOperationException(decision.ToString());
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _gate.Dispose();
        _audit.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Description = "parse a snippet of 360 bytes")]
    public bool Parse() => PythonParser.Parse(PythonSamples.Snippet, 250).Body is not null;

    [Benchmark(Description = "scan a snippet of 360 bytes")]
    public int Scan() => CodeScanners.Scan(PythonSamples.Snippet, "python").Operations.Count;

    [Benchmark(Description = "Policy.Evaluate of a block of 2 KB")]
    public Verdict Evaluate() => _policy.Evaluate(_request).Overall.Verdict;

    [Benchmark(Description = "Gate.DecideAsync of a block of 2 KB, recorded")]
    public async Task<Verdict> Decide() => (await _gate.DecideAsync(_request)).Overall.Verdict;
}
