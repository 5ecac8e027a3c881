using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>
/// Commands and code are decided as a whole: whatever they do beside makes the verdict stricter where other rules, or the default, refuse it. And
/// code runs by the rules for commands where none of those for code speak of it. What is asserted of them must hold of that too.
/// </summary>
internal sealed class AssertedWholes(PolicyModel policy, KindModel kind)
{
    private static readonly Verdict[] Verdicts = [Verdict.Deny, Verdict.RequireApproval, Verdict.Allow];

    internal static bool IsOne(string kind) => kind == ActionKind.ShellExec.Name || kind == ActionKind.CodeExecution.Name;

    /// <summary>Looks for a request that shows otherwise what is proved of the rules of its kind.</summary>
    /// <param name="assertion">The assertion.</param>
    /// <param name="within">The atoms of its requests.</param>
    /// <param name="commands">The commands that it names, word by word; <see langword="null"/> where it names them by a pattern.</param>
    /// <param name="example">The request.</param>
    internal Proof Prove(PolicyAssertion assertion, List<int> within, List<string[]>? commands, out Example? example)
    {
        example = null;
        if (within.Count == 0)
            return Proof.Never;
        if (kind.Kind == ActionKind.CodeExecution.Name && Verdicts.Any(v => v != Verdict.Deny && Assertions.Fails(assertion, v)) && AgentsOf(assertion).Any(agent => MayRunByCommands(agent, within)))
            return Proof.Unknown;
        if (!Verdicts.Any(v => Assertions.Fails(assertion, v) && IsGivenBeside(v) && Verdicts.Any(laxer => laxer > v && !Assertions.Fails(assertion, laxer))))
            return Proof.Never;
        if (commands is null || OtherRules.Any(r => r.Conditions is { Languages: not null } or { NotBefore: not null } or { Expires: not null }))
            return Proof.Unknown;
        foreach (string? agent in AgentsOf(assertion))
        {
            foreach (string[] words in commands)
            {
                string target = kind.Universe.Decode(string.Concat(words.Select(w => $"{Universe.Separator}{w}")));
                var world = new World(agent, null, null, World.AnyTime);
                var finding = policy.Ask(kind.Kind, target, world);
                if (!Assertions.Fails(assertion, finding.Abstains ? null : finding.Verdict))
                    continue;
                example = new Example(target, world, finding);
                return Proof.Found;
            }
        }
        return Proof.Never;
    }

    private IEnumerable<PolicyRule> OtherRules => policy.AllRules.Where(r => r.Actions.Any(a => a.Value != kind.Kind));

    private IEnumerable<string?> AgentsOf(PolicyAssertion assertion) => assertion.Agent is { } named ? [named.Value] : policy.Agents;

    /// <summary>Something that commands and code do beside may get this verdict.</summary>
    private bool IsGivenBeside(Verdict verdict) =>
        policy.DefaultVerdict == verdict || OtherRules.Any(r => r.Decision == verdict) || verdict == Verdict.Deny && policy.Agents.Any(a => policy.Policy.Find(a)?.Code is not null);

    /// <summary>Some code that is asked about may run though no rule for code lets it.</summary>
    private bool MayRunByCommands(string? agent, List<int> within)
    {
        if (policy.ChainOf(agent, kind.Kind) is not { } chain || !policy.LetsSomethingPass(agent, ActionKind.ShellExec.Name))
            return false;
        if (World.Of(agent, kind.Kind, KindModel.ConditionsOf(chain)) is not { } worlds)
            return true;
        foreach (string language in Policies.Validation.ConditionReading.Languages)
        {
            // Shell text needs no rule for its language, and other code none where there are no rules for code at all.
            bool needsNone = CodeLanguage.IsShell(language) || chain.IsEmpty && policy.Policy.Find(agent)?.Code is null;
            if (needsNone && kind.Matcher.MatchesOf([.. within], language).Any() && worlds.Any(world => DecidingRule.Of(policy.Ask(kind.Kind, language, world)) is null))
                return true;
        }
        return false;
    }
}
