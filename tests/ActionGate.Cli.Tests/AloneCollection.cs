namespace ActionGate.Cli.Tests;

/// <summary>Tests that measure the memory of the whole process, so that no others may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    internal const string Name = "alone";
}
