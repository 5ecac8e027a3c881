using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActionGate.DependencyInjection;

/// <summary>A gate and its watcher, which are made and closed together.</summary>
internal sealed class OpenedGate(Gate gate, PolicyWatcher? watcher) : IDisposable
{
    internal Gate Gate => gate;

    /// <summary><see langword="null"/>: the policy stays as it is.</summary>
    internal PolicyWatcher? Watcher => watcher;

    /// <summary>Makes the gate with that name.</summary>
    /// <exception cref="OptionsValidationException">The options are wrong.</exception>
    /// <exception cref="PolicyException">The policy does not load.</exception>
    /// <exception cref="AuditException">The audit log can't be opened or written.</exception>
    internal static OpenedGate Open(IServiceProvider services, string name)
    {
        object? key = ActionGateServiceCollectionExtensions.KeyOf(name);
        var options = services.GetRequiredService<IOptionsMonitor<ActionGateOptions>>().Get(name);
        var clock = options.Clock ?? services.GetService<TimeProvider>() ?? TimeProvider.System;
        var loading = new PolicyOptions
        {
            BaseDirectory = options.BaseDirectory,
            Variables = new Dictionary<string, string>(options.Variables, StringComparer.Ordinal),
            Clock = clock,
        };
        // Before the log: a policy or a catalogue with an error leaves no trace on the disk.
        var catalog = ReadCatalog(name, options.CatalogFiles);
        var policy = PolicyWatcher.Load(options.PolicyFiles, loading);
        SharedLogs.OpenAll(services);
        var gate = new Gate(new GateOptions
        {
            Policy = policy,
            Audit = services.GetRequiredKeyedService<AuditLog>(key),
            Approvals = options.Approvals ?? services.GetKeyedService<IApprovalHandler>(key) ?? services.GetService<IApprovalHandler>(),
            ApprovalTimeout = options.ApprovalTimeout,
            Mode = options.Mode,
            ResolveSymlinks = options.ResolveSymlinks,
            Shell = options.Shell,
            Catalog = catalog,
            RevealTargets = options.RevealTargets,
            Clock = clock,
            Observer = services.GetService<ILoggerFactory>() is { } loggers ? new LoggingObserver(loggers.CreateLogger(LoggingObserver.CategoryOf(name))) : null,
        });
        gate.ProtectFiles(options.CatalogFiles.Select(f => new FileInfo(f).FullName));
        var watching = new PolicyWatcherOptions
        {
            Loading = loading,
            Interval = options.ReloadInterval,
            QuietPeriod = options.ReloadQuietPeriod,
            Clock = clock,
        };
        return new OpenedGate(gate, options.ReloadOnChange ? new PolicyWatcher(gate, options.PolicyFiles, watching) : null);
    }

    private static ScanCatalog? ReadCatalog(string name, IList<string> files)
    {
        var failures = new List<string>();
        var catalog = CatalogFiles.Read(files, failures);
        return failures.Count == 0 ? catalog
            : throw new OptionsValidationException(name, typeof(ActionGateOptions), failures.Select(f => $"{OptionsValidator.Prefix(name)}CatalogFiles: {f}"));
    }

    public void Dispose()
    {
        watcher?.Dispose();
        gate.Dispose();
    }
}
