namespace ActionGate.Execution.Tests.Integration;

/// <summary>Tests that look at what the whole process left behind, or take much of the machine: one after the other, when the others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
