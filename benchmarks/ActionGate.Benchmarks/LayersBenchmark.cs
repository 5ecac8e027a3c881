using BenchmarkDotNet.Attributes;

namespace ActionGate.Benchmarks;

/// <summary>What do agents, conditions and a second layer add to a decision by 100 rules? The same targets in all of them.</summary>
[MemoryDiagnoser]
public class LayersBenchmark
{
    private const int Rules = 100;

    private readonly ActionContext _context = new() { Agent = "agent50" };
    private ActionRequest[] _requests = null!;
    private Policy _plain = null!;
    private Policy _agents = null!;
    private Policy _conditions = null!;
    private Policy _twoLayers = null!;
    private int _next;

    [Params("file_read", "network", "shell_exec")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _requests = [.. RuleSets.Targets(Kind, Rules).Select(t => new ActionRequest(Kind, t, _context) { Method = "GET" })];
        _plain = Policy.Parse(RuleSets.Yaml(Kind, Rules));
        _agents = Policy.Parse(RuleSets.Yaml(Kind, Rules, head: RuleSets.Agents(Rules)));
        _conditions = Policy.Parse(RuleSets.Yaml(Kind, Rules, head: RuleSets.Agents(Rules), conditions: Conditions(Kind)));
        _twoLayers = Policy.Combine(_conditions, Policy.Parse(RuleSets.Yaml(Kind, Rules, head: "limits: { time: 30s }\n")));
    }

    [Benchmark(Baseline = true, Description = "rules alone")]
    public Verdict Plain() => _plain.Evaluate(_requests[Advance()]).Verdict;

    [Benchmark(Description = "100 agents with constraints")]
    public Verdict Agents() => _agents.Evaluate(_requests[Advance()]).Verdict;

    [Benchmark(Description = "and every rule with conditions and limits")]
    public Verdict WithConditions() => _conditions.Evaluate(_requests[Advance()]).Verdict;

    [Benchmark(Description = "and a second layer of 100 rules")]
    public Verdict TwoLayers() => _twoLayers.Evaluate(_requests[Advance()]).Verdict;

    private static string Conditions(string kind) =>
        ", agents: [agent49, agent50], not_before: 2020-01-01T00:00:00Z, expires: 2099-01-01T00:00:00Z, limits: { time: 60s }"
        + (kind == "network" ? ", methods: [GET, HEAD], ports: [80, 443]" : "");

    private int Advance() => _next = (_next + 1) % _requests.Length;
}
