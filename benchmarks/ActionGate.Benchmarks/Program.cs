using ActionGate.Benchmarks;
using BenchmarkDotNet.Running;

// A pause is no mean, so this one measures by itself.
if (args is ["reload"])
    ReloadHarness.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
