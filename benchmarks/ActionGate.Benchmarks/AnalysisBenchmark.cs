using System.Globalization;
using System.Text;
using ActionGate.Analysis;
using BenchmarkDotNet.Attributes;

namespace ActionGate.Benchmarks;

/// <summary>What does it cost to find the rules of a policy that never decide? One rule in a hundred is planted so.</summary>
[MemoryDiagnoser]
public class AnalysisBenchmark
{
    private Policy _policy = null!;
    private Policy _same = null!;

    [Params("file_read", "network", "shell_exec")]
    public string Kind { get; set; } = "";

    [Params(100, 1000, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        string yaml = RuleSets.Yaml(Kind, Rules) + Dead();
        _policy = Policy.Parse(yaml);
        // The first two rules the other way round: nothing changes.
        string[] lines = yaml.Split('\n');
        int first = Array.FindIndex(lines, l => l.StartsWith("  - ", StringComparison.Ordinal));
        (lines[first], lines[first + 1]) = (lines[first + 1], lines[first]);
        _same = Policy.Parse(string.Join('\n', lines));
    }

    [Benchmark(Description = "dead rules")]
    public int DeadRules()
    {
        var chains = new PolicyChains(PolicyModel.Of(_policy.Layers[0]));
        chains.FindUses();
        return chains.Units.Count(u => u.Use == UnitUse.Covered);
    }

    [Benchmark(Description = "PolicyAnalysis.Check")]
    public int Check() => PolicyAnalysis.Check(_policy).Count;

    [Benchmark(Description = "PolicyComparison.Of")]
    public bool Compare() => PolicyComparison.Of(_policy, _same).IsEquivalent;

    private string Dead()
    {
        var yaml = new StringBuilder();
        string[] patterns = RuleSets.Patterns(Kind, Rules);
        for (int i = 0; i < Rules / 100; i++)
        {
            string dead = Kind switch
            {
                "network" => patterns[i * 100].Replace("/**", "/v1/a/**", StringComparison.Ordinal),
                "shell_exec" => patterns[i * 300 % Rules].Replace(" *", " sub *", StringComparison.Ordinal),
                _ => patterns[i * 100].Replace("/**", "/sub/x*", StringComparison.Ordinal),
            };
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: dead{i}, action: {Kind}, target: \"{dead}\", decision: allow }}\n");
        }
        return yaml.ToString();
    }
}
