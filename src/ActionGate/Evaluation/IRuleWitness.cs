using ActionGate.Compilation;

namespace ActionGate.Evaluation;

/// <summary>
/// Is told of every walk through rules while a request is decided, with what the walk itself was given, so that an explanation can't
/// differ from the decision. Serves one request on one thread.
/// </summary>
internal interface IRuleWitness
{
    /// <summary>Rules were tried on a target.</summary>
    /// <param name="scope">Who decided for whom.</param>
    /// <param name="chain">The rules, in the order in which they are tried.</param>
    /// <param name="target">What they were tried on; valid during the call.</param>
    /// <param name="facts">What their conditions were held against.</param>
    /// <param name="decided">The rule that decided; <see langword="null"/>: none matched.</param>
    void Tried<TTarget>(in DocumentScope scope, RuleChain<TTarget> chain, scoped in TTarget target, scoped in RequestFacts facts, CompiledRule? decided)
        where TTarget : allows ref struct;

    /// <summary>Rules were tried on a target that could be anything.</summary>
    /// <param name="scope">Who decided for whom.</param>
    /// <param name="chain">The rules, in the order in which they are tried.</param>
    /// <param name="facts">What their conditions were held against.</param>
    /// <param name="decided">The rule that decided; <see langword="null"/>: none did.</param>
    /// <param name="onlyRefusals">It was asked which rule refuses anything, and the strictest stands.</param>
    void TriedOnAnything(in DocumentScope scope, RuleChain chain, scoped in RequestFacts facts, CompiledRule? decided, bool onlyRefusals = false);

    /// <summary>An operation of a request that consists of several has its verdict; what was tried since the last one was tried for it.</summary>
    void Decided(DecidedOperation operation);
}
