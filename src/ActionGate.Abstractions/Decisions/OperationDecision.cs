namespace ActionGate;

/// <summary>The verdict on one operation of a request.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class OperationDecision
{
    private readonly Decision _decision;

    /// <param name="operation">What would be done.</param>
    /// <param name="decision">The decision on it alone; put into words when somebody reads it.</param>
    internal OperationDecision(Operation operation, in Decision decision)
    {
        Operation = operation;
        _decision = decision;
    }

    /// <summary>What would be done.</summary>
    public Operation Operation { get; }

    /// <summary>Whether it may be done.</summary>
    public Verdict Verdict => _decision.Verdict;

    /// <summary>The rule that decided; <see langword="null"/> where the policy's default did.</summary>
    public RuleReference? Rule => _decision.Rule;

    /// <summary>Why, in words.</summary>
    public string Reason => _decision.Reason;

    /// <summary>
    /// Where its path, or those that its pattern finds, lead through links, as far as that is elsewhere. Looked at where somebody is asked for approval
    /// (<see cref="ApprovalRequest"/>), and empty otherwise.
    /// </summary>
    public IReadOnlyList<string> RealPaths { get; internal init; } = [];

    /// <summary>It takes in all below a folder: the action says so, or, where somebody is asked for approval, it deletes what was found to be a folder.</summary>
    public bool IsRecursive { get; internal init; }

    /// <summary>Such as <c>deny shell_exec 'rm -rf /': rule 'no-rm' (policy.yaml:4) matched 'rm *'</c>.</summary>
    public override string ToString() => DecisionText.Line(Verdict, GateMode.Enforce, Operation.Kind.Name, Operation.Target ?? Operation.Pattern, Reason);
}
