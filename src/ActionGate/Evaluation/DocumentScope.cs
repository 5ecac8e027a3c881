using System.Diagnostics.CodeAnalysis;
using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>One document that decides one operation of one agent.</summary>
internal readonly ref struct DocumentScope
{
    private readonly ref readonly Circumstances _circumstances;
    private readonly RequestFacts _facts;

    internal DocumentScope(CompiledPolicy policy, CompiledAgent agent, ActionRequest request, in Circumstances circumstances)
    {
        Policy = policy;
        Agent = agent;
        Request = request;
        _circumstances = ref circumstances;
        _facts = new RequestFacts
        {
            Agent = request.Context.Agent,
            Language = circumstances.Language,
            WrittenMethod = request.Method,
            Port = request.Port,
            Now = circumstances.Now,
        };
    }

    internal CompiledPolicy Policy { get; }

    internal CompiledAgent Agent { get; }

    internal ActionRequest Request { get; }

    internal ref readonly Circumstances Circumstances => ref _circumstances;

    [UnscopedRef]
    internal ref readonly RequestFacts Facts => ref _facts;

    /// <summary>Where relative paths begin; <see langword="null"/> where that is not known.</summary>
    internal string? WorkingDirectory => RequestEvaluator.WorkingDirectory(Policy, Request.Context, Circumstances.RequiresWorkingDirectory);

    /// <summary>Decides a target that is known.</summary>
    internal Finding Decide<TTarget>(RuleChain<TTarget> chain, scoped in TTarget target, ConstraintGrant? grant = null)
        where TTarget : allows ref struct =>
        Decide(chain, in target, in _facts, grant);

    /// <summary>The same with facts that the target brought.</summary>
    internal Finding Decide<TTarget>(RuleChain<TTarget> chain, scoped in TTarget target, scoped in RequestFacts facts, ConstraintGrant? grant = null)
        where TTarget : allows ref struct =>
        FirstMatch(chain, in target, in facts) is { } rule ? By(rule) : grant is not null ? Granted(grant) : Default();

    /// <summary>The rule that decides a target; <see langword="null"/> where none matches.</summary>
    internal CompiledRule? FirstMatch<TTarget>(RuleChain<TTarget> chain, scoped in TTarget target, scoped in RequestFacts facts)
        where TTarget : allows ref struct
    {
        var rule = RuleWalk.FirstMatch(Policy.Precedence, chain, in target, in facts);
        _circumstances.Witness?.Tried(in this, chain, in target, in facts, rule);
        return rule;
    }

    /// <summary>Decides a target of which only the shape is known: by a rule that may mean it or takes all of that shape, else as <c>unresolved</c> says.</summary>
    internal Finding DecideShape<TTarget>(RuleChain<TTarget> chain, scoped in TTarget target, Refusal otherwise, ConstraintGrant? grant = null)
        where TTarget : allows ref struct =>
        FirstMatch(chain, in target, in _facts) is { } rule ? By(rule) : grant is not null ? Granted(grant) : Unresolved(chain, otherwise);

    /// <summary>Decides a target that could be anything: by a refusing rule, by an allow that takes everything, else as <c>unresolved</c> says.</summary>
    internal Finding DecideAnything(RuleChain chain, Refusal otherwise, ConstraintGrant? grant = null)
    {
        // Which port it would be is not known either.
        var facts = _facts with { Port = null };
        var rule = RuleWalk.MatchOfAnything(Policy.Precedence, chain, in facts);
        _circumstances.Witness?.TriedOnAnything(in this, chain, in facts, rule);
        if (rule is not null)
            return By(rule);
        return grant is not null ? Granted(grant) : Unresolved(chain, otherwise);
    }

    /// <summary>What the document says of targets that are not known and that no rule decides.</summary>
    internal Finding Unresolved(RuleChain chain, Refusal otherwise)
    {
        var verdict = Policy.Unresolved.Of(chain.Kind);
        if (verdict != Verdict.Deny)
            return new Finding(verdict, Refusals.LetPass(otherwise, verdict), verdict == Verdict.RequireApproval ? Policy.AskTerms(Agent) : Agent.Terms);
        return Finding.Refused(otherwise);
    }

    /// <summary>What the document says where no rule matched.</summary>
    internal Finding Default() => Policy.Default switch
    {
        DefaultVerdict.Allow => new Finding(Verdict.Allow, null, Agent.Terms),
        DefaultVerdict.RequireApproval => new Finding(Verdict.RequireApproval, null, Policy.AskTerms(Agent)),
        DefaultVerdict.Abstain => Finding.Abstention,
        _ => new Finding(Verdict.Deny, null),
    };

    internal Finding By(CompiledRule rule) =>
        rule.Verdict == Verdict.Deny ? new Finding(Verdict.Deny, rule) : new Finding(rule.Verdict, rule, DecisionTerms.Strictest(rule.Terms, Agent.Terms));

    /// <summary>What the document says of an operation that is two: the rules of both count it, whichever of them decides.</summary>
    internal Finding Both(Finding left, Finding right)
    {
        var both = Finding.OfBoth(left, right);
        if (both.Abstains || both.Verdict == Verdict.Deny)
            return both;
        var other = ReferenceEquals(both.Cause, left.Cause) ? right : left;
        if (other.Rate is not { } rate || ReferenceEquals(rate, both.Rate))
            return both;
        var counted = RequestEvaluator.Counted(other, in this);
        return counted.Verdict == Verdict.Deny ? counted : both;
    }

    internal Finding Granted(ConstraintGrant grant) => new(Verdict.Allow, grant, Agent.Terms);
}
