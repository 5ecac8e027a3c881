namespace ActionGate.Cli.Commands;

/// <summary>A policy behind a gate, so that real paths and rates count as they do for a host.</summary>
internal sealed class Arbiter : IDisposable
{
    private readonly Gate _gate;
    private readonly HostShell _shell;
    private readonly ScanCatalog? _catalog;
    private Gate? _rehearsal;

    /// <exception cref="AuditException">The audit log can't be written.</exception>
    internal Arbiter(Policy policy, AuditLog audit, GateMode? mode, HostShell shell, RateStore rates, ScanCatalog? catalog)
    {
        _catalog = catalog;
        _shell = shell;
        _gate = new Gate(new GateOptions { Policy = policy, Audit = audit, Mode = mode, Shell = shell, Rates = rates, Catalog = catalog });
    }

    internal Policy Policy => _gate.Policy;

    internal Decision Decide(ActionRequest request) => _gate.Decide(request);

    internal CodeDecision Decide(CodeRequest request) => Decide(_gate, request);

    /// <summary>Whether it would deny; nothing is recorded or counted.</summary>
    internal bool WouldDeny(ActionRequest request) => Rehearsal.Decide(request).Verdict == Verdict.Deny;

    /// <summary>Whether it would deny; nothing is recorded or counted.</summary>
    internal bool WouldDeny(CodeRequest request) => Decide(Rehearsal, request).Overall.Verdict == Verdict.Deny;

    private Gate Rehearsal => _rehearsal ??= new Gate(new GateOptions { Policy = Policy, Audit = AuditLog.InMemory(capacity: 1), Shell = _shell, Catalog = _catalog, Mode = GateMode.Simulate });

    public void Dispose()
    {
        _gate.Dispose();
        _rehearsal?.Dispose();
    }

    private static CodeDecision Decide(Gate gate, CodeRequest request)
    {
        var decision = gate.DecideAsync(request);
        return decision.IsCompletedSuccessfully ? decision.Result : decision.AsTask().GetAwaiter().GetResult();
    }
}
