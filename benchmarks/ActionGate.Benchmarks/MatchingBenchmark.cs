using System.Text.RegularExpressions;
using ActionGate.Compilation;
using ActionGate.Matching;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using DotNet.Globbing;

namespace ActionGate.Benchmarks;

/// <summary>
/// How does a decision about a path grow with the number of rules, and what would a host write by hand? The rules, targets and contestants
/// are those of <see cref="MatchingHarness"/>, which has more of them and measures processor time.
/// </summary>
[MemoryDiagnoser]
[IterationTime(200)]
[Config(typeof(FewerExpressions))]
[HideColumns("Error", "StdDev", "RatioSD", "Gen0", "Alloc Ratio")]
public class MatchingBenchmark
{
    private const string Unseen = "never-seen";
    private const int TargetCount = 1_000;

    /// <summary>More than a cache holds.</summary>
    private const int UnseenCount = 200_000;

    private Policy _policy = null!;
    private IPatternSet<PathTarget> _patterns = null!;
    private string[] _targets = null!;
    private ActionRequest[] _requests = null!;
    private Glob[] _globs = null!;
    private Regex[] _expressions = null!;
    private int _next;

    [Params(10, 100, 1_000, 10_000)]
    public int Rules { get; set; }

    [Params("first", "last", "none", "mixed", Unseen)]
    public string Case { get; set; } = "";

    [GlobalSetup(Targets = [nameof(GlobLoop), nameof(Match), nameof(Evaluate)])]
    public void Setup()
    {
        _policy = Policy.Parse(MatchingSets.Yaml(Rules));
        _patterns = ((RuleChain<PathTarget>)_policy.Layers[0].Find(null)!.Rules.Find("file_read")!).Links[0].Patterns;
        _targets = MatchingSets.Targets(Case, Rules, Case == Unseen ? UnseenCount : TargetCount);
        _requests = [.. _targets.Select(t => ActionRequest.ReadFile(t))];
        _globs = [.. Enumerable.Range(0, Rules).Select(i => Glob.Parse(MatchingSets.Pattern(i)))];
    }

    [GlobalSetup(Target = nameof(RegexLoop))]
    public void SetupExpressions()
    {
        Setup();
        _expressions = [.. Enumerable.Range(0, Rules).Select(i => new Regex(MatchingSets.Expression(MatchingSets.Pattern(i)), RegexOptions.Compiled | RegexOptions.CultureInvariant))];
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

    [Benchmark(Description = "loop over Regex, compiled")]
    public int RegexLoop()
    {
        string target = _targets[Advance()];
        for (int i = 0; i < _expressions.Length; i++)
        {
            if (_expressions[i].IsMatch(target))
                return i;
        }
        return -1;
    }

    [Benchmark(Description = "ActionGate, matching alone")]
    public int Match()
    {
        var target = new PathTarget(_targets[Advance()], default);
        var candidates = new CandidateCursor();
        _patterns.Begin(in target, ref candidates);
        return _patterns.Next(in target, ref candidates, out _);
    }

    [Benchmark(Description = "Policy.Evaluate")]
    public Verdict Evaluate() => _policy.Evaluate(_requests[Advance()]).Verdict;

    private int Advance() => _next = _next + 1 < _targets.Length ? _next + 1 : 0;

    /// <summary>To make more than a thousand expressions takes minutes.</summary>
    private sealed class FewerExpressions : ManualConfig
    {
        private const int Most = 1_000;

        public FewerExpressions() => AddFilter(new SimpleFilter(b => b.Descriptor.WorkloadMethod.Name != nameof(RegexLoop) || b.Parameters[nameof(Rules)] is <= Most));
    }
}
