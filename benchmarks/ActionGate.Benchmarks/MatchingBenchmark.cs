using BenchmarkDotNet.Attributes;
using DotNet.Globbing;

namespace ActionGate.Benchmarks;

/// <summary>How does a decision about a path grow with the number of rules? The mixed case of <see cref="MatchingHarness"/>, which has the others.</summary>
[MemoryDiagnoser]
public class MatchingBenchmark
{
    private const int TargetCount = 1000;

    private Policy _policy = null!;
    private ActionRequest[] _requests = null!;
    private Glob[] _globs = null!;
    private int _next;

    [Params(10, 100, 1_000, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _policy = Policy.Parse(MatchingSets.Yaml(Rules));
        _requests = [.. MatchingSets.Targets("mixed", Rules, TargetCount).Select(t => ActionRequest.ReadFile(t))];
        _globs = [.. Enumerable.Range(0, Rules).Select(i => Glob.Parse(MatchingSets.Pattern(i)))];
    }

    [Benchmark(Baseline = true, Description = "loop over DotNet.Glob")]
    public int GlobLoop()
    {
        string target = _requests[Advance()].Target!;
        for (int i = 0; i < _globs.Length; i++)
        {
            if (_globs[i].IsMatch(target))
                return i;
        }
        return -1;
    }

    [Benchmark(Description = "Policy.Evaluate")]
    public Verdict Evaluate() => _policy.Evaluate(_requests[Advance()]).Verdict;

    private int Advance() => _next = (_next + 1) % TargetCount;
}
