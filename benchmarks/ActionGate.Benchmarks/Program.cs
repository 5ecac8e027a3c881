using ActionGate.Benchmarks;
using BenchmarkDotNet.Running;

// A pause is no mean, so this one measures by itself.
if (args is ["reload"])
    ReloadHarness.Run();
// And CPython measures itself.
else if (args is ["python"])
    PythonHarness.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
