using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>
/// Decides one operation by one document: normalise, match, decide. Pure, and without memory of its own on the way of a normal target
/// whose real path is no other.
/// </summary>
internal static class RequestEvaluator
{
    /// <summary>The longest target, in UTF-16 units; nothing that an agent means is longer, and every pattern stays cheap up to here.</summary>
    internal const int LongestTarget = 1 << 20;

    private const int StackCharacters = 256;

    private const string WholeEnvironment = "*";

    /// <summary>Decides an operation.</summary>
    internal static Finding Evaluate(CompiledPolicy policy, ActionRequest request, in Circumstances circumstances)
    {
        // Whoever acts and whatever the document says: the gate stays in force.
        if (!policy.IsFor(request.Context.Agent))
            return SelfProtection.OfRequest(policy, request, in circumstances) is { } refusal ? Finding.Refused(refusal) : Finding.Abstention;
        if (policy.Find(request.Context.Agent) is not { } agent)
            return Finding.Refused(policy.UnlistedAgent);
        var chain = agent.Rules.Find(request.Kind.Name);
        if (chain is null)
            return policy.Default == DefaultVerdict.Abstain ? Finding.Abstention : Finding.Refused(Refusals.UnknownKind(request.Kind.Name));
        if (request.Target is not { Length: > 0 } target)
            return Finding.Refused(Refusals.NoTarget);
        if (target.Length > LongestTarget)
            return Finding.Refused(Refusals.TooLong);

        if (request.Problem is { } problem)
            return Finding.Refused(Refusals.NotAsDecided(problem));

        var scope = new DocumentScope(policy, agent, request, in circumstances);
        var finding = chain switch
        {
            RuleChain<PathTarget> paths => PathEvaluator.Evaluate(in scope, paths, target),
            RuleChain<NetworkTarget> hosts => EvaluateNetwork(in scope, hosts, target),
            RuleChain<CommandTarget> commands => CommandEvaluator.EvaluateText(in scope, commands, target),
            RuleChain<TextTarget> texts => EvaluateText(in scope, texts, target),
            _ => Finding.Refused(Refusals.UnknownKind(request.Kind.Name)),
        };
        return Counted(finding, in scope);
    }

    /// <summary>A rule that allows so often allows no more.</summary>
    internal static Finding Counted(Finding finding, in DocumentScope scope)
    {
        if (finding.Verdict == Verdict.Deny || finding.Rate is not { } rate)
            return finding;
        if (scope.Circumstances.Rates is not { } rates)
            return Finding.Refused(rate.Uncounted);
        return rates.TryTake(rate, scope.Request.Context.Agent, scope.Circumstances.Now) ? finding : Finding.Refused(rate.Exceeded);
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

    /// <summary>Whether it is known which port a network target is about.</summary>
    internal static bool KnowsPort(string target, int? port)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        bool isKnown = NetworkNormaliser.Normalise(target, port, ref buffer, out var parts, out _) == NormalOutcome.Normal && parts.Port >= 0;
        buffer.Dispose();
        return isKnown;
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

    /// <summary>Decides a network target.</summary>
    /// <param name="scope">Who decides for whom.</param>
    /// <param name="chain">The rules for hosts.</param>
    /// <param name="target">The target.</param>
    /// <param name="isPathKnown">The target is all of it, and not only its authority.</param>
    internal static Finding EvaluateNetwork(in DocumentScope scope, RuleChain<NetworkTarget> chain, string target, bool isPathKnown = true)
    {
        var buffer = new CharBuffer(stackalloc char[StackCharacters]);
        var outcome = NetworkNormaliser.Normalise(target, scope.Request.Port, ref buffer, out var parts, out string? problem);
        Finding finding;
        if (outcome == NormalOutcome.Normal)
        {
            if (!isPathKnown)
                parts.PathStart = parts.QueryStart = -1;
            int defaultPort = NetworkNormaliser.DefaultPort(buffer.Written[..parts.SchemeLength]);
            int port = parts.Port >= 0 ? parts.Port : defaultPort;
            var facts = scope.Facts with { Port = port >= 0 ? port : null };
            finding = scope.Decide(chain, new NetworkTarget(buffer.Written, in parts, defaultPort), in facts);
        }
        else
        {
            finding = outcome == NormalOutcome.Refused ? Finding.Refused(Refusals.Invalid(problem ?? "")) : scope.DecideAnything(chain, Refusals.Unresolved(problem ?? ""));
        }
        buffer.Dispose();
        return finding;
    }

    internal static Finding EvaluateText(in DocumentScope scope, RuleChain<TextTarget> chain, string text)
    {
        if (chain.Kind == ActionKind.CodeExecution.Name)
        {
            if (CodeLanguage.Canonical(text) is not { } language)
                return Finding.Refused(Refusals.UnknownLanguage(text));
            var facts = scope.Facts with { Language = language };
            return scope.Decide(chain, new TextTarget(language), in facts, scope.Agent.Code?.Granted);
        }
        if (chain.Kind == ActionKind.ModuleImport.Name)
            return EvaluateImport(in scope, chain, text, isKnown: true);
        if (chain.Kind == ActionKind.DynamicCode.Name && scope.Agent.Code is { ForbidsSomething: true } code)
            return Finding.Refused(code.NotKnown);
        // The whole environment holds every variable that a rule may mean.
        if (text == WholeEnvironment && (chain.Kind == ActionKind.EnvRead.Name || chain.Kind == ActionKind.EnvWrite.Name))
            return scope.DecideAnything(chain, Refusals.Unresolved("the whole environment holds variables that nobody named"));
        return scope.Decide(chain, new TextTarget(text));
    }

    /// <summary>What a rule says that refuses to run a language; abstains where none does.</summary>
    internal static Finding RefusalOfLanguage(in DocumentScope scope, string language)
    {
        var chain = (RuleChain<TextTarget>)scope.Agent.Rules.Find(ActionKind.CodeExecution.Name)!;
        var facts = scope.Facts with { Language = language };
        return scope.FirstMatch(chain, new TextTarget(language), in facts) is { } rule && rule.Verdict != Verdict.Allow
            ? scope.By(rule)
            : Finding.Abstention;
    }

    /// <summary>Decides an import.</summary>
    /// <param name="scope">Who decides for whom.</param>
    /// <param name="chain">The rules for imports.</param>
    /// <param name="text">The module's name.</param>
    /// <param name="isKnown">What no rule decides is up to the default; otherwise up to <c>unresolved</c>, since nobody knows what the module does.</param>
    internal static Finding EvaluateImport(in DocumentScope scope, RuleChain<TextTarget> chain, string text, bool isKnown)
    {
        if (ModuleName.Read(text, out string module) is { } problem)
        {
            return scope.Agent.Code is { ForbidsSomeImport: true } constraint
                ? Finding.Refused(constraint.NotKnown)
                : scope.DecideAnything(chain, Refusals.Unresolved(problem));
        }
        ConstraintGrant? grant = null;
        if (scope.Agent.Code is { } code)
        {
            if (code.Import(module, out bool isGranted) is { } refusal)
                return Finding.Refused(refusal);
            grant = isGranted ? code.Granted : null;
        }
        return isKnown ? scope.Decide(chain, new TextTarget(module), grant) : scope.DecideShape(chain, new TextTarget(module), Refusals.UnknownModule(module), grant);
    }
}
