using BenchmarkDotNet.Attributes;

namespace ActionGate.Benchmarks;

/// <summary>What does loading a policy cost, from its text to a compiled policy?</summary>
[MemoryDiagnoser]
public class LoadBenchmark
{
    private string _yaml = "";

    [Params(10, 100, 1000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup() => _yaml = RuleSets.Yaml("file_read", Rules);

    [Benchmark(Description = "Policy.Parse")]
    public Policy Parse() => Policy.Parse(_yaml);
}
