using ActionGate.Compilation;
using ActionGate.Matching;

namespace ActionGate.Evaluation;

/// <summary>Decides network targets of which only the shape is known.</summary>
internal static class PartlyKnownUrl
{
    /// <summary>What follows the authority can't change it any more, and what follows a '?' no longer the path (RFC 3986, 3.2 to 3.4).</summary>
    internal static Finding Evaluate(in DocumentScope scope, RuleChain<NetworkTarget> chain, string shape, string problem)
    {
        var known = shape.AsSpan(0, TargetShape.IndexOfHole(shape));
        int scheme = known.IndexOf("://", StringComparison.Ordinal);
        int authority = scheme < 0 ? 0 : scheme + 3;
        int length = known[authority..].IndexOfAny("/?#");
        int end = authority + length;
        // Without a scheme 'a:/' may go on to be one, and a name before '/' a host.
        if (length <= 0 || known[end - 1] == ':')
            return scope.DecideAnything(chain, Refusals.Unresolved(problem));
        int ender = known[end..].IndexOfAny('?', '#');
        if (ender < 0)
            return RequestEvaluator.EvaluateNetwork(in scope, chain, known[..end].ToString(), isPathKnown: false);
        // A query that seems to be empty may not be.
        var whole = known[..(end + ender)];
        return RequestEvaluator.EvaluateNetwork(in scope, chain, known[end + ender] == '?' ? $"{whole}?x" : whole.ToString());
    }
}
