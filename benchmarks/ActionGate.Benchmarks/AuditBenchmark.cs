using System.Text;
using BenchmarkDotNet.Attributes;

namespace ActionGate.Benchmarks;

/// <summary>What does a recorded decision cost? Beside it the plain append of a line of about the same length to a FileStream.</summary>
[MemoryDiagnoser]
public class AuditBenchmark
{
    private readonly ActionRequest _request = ActionRequest.ReadFile("/srv/project/module0/src/source.cs", new ActionContext { Agent = "coder", Session = "s-1" });
    private readonly byte[] _line = Encoding.UTF8.GetBytes(new string('x', 520) + "\n");
    private string _folder = "";
    private AuditLog _flush = null!;
    private AuditLog _buffered = null!;
    private AuditLog _memory = null!;
    private Gate _flushGate = null!;
    private Gate _bufferedGate = null!;
    private Gate _memoryGate = null!;
    private FileStream _plain = null!;

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("actiongate-bench-").FullName;
        var policy = Policy.Parse(RuleSets.Yaml("file_read", 10));
        _flush = AuditLog.Open(Path.Combine(_folder, "flush"), new AuditOptions { Level = AuditLevel.Flush });
        _buffered = AuditLog.Open(Path.Combine(_folder, "buffered"), new AuditOptions { Level = AuditLevel.Buffered });
        _memory = AuditLog.InMemory();
        _flushGate = new Gate(new() { Policy = policy, Audit = _flush });
        _bufferedGate = new Gate(new() { Policy = policy, Audit = _buffered });
        _memoryGate = new Gate(new() { Policy = policy, Audit = _memory });
        _plain = new FileStream(Path.Combine(_folder, "plain.log"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _flush.Dispose();
        _buffered.Dispose();
        _memory.Dispose();
        _plain.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true, Description = "FileStream.Write of one line")]
    public void PlainWrite() => _plain.Write(_line);

    [Benchmark(Description = "Gate.Decide, written before the answer")]
    public Verdict Flush() => _flushGate.Decide(_request).Verdict;

    [Benchmark(Description = "Gate.Decide, buffered")]
    public Verdict Buffered() => _bufferedGate.Decide(_request).Verdict;

    [Benchmark(Description = "Gate.Decide, in memory")]
    public Verdict InMemory() => _memoryGate.Decide(_request).Verdict;
}
