using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Evaluation;

/// <summary>Decides one operation by one document: normalise, match, decide. Pure, and without memory of its own on the way of a normal target.</summary>
internal static class RequestEvaluator
{
    /// <summary>The longest target, in UTF-16 units; nothing that an agent means is longer, and every pattern stays cheap up to here.</summary>
    internal const int LongestTarget = 1 << 20;

    private const int StackCharacters = 256;

    /// <summary>Decides an operation.</summary>
    /// <param name="policy">The document.</param>
    /// <param name="request">The operation.</param>
    /// <param name="requireWorkingDirectory">A relative path without a working directory is not resolved against the base.</param>
    internal static Finding Evaluate(CompiledPolicy policy, ActionRequest request, bool requireWorkingDirectory)
    {
        if (!policy.IsFor(request.Context.Agent))
            return Finding.Abstention;
        var rules = policy.RulesOf(request.Kind.Name);
        if (rules is null)
            return Finding.Refused(Refusals.UnknownKind(request.Kind.Name));
        if (request.Target is not { Length: > 0 } target)
            return Finding.Refused(Refusals.NoTarget);
        if (target.Length > LongestTarget)
            return Finding.Refused(Refusals.TooLong);

        string? workingDirectory = WorkingDirectory(policy, request.Context, requireWorkingDirectory);
        return rules switch
        {
            KindRules<PathTarget> paths => EvaluatePath(policy, paths, target, workingDirectory),
            KindRules<NetworkTarget> hosts => EvaluateNetwork(policy, hosts, target, request.Port),
            KindRules<CommandTarget> commands => CommandEvaluator.EvaluateText(policy, commands, target, workingDirectory),
            KindRules<TextTarget> texts => EvaluateText(policy, texts, target),
            _ => Finding.Refused(Refusals.UnknownKind(request.Kind.Name)),
        };
    }

    internal static string? WorkingDirectory(CompiledPolicy policy, ActionContext context, bool isRequired) =>
        context.WorkingDirectory is { Length: > 0 } own ? own : isRequired ? null : policy.BaseDirectory;

    /// <summary>A path target in its normal form, as the platform writes it; <see langword="null"/> where there is none.</summary>
    internal static string? NormalPath(CompiledPolicy policy, string target, string? workingDirectory)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        string? normal = NormalisePath(policy, target, workingDirectory, ref buffer, out _) == NormalOutcome.Normal ? policy.PathRules.Display(buffer.Written) : null;
        buffer.Dispose();
        return normal;
    }

    /// <summary>Brings a network target into its normal form; <see langword="null"/> where there is none.</summary>
    internal static string? NormalNetwork(string target, int? port)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        string? normal = NetworkNormaliser.Normalise(target, port, ref buffer, out _, out _) == NormalOutcome.Normal ? buffer.Written.ToString() : null;
        buffer.Dispose();
        return normal;
    }

    internal static NormalOutcome NormalisePath(
        CompiledPolicy policy, scoped ReadOnlySpan<char> path, scoped ReadOnlySpan<char> workingDirectory, ref CharBuffer buffer, out string? problem)
    {
        if (workingDirectory.IsEmpty || policy.PathRules.IsAbsolute(workingDirectory))
            return PathNormaliser.Normalise(path, workingDirectory, policy.Home, policy.PathRules, ref buffer, out problem);
        // The host gave a relative working directory: it is relative to the base.
        var absolute = new CharBuffer(stackalloc char[StackCharacters]);
        var outcome = PathNormaliser.Normalise(workingDirectory, policy.BaseDirectory, policy.Home, policy.PathRules, ref absolute, out problem);
        if (outcome == NormalOutcome.Normal)
            outcome = PathNormaliser.Normalise(path, absolute.Written, policy.Home, policy.PathRules, ref buffer, out problem);
        absolute.Dispose();
        return outcome;
    }

    private static Finding EvaluatePath(CompiledPolicy policy, KindRules<PathTarget> rules, string path, string? workingDirectory)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        var outcome = NormalisePath(policy, path, workingDirectory, ref buffer, out string? problem);
        policy.PathRules.Fold(ref buffer);
        var finding = outcome == NormalOutcome.Normal
            ? Decide(policy, rules, new PathTarget(buffer.Written, policy.ComparedBase))
            : NotNormal(rules, outcome, problem);
        buffer.Dispose();
        return finding;
    }

    private static Finding EvaluateNetwork(CompiledPolicy policy, KindRules<NetworkTarget> rules, string target, int? port)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        var outcome = NetworkNormaliser.Normalise(target, port, ref buffer, out var parts, out string? problem);
        Finding finding;
        if (outcome == NormalOutcome.Normal)
        {
            int defaultPort = NetworkNormaliser.DefaultPort(buffer.Written[..parts.SchemeLength]);
            finding = Decide(policy, rules, new NetworkTarget(buffer.Written, in parts, defaultPort));
        }
        else
        {
            finding = NotNormal(rules, outcome, problem);
        }
        buffer.Dispose();
        return finding;
    }

    private static Finding EvaluateText(CompiledPolicy policy, KindRules<TextTarget> rules, string text)
    {
        if (rules.Kind == "code_execution")
        {
            if (CodeLanguage.Canonical(text) is not { } language)
                return Finding.Refused(Refusals.UnknownLanguage(text));
            text = language;
        }
        return Decide(policy, rules, new TextTarget(text));
    }

    private static Finding Decide<TTarget>(CompiledPolicy policy, KindRules<TTarget> rules, scoped in TTarget target)
        where TTarget : allows ref struct =>
        RuleWalk.FirstMatch(rules, in target) is { } rule ? Finding.By(rule) : RuleWalk.Default(policy);

    private static Finding NotNormal(KindRules rules, NormalOutcome outcome, string? problem)
    {
        if (outcome == NormalOutcome.Refused)
            return Finding.Refused(Refusals.Invalid(problem ?? ""));
        return RuleWalk.MatchOfAnything(rules) is { } rule ? Finding.By(rule) : Finding.Refused(Refusals.Unresolved(problem ?? ""));
    }
}
