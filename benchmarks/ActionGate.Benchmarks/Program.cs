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
else if (args is ["audit", "verify"])
    VerifyHarness.Run();
else if (args is ["audit", "verify", var log])
    VerifyHarness.Run(log);
// Rates, from one caller and from many, and the disk's own beside them.
else if (args is ["audit", ..])
    AuditHarness.Run(args.Length > 1 ? args[1] : null);
// And CPython measures itself.
else if (args is ["python"])
    PythonHarness.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
