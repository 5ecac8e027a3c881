using ActionGate.Approvals;
using ActionGate.Audit;
using ActionGate.Observability;

namespace ActionGate;

/// <summary>Decides actions, records each decision, and asks a person where the policy says so.</summary>
/// <remarks>
/// <para>Safe for concurrent use. An action that is allowed has been recorded: where the record can't be written, it is denied.</para>
/// <para>
/// <see cref="Decide(ActionRequest)"/> answers and asks nobody; <see cref="AuthorizeAsync(ActionRequest, CancellationToken)"/> also asks, and gives a
/// <see cref="Permit"/> that every guard is made of.
/// </para>
/// </remarks>
public sealed class Gate : IDisposable
{
    private readonly AuditLog _audit;
    private readonly GateMode _mode;
    private readonly TimeProvider _clock;
    private readonly ApprovalDesk _approvals;
    private readonly Lock _replacing = new();
    private volatile Policy _policy;
    private volatile bool _isDisposed;

    /// <summary>Opens a gate, and records under which policy.</summary>
    /// <param name="options">What it is made of.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/>, its policy or its audit log is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The approval time-out is not positive.</exception>
    /// <exception cref="AuditException">The audit log can't be written.</exception>
    public Gate(GateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Policy);
        ArgumentNullException.ThrowIfNull(options.Audit);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ApprovalTimeout, TimeSpan.Zero);
        _policy = options.Policy;
        _audit = options.Audit;
        _mode = options.Mode;
        _clock = options.Clock;
        _approvals = new ApprovalDesk(options.Approvals, options.ApprovalTimeout, options.Clock, options.Audit);
        Reporter = new GateReporter(options.Observer, options.RevealTargets);
        RecordPolicy(_policy);
        Reporter.Opened(_policy, _mode);
    }

    /// <summary>The policy that decides now.</summary>
    public Policy Policy => _policy;

    internal GateReporter Reporter { get; }

    /// <summary>Puts another policy in force, at once and for all threads; decisions under way finish under the old one.</summary>
    /// <param name="policy">The new policy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuditException">The audit log can't be written; the old policy stays in force.</exception>
    public void Replace(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        // The records name policies in the order in which they came into force.
        lock (_replacing)
        {
            ThrowIfDisposed();
            RecordPolicy(policy);
            _policy = policy;
        }
        Reporter.PolicyReplaced(policy);
    }

    /// <summary>Decides an action and records the decision. Asks nobody, and never throws for what the request holds.</summary>
    /// <param name="request">The action.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    public Decision Decide(ActionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Decide(request, _policy, requireWorkingDirectory: false, out _);
    }

    /// <summary>Decides an action and records the decision. Asks nobody, and never throws for what the request holds.</summary>
    /// <param name="request">The action.</param>
    /// <param name="cancellationToken">Gives up before anything was decided; a decision once made is recorded.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    public ValueTask<Decision> DecideAsync(ActionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<Decision>(cancellationToken)
            : new ValueTask<Decision>(Decide(request, _policy, requireWorkingDirectory: false, out _));
    }

    /// <summary>Decides a run of code and records the decision. Asks nobody, and never throws for what the code holds.</summary>
    /// <param name="request">The code.</param>
    /// <param name="cancellationToken">Gives up before anything was decided; a decision once made is recorded.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    public ValueTask<CodeDecision> DecideAsync(CodeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<CodeDecision>(cancellationToken)
            : new ValueTask<CodeDecision>(Decide(request, _policy, requireWorkingDirectory: false, out _));
    }

    /// <summary>
    /// Decides an action, records the decision, and asks for approval where the policy requires it. A relative path needs
    /// <see cref="ActionContext.WorkingDirectory"/>: what is decided must be what is opened.
    /// </summary>
    /// <param name="request">The action.</param>
    /// <param name="cancellationToken">Gives up; nothing is granted then.</param>
    /// <returns>A permit, granted or not; dispose it when the action ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up while somebody was asked.</exception>
    public async ValueTask<Permit> AuthorizeAsync(ActionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var policy = _policy;
        var decision = Decide(request, policy, requireWorkingDirectory: true, out long sequence);
        if (decision.MayProceed || decision.Verdict == Verdict.Deny || !_approvals.CanAsk)
            return new Permit(_audit, _clock, sequence, decision, null, request.Context, decision.MayProceed);

        var refusal = await AskAsync(policy, ApprovalSubject.Of(request), decision, sequence, cancellationToken).ConfigureAwait(false);
        return Answered(policy, sequence, decision, null, request.Context, refusal);
    }

    /// <summary>
    /// Decides a run of code, records the decision, and asks for approval where the policy requires it. A relative path needs
    /// <see cref="ActionContext.WorkingDirectory"/>: what is decided must be what is opened.
    /// </summary>
    /// <param name="request">The code.</param>
    /// <param name="cancellationToken">Gives up; nothing is granted then.</param>
    /// <returns>A permit, granted or not; dispose it when the run ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up while somebody was asked.</exception>
    public async ValueTask<Permit> AuthorizeAsync(CodeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var policy = _policy;
        var code = Decide(request, policy, requireWorkingDirectory: true, out long sequence);
        if (code.Overall.MayProceed || code.Overall.Verdict == Verdict.Deny || !_approvals.CanAsk)
            return new Permit(_audit, _clock, sequence, code.Overall, code, request.Context, code.Overall.MayProceed);

        var refusal = await AskAsync(policy, ApprovalSubject.Of(request), code.Overall, sequence, cancellationToken).ConfigureAwait(false);
        return Answered(policy, sequence, code.Overall, code, request.Context, refusal);
    }

    /// <summary>Decides and records an action without asking: what requires approval is not granted.</summary>
    internal Permit Authorize(ActionRequest request)
    {
        var decision = Decide(request, _policy, requireWorkingDirectory: true, out long sequence);
        return new Permit(_audit, _clock, sequence, decision, null, request.Context, decision.MayProceed);
    }

    /// <summary>Closes the gate: later decisions throw. The audit log and the policy stay as they are.</summary>
    public void Dispose() => _isDisposed = true;

    private Decision Decide(ActionRequest request, Policy policy, bool requireWorkingDirectory, out long sequence)
    {
        ThrowIfDisposed();
        var span = GateReporter.StartSpan();
        var decision = policy.Evaluate(request, _mode, requireWorkingDirectory);
        var result = _audit.AppendDecision(in decision, request.Context);
        sequence = result.Sequence;
        if (result.Fault is not null)
            decision = decision.Refuse(AuditUnavailable(result.Fault));
        Reporter.Decided(span, policy, in decision, request.Context, result.Fault);
        return decision;
    }

    private CodeDecision Decide(CodeRequest request, Policy policy, bool requireWorkingDirectory, out long sequence)
    {
        ThrowIfDisposed();
        var span = GateReporter.StartSpan();
        var decision = policy.Evaluate(request, _mode, requireWorkingDirectory);
        var result = _audit.AppendDecision(decision.Overall, request.Context, decision);
        sequence = result.Sequence;
        if (result.Fault is not null)
            decision = decision.With(decision.Overall.Refuse(AuditUnavailable(result.Fault)));
        Reporter.Decided(span, policy, decision.Overall, request.Context, result.Fault);
        return decision;
    }

    private async ValueTask<Refusal?> AskAsync(Policy policy, ApprovalSubject subject, Decision decision, long sequence, CancellationToken cancellationToken)
    {
        Reporter.ApprovalAsked(policy, decision, subject.Context);
        try
        {
            return await _approvals.AskAsync(subject, decision, sequence, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Reporter.ApprovalAnswered(policy, decision, subject.Context, ApprovalOutcome.Cancelled);
            throw;
        }
    }

    private Permit Answered(Policy policy, long sequence, Decision decision, CodeDecision? code, ActionContext context, Refusal? refusal)
    {
        if (refusal is null && policy != _policy)
            refusal = new Refusal(RuleReference.Fault, DiagnosticIds.PolicyChanged, "the policy changed while approval was asked for; ask again");
        Reporter.ApprovalAnswered(policy, decision, context, ApprovalOutcome.Of(refusal));
        if (refusal is null)
            return new Permit(_audit, _clock, sequence, decision, code, context, isGranted: true);
        var refused = decision.Refuse(refusal);
        return new Permit(_audit, _clock, sequence, refused, code?.With(refused), context, isGranted: false);
    }

    private static Refusal AuditUnavailable(string fault) =>
        new(RuleReference.Fault, DiagnosticIds.AuditUnavailable, $"audit unavailable: {fault}");

    private void RecordPolicy(Policy policy)
    {
        foreach (var layer in policy.Layers)
            Require(_audit.AppendPolicy(layer.Hash, layer.Name, layer.Revision, layer.Source.File));
        // Decisions name the hash of all layers together.
        if (policy.Layers.Length > 1)
            Require(_audit.AppendPolicy(policy.Hash, null, null, null));

        static void Require(AuditResult result)
        {
            if (result.Fault is { } fault)
                throw new AuditException(DiagnosticIds.AuditUnavailable, $"audit unavailable: {fault}");
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
