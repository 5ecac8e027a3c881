namespace ActionGate.Cli.Commands;

/// <summary>A policy, behind a gate where its decisions are recorded or only simulated.</summary>
internal sealed class Arbiter : IDisposable
{
    private readonly Policy _policy;
    private readonly Gate? _gate;

    /// <exception cref="AuditException">The audit log can't be written.</exception>
    internal Arbiter(Policy policy, AuditLog? audit, GateMode mode)
    {
        _policy = policy;
        _gate = audit is null ? null : new Gate(new GateOptions { Policy = policy, Audit = audit, Mode = mode });
    }

    internal Policy Policy => _policy;

    internal Decision Decide(ActionRequest request) => _gate?.Decide(request) ?? _policy.Evaluate(request);

    internal CodeDecision Decide(CodeRequest request)
    {
        if (_gate is null)
            return _policy.Evaluate(request);
        var decision = _gate.DecideAsync(request);
        return decision.IsCompletedSuccessfully ? decision.Result : decision.AsTask().GetAwaiter().GetResult();
    }

    public void Dispose() => _gate?.Dispose();
}
