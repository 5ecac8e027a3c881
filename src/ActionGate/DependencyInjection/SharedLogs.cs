using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ActionGate.DependencyInjection;

/// <summary>The audit logs that the container opened: one a folder, since a folder has one writer. Safe for concurrent use.</summary>
internal sealed class SharedLogs : IDisposable
{
    private readonly Dictionary<string, AuditLog> _byFolder = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Opens the log of a gate, or gives the one that another gate opened in the same folder.</summary>
    /// <exception cref="OptionsValidationException">The options are wrong, or name no folder.</exception>
    /// <exception cref="AuditException">The log can't be opened.</exception>
    internal static AuditLog Open(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<ActionGateOptions>>().Get(name);
        if (options.AuditDirectory is not { } folder)
        {
            throw new OptionsValidationException(name, typeof(ActionGateOptions),
                [OptionsValidator.Prefix(name) + "AuditDirectory: expected the folder of the audit log, found none, and no AuditLog is registered"]);
        }
        bool hasOwnClock = options.Audit.Clock != TimeProvider.System;
        var audit = hasOwnClock ? options.Audit : options.Audit with { Clock = options.Clock ?? services.GetService<TimeProvider>() ?? TimeProvider.System };
        return services.GetRequiredService<SharedLogs>().Open(folder, audit);
    }

    /// <summary>
    /// Opens the logs of all gates. A container disposes what it made in reverse order, and each log must be made before any gate that
    /// writes to it. What can't be opened is left for its own gate to complain about.
    /// </summary>
    internal static void OpenAll(IServiceProvider services)
    {
        foreach (var gate in services.GetServices<GateName>())
        {
            try
            {
                services.GetRequiredKeyedService<AuditLog>(ActionGateServiceCollectionExtensions.KeyOf(gate.Name));
            }
            catch (Exception e) when (e is AuditException or OptionsValidationException or ArgumentException)
            {
                // The gate that it belongs to asks again, and gets the exception.
            }
        }
    }

    public void Dispose()
    {
        lock (_byFolder)
        {
            _isDisposed = true;
            foreach (var log in _byFolder.Values)
                log.Dispose();
        }
    }

    private AuditLog Open(string folder, AuditOptions options)
    {
        string path = Path.TrimEndingDirectorySeparator(new DirectoryInfo(folder).FullName);
        lock (_byFolder)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_byFolder.TryGetValue(path, out var log))
                _byFolder[path] = log = AuditLog.Open(path, options);
            return log;
        }
    }
}
