namespace ActionGate;

/// <summary>Thrown by guards that are asked to throw when an action was not granted.</summary>
public class ActionDeniedException : Exception
{
    /// <summary>Reports a decision that did not grant the action.</summary>
    /// <param name="decision">The decision.</param>
    public ActionDeniedException(Decision decision)
        : base(decision.ToString()) => Decision = decision;

    /// <summary>Reports a decision that did not grant the action, with a reason of its own (a person said no).</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="reason">Why the action was not granted.</param>
    public ActionDeniedException(Decision decision, string reason)
        : base(reason) => Decision = decision;

    /// <summary>The decision that did not grant the action.</summary>
    public Decision Decision { get; }
}
