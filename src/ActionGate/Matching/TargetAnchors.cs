namespace ActionGate.Matching;

/// <summary>Finds the patterns of a set that could match a target, definitely or broadly: all of those, and few others. Immutable.</summary>
/// <typeparam name="TTarget">The normal form of the targets.</typeparam>
internal abstract class TargetAnchors<TTarget>
    where TTarget : allows ref struct
{
    internal abstract void Find(scoped in TTarget target, ref CandidateCursor candidates);
}
