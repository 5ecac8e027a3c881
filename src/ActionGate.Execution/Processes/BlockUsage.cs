namespace ActionGate.Processes;

/// <summary>What a block's process and the children that it collected used.</summary>
/// <param name="CpuTime">Processor time, of all together.</param>
/// <param name="PeakBytes">The most that one of them had in memory.</param>
internal readonly record struct BlockUsage(TimeSpan CpuTime, long PeakBytes);
