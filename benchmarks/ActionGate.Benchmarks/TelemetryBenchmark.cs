using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;

namespace ActionGate.Benchmarks;

/// <summary>What do spans and metrics add to a decision, while nobody listens and while a meter is read?</summary>
[MemoryDiagnoser]
public class TelemetryBenchmark
{
    private readonly GateReporter _reporter = new(null, revealsTargets: false);
    private readonly ActionContext _context = new() { WorkingDirectory = "/srv/project" };
    private MeterListener? _meters;
    private Policy _policy = null!;
    private Decision _decision;

    [Params(false, true)]
    public bool Metered { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _policy = Policy.Parse(RuleSets.Yaml("file_read", 100));
        _decision = _policy.Evaluate(new ActionRequest("file_read", RuleSets.Targets("file_read", 100)[3], _context));
        if (!Metered)
            return;
        _meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ActionGate")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        _meters.Start();
    }

    [GlobalCleanup]
    public void Cleanup() => _meters?.Dispose();

    [Benchmark(Description = "span and metrics of a decision")]
    public void Decided() => _reporter.Decided(GateReporter.StartSpan(), _policy, in _decision, _context, null);
}
