using BenchmarkDotNet.Attributes;
using DotNet.Globbing;

namespace ActionGate.Benchmarks;

/// <summary>
/// What does a decision cost? A whole evaluation (normalise, match, decide, two time stamps) of an existing request, over targets that
/// hit every rule alike and three in ten that no rule knows; beside it the loop over DotNet.Glob that a host would write by hand,
/// which neither normalises nor explains.
/// </summary>
[MemoryDiagnoser]
public class EvaluateBenchmark
{
    private Policy _policy = null!;
    private ActionRequest[] _requests = null!;
    private string[] _targets = null!;
    private Glob[] _globs = null!;
    private int _next;

    [Params("file_read", "network", "shell_exec")]
    public string Kind { get; set; } = "";

    [Params(10, 100, 1000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _policy = Policy.Parse(RuleSets.Yaml(Kind, Rules));
        _targets = RuleSets.Targets(Kind, Rules);
        _requests = [.. _targets.Select(t => new ActionRequest(Kind, t))];
        _globs = [.. RuleSets.Patterns(Kind, Rules).Select(Glob.Parse)];
    }

    [Benchmark(Baseline = true, Description = "loop over DotNet.Glob")]
    public int GlobLoop()
    {
        string target = _targets[Advance()];
        for (int i = 0; i < _globs.Length; i++)
        {
            if (_globs[i].IsMatch(target))
                return i;
        }
        return -1;
    }

    [Benchmark(Description = "Policy.Evaluate")]
    public Verdict Evaluate() => _policy.Evaluate(_requests[Advance()]).Verdict;

    private int Advance() => _next = (_next + 1) % _targets.Length;
}
