namespace ActionGate.Compilation;

/// <summary>One pattern of one rule, as it is tried and as a decision names it.</summary>
internal sealed class CompiledRule : IDecisiveRule
{
    internal CompiledRule(RuleReference reference, Verdict verdict, string pattern)
    {
        Reference = reference;
        Verdict = verdict;
        Pattern = pattern;
        Broadened = verdict == Verdict.Allow ? this : new CompiledRule(this);
    }

    private CompiledRule(CompiledRule exact)
    {
        Reference = exact.Reference;
        Verdict = exact.Verdict;
        Pattern = exact.Pattern;
        Broadened = this;
        IsBroadened = true;
    }

    public RuleReference Reference { get; }

    internal Verdict Verdict { get; }

    /// <summary>The pattern as the policy writes it.</summary>
    internal string Pattern { get; }

    /// <summary>The same for a broad match; made once, so that a decision can tell without memory of its own.</summary>
    internal CompiledRule Broadened { get; }

    internal bool IsBroadened { get; }
}
