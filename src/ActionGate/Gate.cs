using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using ActionGate.Approvals;
using ActionGate.Audit;
using ActionGate.Audit.Notes;
using ActionGate.Evaluation;
using ActionGate.FileSystem;
using ActionGate.Guards;
using ActionGate.Normalisation;
using ActionGate.Observability;
using ActionGate.Rates;
using ActionGate.Scanning.Catalogs;

namespace ActionGate;

/// <summary>Decides actions, records each decision, and asks a person where the policy says so.</summary>
/// <remarks>
/// <para>Safe for concurrent use. An action that is allowed has been recorded: where the record can't be written, it is denied.</para>
/// <para>
/// <see cref="Decide(ActionRequest)"/> answers and asks nobody; <see cref="AuthorizeAsync(ActionRequest, CancellationToken)"/> also asks, and gives a
/// <see cref="Permit"/> that every guard is made of.
/// </para>
/// <para>A gate is no data: serialising one throws <see cref="NotSupportedException"/>, which says so.</para>
/// </remarks>
[JsonConverter(typeof(NotSerialisable))]
public sealed class Gate : IDisposable
{
    private readonly AuditLog _audit;
    private readonly GateMode? _mode;
    private readonly IPathResolver? _paths;
    private readonly HostShell _shell;
    private readonly ApiCatalog? _catalog;
    private readonly string? _catalogHash;
    private readonly RateCounters _rates;
    private readonly TimeProvider _clock;
    private readonly ApprovalDesk _approvals;
    private readonly Lock _replacing = new();
    private volatile PolicyInForce _inForce;
    private volatile ProtectedPlaces _protected = ProtectedPlaces.None;
    private volatile bool _isDisposed;

    /// <summary>Opens a gate, and records under which policy.</summary>
    /// <param name="options">What it is made of.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/>, its policy or its audit log is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A protected folder is not named by an absolute path.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The approval time-out is not positive.</exception>
    /// <exception cref="AuditException">The audit log can't be written.</exception>
    public Gate(GateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Policy);
        ArgumentNullException.ThrowIfNull(options.Audit);
        ArgumentNullException.ThrowIfNull(options.ProtectedFolders);
        if (options.ProtectedFolders.FirstOrDefault(f => !Path.IsPathFullyQualified(f)) is { } relative)
            throw new ArgumentException($"ProtectedFolders: expected absolute paths, found '{relative}'", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ApprovalTimeout, TimeSpan.Zero);
        _audit = options.Audit;
        _mode = options.Mode;
        _paths = options.ResolveSymlinks ? DiskPaths.Instance : null;
        _shell = options.Shell;
        _catalog = options.Catalog?.Python;
        _catalogHash = options.Catalog?.Hash;
        _rates = (options.Rates ?? new RateStore()).Counters;
        _clock = options.Clock;
        _approvals = new ApprovalDesk(options.Approvals, options.ApprovalTimeout, options.Clock, options.Audit);
        Reporter = new GateReporter(options.Observer, options.RevealTargets);
        _inForce = Take(options.Policy);
        _protected = ProtectedBy(options.Audit, options.Approvals as PendingApprovals, options.ProtectedFolders);
        RecordPolicy(options.Policy);
        Reporter.Opened(options.Policy, _mode ?? options.Policy.Mode);
    }

    /// <summary>The policy that decides now.</summary>
    public Policy Policy => _inForce.Given;

    internal GateReporter Reporter { get; }

    /// <summary>Puts another policy in force, at once and for all threads; decisions under way finish under the old one.</summary>
    /// <param name="policy">The new policy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is <see langword="null"/>.</exception>
    /// <exception cref="AuditException">The audit log can't be written; the old policy stays in force.</exception>
    public void Replace(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var next = Take(policy);
        // The records name policies in the order in which they came into force.
        lock (_replacing)
        {
            ThrowIfDisposed();
            RecordPolicy(policy);
            _inForce = next;
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
        return Settled(Decide(request, _inForce, isGuarded: false)).Decision;
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
            : DecideAloneAsync();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        async ValueTask<Decision> DecideAloneAsync() => Settled(await DecideAsync(request, _inForce, isGuarded: false).ConfigureAwait(false)).Decision;
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
            : DecideAloneAsync();

        async ValueTask<CodeDecision> DecideAloneAsync() => Settled(await DecideAsync(request, _inForce, isGuarded: false).ConfigureAwait(false)).Code!;
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
        var evaluated = await DecideAsync(request, _inForce, isGuarded: true).ConfigureAwait(false);
        return MustAsk(evaluated.Decision) ? await AskAsync(evaluated, request, cancellationToken).ConfigureAwait(false) : Granted(evaluated);
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
        var evaluated = await DecideAsync(request, _inForce, isGuarded: true).ConfigureAwait(false);
        return MustAsk(evaluated.Decision) ? await AskAsync(evaluated, request, cancellationToken).ConfigureAwait(false) : Granted(evaluated);
    }

    /// <summary>Decides and records an action without asking: what requires approval is not granted.</summary>
    internal Permit Authorize(ActionRequest request) => Granted(Decide(request, _inForce, isGuarded: true));

    /// <summary>Closes the gate: later decisions throw. The audit log and the policy stay as they are.</summary>
    public void Dispose() => _isDisposed = true;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Evaluated> DecideAsync(ActionRequest request, PolicyInForce inForce, bool isGuarded)
    {
        var evaluated = Evaluate(request, inForce, isGuarded);
        return Recorded(evaluated, await _audit.AppendDecisionAsync(evaluated.Decision, request.Context, null, _shell).ConfigureAwait(false));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Evaluated> DecideAsync(CodeRequest request, PolicyInForce inForce, bool isGuarded)
    {
        ThrowIfDisposed();
        var span = GateReporter.StartSpan();
        var tickets = inForce.Real.Counts ? new RateTickets(_rates) : null;
        var code = inForce.Real.Evaluate(request, _mode, Circumstances(isGuarded, tickets));
        var evaluated = new Evaluated(inForce, span, code.Overall, code, request.Context, tickets, -1);
        return Recorded(evaluated, await _audit.AppendDecisionAsync(code.Overall, request.Context, code, _shell).ConfigureAwait(false));
    }

    private Evaluated Decide(ActionRequest request, PolicyInForce inForce, bool isGuarded)
    {
        var evaluated = Evaluate(request, inForce, isGuarded);
        return Recorded(evaluated, _audit.AppendDecision(evaluated.Decision, request.Context, null, _shell));
    }

    private Evaluated Evaluate(ActionRequest request, PolicyInForce inForce, bool isGuarded)
    {
        ThrowIfDisposed();
        var span = GateReporter.StartSpan();
        var tickets = inForce.Real.Counts ? new RateTickets(_rates) : null;
        var decision = inForce.Real.Evaluate(request, _mode, Circumstances(isGuarded, tickets));
        return new Evaluated(inForce, span, decision, null, request.Context, tickets, -1);
    }

    /// <summary>The decision as the caller gets it: where it is not recorded, it is denied.</summary>
    private Evaluated Recorded(in Evaluated evaluated, AuditResult result)
    {
        var recorded = evaluated with { Sequence = result.Sequence };
        if (result.Fault is not null)
        {
            var refused = evaluated.Decision.Refuse(AuditUnavailable(result.Fault));
            recorded = recorded with { Decision = refused, Code = evaluated.Code?.With(refused) };
        }
        Reporter.Decided(evaluated.Span, evaluated.InForce.Given, recorded.Decision, evaluated.Context, result.Fault);
        return recorded;
    }

    /// <summary>What nobody is asked about ends with the decision.</summary>
    private static Evaluated Settled(in Evaluated evaluated)
    {
        evaluated.Tickets?.Settle(GoesAhead(evaluated.Decision));
        return evaluated;
    }

    private bool MustAsk(in Decision decision) => !decision.MayProceed && decision.Verdict != Verdict.Deny && _approvals.CanAsk;

    private ValueTask<Permit> AskAsync(Evaluated evaluated, ActionRequest request, CancellationToken cancellationToken)
    {
        var policy = evaluated.InForce.Real;
        return AskAsync(
            evaluated,
            decision => new ApprovalSubject(Located(decision), request, OperationPlaces.Of(request, policy.Layers[0], _paths)),
            rates => policy.Evaluate(request, _mode, Circumstances(isGuarded: true, rates)),
            cancellationToken);
    }

    private ValueTask<Permit> AskAsync(Evaluated evaluated, CodeRequest request, CancellationToken cancellationToken) => AskAsync(
        evaluated,
        decision => new ApprovalSubject(Located(decision), request),
        rates => evaluated.InForce.Real.Evaluate(request, _mode, Circumstances(isGuarded: true, rates)).Overall,
        cancellationToken);

    /// <summary>Asks, and looks at all of it once more when the answer is there: what somebody took time over may be another thing by now.</summary>
    private async ValueTask<Permit> AskAsync(Evaluated evaluated, Func<Decision, ApprovalSubject> subjectOf, Func<IRateCounter?, Decision> decideAgain, CancellationToken cancellationToken)
    {
        var subject = subjectOf(evaluated.Decision);
        Reporter.ApprovalAsked(evaluated.InForce.Given, evaluated.Decision, subject.Context);
        bool isApproved = false;
        try
        {
            var refusal = await _approvals.AskAsync(subject, evaluated.Decision, evaluated.Sequence, cancellationToken).ConfigureAwait(false);
            if (refusal is null && WhatChanged() is { } change)
            {
                refusal = change;
                await _audit.AppendApprovalAsync(evaluated.Sequence, subject.Digest, approved: false, approver: null, change.Message, subject.Context).ConfigureAwait(false);
            }
            var permit = Answered(evaluated.InForce, evaluated.Sequence, evaluated.Decision, evaluated.Code, subject.Context, refusal);
            isApproved = permit.IsGranted;
            return permit;
        }
        catch (OperationCanceledException)
        {
            Reporter.ApprovalAnswered(evaluated.InForce.Given, evaluated.Decision, subject.Context, ApprovalOutcome.Cancelled);
            throw;
        }
        finally
        {
            evaluated.Tickets?.Settle(isApproved);
        }

        Refusal? WhatChanged()
        {
            ThrowIfDisposed();
            var decision = evaluated.Decision;
            if (evaluated.InForce != _inForce)
                return new Refusal(RuleReference.Fault, DiagnosticIds.PolicyChanged, "the policy changed while approval was asked for; ask again");
            if (!ScriptEvaluator.AreUnchanged(decision.Scripts, decision.AbsentScripts, _paths))
                return new Refusal(RuleReference.Fault, DiagnosticIds.ScriptChanged, "a script that it runs changed while approval was asked for; ask again");
            var now = decideAgain(evaluated.Tickets?.Again());
            if (now.Verdict == Verdict.Deny)
                return new Refusal(now.Rule ?? RuleReference.Fault, DiagnosticIds.ActionChanged, $"it is denied since approval was asked for: {now.Reason}");
            return now.Verdict == decision.Verdict && subjectOf(now).Digest == subject.Digest
                ? null
                : new Refusal(RuleReference.Fault, DiagnosticIds.ActionChanged, "what it would do changed while approval was asked for; ask again");
        }
    }

    /// <summary>The decision, whose operations tell where they take place now.</summary>
    private Decision Located(in Decision decision)
    {
        (decision.Cause as OperationsCause)?.Locate(_paths);
        return decision;
    }

    /// <summary>
    /// Looks again at an action that was decided before, and may have become another one since: a link leads elsewhere, a rule has begun. Nothing is recorded, no rate counts,
    /// and nothing is granted: a guard that took its time between deciding and acting asks this, and stops where the answer is a denial.
    /// </summary>
    /// <param name="request">The action.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    public Decision Reconsider(ActionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfDisposed();
        return _inForce.Real.Evaluate(request, _mode, Circumstances(isGuarded: true, UncountedRates.Instance));
    }

    /// <summary>The same for code.</summary>
    internal CodeDecision Reconsider(CodeRequest request)
    {
        ThrowIfDisposed();
        return _inForce.Real.Evaluate(request, _mode, Circumstances(isGuarded: true, UncountedRates.Instance));
    }

    private Circumstances Circumstances(bool isGuarded, IRateCounter? rates) =>
        new() { RequiresWorkingDirectory = isGuarded, Paths = _paths, Shell = _shell, Catalog = _catalog, Rates = rates, Protected = _protected };

    /// <summary>Only what really goes ahead counts.</summary>
    private static bool GoesAhead(in Decision decision) => decision.IsAllowed && decision.Mode == GateMode.Enforce;

    private Permit Granted(in Evaluated evaluated)
    {
        var decision = Settled(evaluated).Decision;
        return NewPermit(evaluated.InForce, evaluated.Sequence, decision, evaluated.Code, evaluated.Context, decision.MayProceed);
    }

    private Permit Answered(PolicyInForce inForce, long sequence, Decision decision, CodeDecision? code, ActionContext context, Refusal? refusal)
    {
        Reporter.ApprovalAnswered(inForce.Given, decision, context, ApprovalOutcome.Of(refusal));
        if (refusal is null)
            return NewPermit(inForce, sequence, decision, code, context, isGranted: true);
        var refused = decision.Refuse(refusal);
        return NewPermit(inForce, sequence, refused, code?.With(refused), context, isGranted: false);
    }

    private Permit NewPermit(PolicyInForce inForce, long sequence, in Decision decision, CodeDecision? code, ActionContext context, bool isGranted) =>
        new(_audit, _clock, sequence, decision, code, context, isGranted)
        {
            Confinement = code is null || !isGranted ? null : Confine(inForce.Real, code, context),
        };

    /// <summary>Nothing is looked at before somebody confines by it.</summary>
    private Confinement Confine(Policy policy, CodeDecision code, ActionContext context)
    {
        return new Confinement(() => Plan().Paths(), () => Plan().MayAllowNetwork());

        ConfinementPlan Plan() => new(
            policy, code, context, Circumstances(isGuarded: true, UncountedRates.Instance), [.. _protected.Folders, .. _protected.KeyPlaces], _protected.PolicyFolders);
    }

    private PolicyInForce Take(Policy policy) => new(policy, _paths is null ? policy : policy.WithRealPaths(_paths));

    /// <summary>Keeps agents from changing files of the host's by which the gate decides.</summary>
    internal void ProtectFiles(IEnumerable<string> files)
    {
        lock (_replacing)
            _protected = _protected with { Folders = [.. _protected.Folders.Union(WithReal(files), StringComparer.Ordinal)] };
    }

    /// <summary>Keeps agents from adding policies to folders that are watched.</summary>
    internal void ProtectPolicyFolders(IEnumerable<string> folders)
    {
        lock (_replacing)
            _protected = _protected with { PolicyFolders = [.. _protected.PolicyFolders.Union(WithReal(folders), StringComparer.Ordinal)] };
    }

    /// <summary>The log's folder and the keys: the one that signs this log, and the user's own, which signs others.</summary>
    private ProtectedPlaces ProtectedBy(AuditLog audit, PendingApprovals? approvals, IReadOnlyList<string> own)
    {
        List<string> folders = [.. new[] { audit.Folder, approvals?.Directory }.OfType<string>(), .. own];
        List<string> places = [];
        List<string> keys = [];
        if (KeyFile.DefaultPath is { } key)
        {
            // Nothing else lies in its folder. A key that is not there yet must not be put there by somebody who knows it.
            places.AddRange([key, Path.GetDirectoryName(key)!]);
            if (KeyFile.Exists(key))
                keys.Add(key);
        }
        if (audit.KeyFile is { } file)
        {
            places.Add(file);
            keys.Add(file);
        }
        return new ProtectedPlaces
        {
            Folders = [.. WithReal(folders)],
            KeyPlaces = [.. WithReal(places).Distinct(StringComparer.Ordinal)],
            Keys = [.. WithReal(keys).Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>The folders, and where they really lie.</summary>
    private List<string> WithReal(IEnumerable<string> folders)
    {
        var all = new List<string>();
        var real = new CharBuffer(stackalloc char[256]);
        foreach (string folder in folders)
        {
            all.Add(folder);
            if (_paths is not null && _paths.Resolve(folder, ref real, out _) == RealPath.Other)
                all.Add(real.Written.ToString());
        }
        real.Dispose();
        return all;
    }

    private static Refusal AuditUnavailable(string fault) =>
        new(RuleReference.Fault, DiagnosticIds.AuditUnavailable, $"audit unavailable: {fault}");

    private void RecordPolicy(Policy policy)
    {
        foreach (var layer in policy.Layers)
            Require(_audit.AppendPolicy(layer.Hash, layer.Name, layer.Revision, layer.Source.File, _catalogHash));
        // Decisions name the hash of all layers together.
        if (policy.Layers.Length > 1)
            Require(_audit.AppendPolicy(policy.Hash, null, null, null, _catalogHash));

        static void Require(AuditResult result)
        {
            if (result.Fault is { } fault)
                throw new AuditException(DiagnosticIds.AuditUnavailable, $"audit unavailable: {fault}");
        }
    }

    /// <summary>The policy as the host gave it, and as it reads on this machine's disk.</summary>
    private sealed record PolicyInForce(Policy Given, Policy Real);

    /// <summary>A decision on its way into the log and to the caller.</summary>
    private readonly record struct Evaluated(PolicyInForce InForce, Activity? Span, Decision Decision, CodeDecision? Code, ActionContext Context, RateTickets? Tickets, long Sequence);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
