namespace ActionGate.Tests.Observability;

/// <summary>Instruments belong to the process: these tests run one after the other, with nothing else beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection
{
    public const string Name = "telemetry";
}
