using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Normalisation;

/// <summary>What a normaliser said, out of its buffer.</summary>
internal sealed record Normalised(NormalOutcome Outcome, string Text, string? Problem, NetworkParts Parts)
{
    /// <summary>The normal path as it is compared.</summary>
    public static Normalised Path(string path, string workingDirectory = "", string? home = null, PathRules? rules = null)
    {
        rules ??= PathRules.Linux;
        CharBuffer buffer = new(stackalloc char[64]);
        buffer.Append("left over");
        NormalOutcome outcome = PathNormaliser.Normalise(path, workingDirectory, home, rules, ref buffer, out string? problem);
        if (outcome == NormalOutcome.Normal)
            rules.Fold(ref buffer);
        Normalised result = new(outcome, buffer.Written.ToString(), problem, default);
        buffer.Dispose();
        return result;
    }

    public static Normalised Network(string target, int? port = null)
    {
        CharBuffer buffer = new(stackalloc char[64]);
        buffer.Append("left over");
        NormalOutcome outcome = NetworkNormaliser.Normalise(target, port, ref buffer, out NetworkParts parts, out string? problem);
        Normalised result = new(outcome, buffer.Written.ToString(), problem, parts);
        buffer.Dispose();
        return result;
    }
}
