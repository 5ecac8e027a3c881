using ActionGate.Benchmarks;
using BenchmarkDotNet.Running;

// A pause is no mean, so this one measures by itself.
if (args is ["reload"])
    ReloadHarness.Run();
// Some hundred combinations take turns.
else if (args is ["matching"])
    MatchingHarness.Run();
else if (args is ["matching", "worst"])
    MatchingHarness.PrintWorst();
else if (args is ["matching", "crowded"])
    CrowdedHarness.Run();
else if (args is ["matching", "loads"])
    CrowdedHarness.PrintLoads();
// And CPython measures itself.
else if (args is ["python"])
    PythonHarness.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
