namespace ActionGate;

/// <summary>The answer to one request: a verdict, the rule behind it, and the reason.</summary>
/// <remarks>
/// A value of a few words: texts are built when they are read, so a decision that nobody reads costs no memory.
/// Immutable; it stays valid after the policy was replaced. The default value is a denial.
/// </remarks>
public readonly struct Decision
{
    private readonly DecisionExplainer? _explainer;

    internal Decision(
        DecisionExplainer? explainer,
        ActionRequest? request,
        Verdict verdict,
        object? cause,
        TimeSpan evaluationTime,
        GateMode mode = GateMode.Enforce,
        DecisionTerms? terms = null)
    {
        _explainer = explainer;
        Request = request;
        Verdict = verdict;
        Cause = cause;
        EvaluationTime = evaluationTime;
        Mode = mode;
        Terms = terms;
    }

    /// <summary>Whether the action may happen.</summary>
    public Verdict Verdict { get; }

    /// <summary>Whether the verdict binds.</summary>
    public GateMode Mode { get; }

    /// <summary>The verdict is <see cref="Verdict.Allow"/>.</summary>
    public bool IsAllowed => Verdict == Verdict.Allow;

    /// <summary>The action may go ahead without asking: it is allowed, or the gate only simulates.</summary>
    public bool MayProceed => IsAllowed || Mode == GateMode.Simulate;

    /// <summary>Why, in words that a person or a model can act on. Never empty.</summary>
    public string Reason => Cause is Refusal refusal ? refusal.Message : _explainer?.Explain(this) ?? "no decision was made";

    /// <summary>The policy that decided: <c>sha256:</c> and 64 hexadecimal digits; empty where no policy did.</summary>
    public string PolicyHash => _explainer?.PolicyHash ?? "";

    /// <summary>The policy's <c>name</c>, of several layers joined by <c> + </c>; <see langword="null"/> where it has none.</summary>
    public string? PolicyName => _explainer?.PolicyName;

    /// <summary>The policy's <c>revision</c>, of several layers joined by <c> + </c>; <see langword="null"/> where it has none.</summary>
    public string? PolicyRevision => _explainer?.PolicyRevision;

    /// <summary>The identifier of the gate's own refusal (<c>AG3001</c>, …), as the documentation of diagnostics lists it; otherwise <see langword="null"/>.</summary>
    public string? DiagnosticId => Cause switch
    {
        Refusal refusal => refusal.DiagnosticId,
        IDecisiveRule rule => rule.DiagnosticId,
        _ => null,
    };

    /// <summary>The target as it was matched, whole: an absolute path, a canonical URL; as given where it could not be normalised.</summary>
    public string? Target => _explainer?.NormalizedTarget(this) ?? Request?.Target;

    /// <summary>The rule that decided; <see langword="null"/> where the policy's default did.</summary>
    public RuleReference? Rule => Cause switch
    {
        Refusal refusal => refusal.Rule,
        IDecisiveRule rule => rule.Reference,
        _ => null,
    };

    /// <summary>What the action may use, where it goes ahead: the strictest of what the policy's rules, agents and layers say.</summary>
    public ExecutionLimits Limits => Terms?.Limits ?? ExecutionLimits.None;

    /// <summary>How long the evaluation took, by the clock it was given.</summary>
    public TimeSpan EvaluationTime { get; }

    /// <summary>Every operation that was decided, each with its own verdict and rule. At least one, unless no decision was made.</summary>
    public IReadOnlyList<OperationDecision> Operations => _explainer?.Operations(this) ?? [];

    /// <summary>The scripts that the action runs and that were read for this decision, with the digests of what was read. Empty for most.</summary>
    public IReadOnlyList<ScannedScript> Scripts => _explainer?.Scripts(this) ?? [];

    /// <summary>The paths at which a script was looked for that was not there: one that appears there was decided by nobody.</summary>
    internal IReadOnlyList<string> AbsentScripts => _explainer?.AbsentScripts(this) ?? [];

    /// <summary>More than the request itself was decided; told without building the operations.</summary>
    internal bool HasSeveralOperations => _explainer?.HasSeveralOperations(this) ?? false;

    /// <summary>What was asked; <see langword="null"/> for code, whose operations stand for it.</summary>
    internal ActionRequest? Request { get; }

    /// <summary>An <see cref="IDecisiveRule"/>, a <see cref="Refusal"/>, or <see langword="null"/>: the default decided.</summary>
    internal object? Cause { get; }

    /// <summary><see langword="null"/>: no limits, and nobody in particular approves.</summary>
    internal DecisionTerms? Terms { get; }

    /// <summary>A denial in place of this decision.</summary>
    internal Decision Refuse(Refusal refusal) => new(_explainer, Request, Verdict.Deny, refusal, EvaluationTime, Mode);

    /// <summary>Such as <c>deny shell_exec 'rm -rf build': rule 'no-rm' (policy.yaml:4) matched 'rm *'</c>.</summary>
    public override string ToString() => DecisionText.Line(Verdict, Mode, Request?.Kind.Name, Target, Reason);
}
