using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>A document as it is reasoned about: compiled, with its patterns, beside what its author wrote.</summary>
internal sealed class PolicyModel
{
    /// <summary>Some seconds: whatever is asked after that is not known.</summary>
    private const long MostSteps = 200_000_000;

    /// <summary>About what asking the engine costs.</summary>
    private const long StepsOfAsking = 1_000;

    private readonly PatternBook _book;
    private readonly PolicyLayers _alone;

    private long _steps;

    private PolicyModel(PolicyDocument document, CompiledPolicy policy, PatternBook book)
    {
        Document = document;
        Policy = policy;
        _book = book;
        _alone = new PolicyLayers([policy], policy.Hash);
        Agents = World.AgentsOf(document, policy.AgentPattern);
        Kinds = AskedKinds.Of(this);
    }

    internal PolicyDocument Document { get; }

    internal CompiledPolicy Policy { get; }

    /// <summary>The agents that the document may tell apart; <see langword="null"/> among them is nobody known.</summary>
    internal IReadOnlyList<string?> Agents { get; }

    /// <summary>A document that loaded, read once more.</summary>
    internal static PolicyModel Of(CompiledPolicy policy)
    {
        var diagnostics = new DiagnosticBag(policy.Source);
        return Of(PolicyReader.Read(policy.Source, diagnostics, long.MaxValue)!, policy.Host, diagnostics);
    }

    internal static PolicyModel Of(PolicyDocument document, PolicyCompiler.HostInputs host, DiagnosticBag diagnostics)
    {
        var book = new PatternBook();
        return new PolicyModel(document, PolicyCompiler.Compile(document, diagnostics, host, book), book);
    }

    /// <summary>The kinds of action that are asked about.</summary>
    internal IReadOnlyList<string> Kinds { get; }

    internal IEnumerable<PolicyRule> AllRules => Document.Rules.Concat(Document.Agents?.SelectMany(a => a.Rules) ?? []);

    /// <summary>The rules that a table was made of.</summary>
    internal IReadOnlyList<PolicyRule> RulesOf(KindRules rules)
    {
        int list = Array.IndexOf(Policy.RuleLists, rules.Heads);
        return list == 0 ? Document.Rules : Document.Agents!.Where(a => a.Rules.Count > 0).ElementAt(list - 1).Rules;
    }

    /// <summary>The rule that a pattern belongs to.</summary>
    internal PolicyRule RuleOf(KindRules rules, int index) => RulesOf(rules)[_book.HeadOf(rules, index)];

    internal object PatternOf(KindRules rules, int index) => _book.PatternsOf(rules)[index];

    internal RuleChain? ChainOf(string? agent, string kind) => Policy.IsFor(agent) ? Policy.Find(agent)?.Rules.Find(kind) : null;

    /// <summary>Some request of a kind may go ahead, if only once somebody approves.</summary>
    internal bool LetsSomethingPass(string? agent, string kind)
    {
        if (DefaultVerdict != Verdict.Deny)
            return true;
        var chain = ChainOf(agent, kind);
        foreach (var rules in chain is null ? default : chain.AnyLinks)
        {
            for (int i = 0; i < rules.Count; i++)
            {
                if (rules.VerdictAt(i) != Verdict.Deny)
                    return true;
            }
        }
        return false;
    }

    /// <summary>Nothing more is looked for: it took too much.</summary>
    internal bool IsSpent => _steps > MostSteps;

    internal void Spend(long steps) => _steps += steps;

    /// <summary>The engine's own answer.</summary>
    internal Finding Ask(string kind, string target, World world)
    {
        Spend(StepsOfAsking);
        var request = new ActionRequest(kind, target, world.Agent is null ? ActionContext.Empty : new ActionContext { Agent = world.Agent }) { Method = world.Method };
        try
        {
            return _alone.Decide(request, new Circumstances { Now = world.Now, Language = world.Language, Rates = Unlimited.Counter });
        }
        catch (Exception exception)
        {
            // As where the engine is asked in earnest.
            return Finding.Refused(Refusals.Failed(exception));
        }
    }

    /// <summary>What the document says where no rule does.</summary>
    internal Verdict? DefaultVerdict => Policy.Default switch
    {
        Policies.DefaultVerdict.Allow => Verdict.Allow,
        Policies.DefaultVerdict.RequireApproval => Verdict.RequireApproval,
        Policies.DefaultVerdict.Abstain => null,
        _ => Verdict.Deny,
    };

    /// <summary>An agent's entry grants or forbids actions of this kind beside all rules.</summary>
    internal bool IsConstrained(string? agent, string kind) =>
        Policy.Find(agent)?.Code is not null
        && (TargetFamilies.Of(kind) == TargetFamily.Path || kind is "module_import" or "code_execution" or "dynamic_code");

    /// <summary>How a target reads in a message: a path inside the base from there on.</summary>
    internal string Show(string kind, string target)
    {
        if (TargetFamilies.Of(kind) != TargetFamily.Path || Policy.BaseDirectory is not { Length: > 1 } folder)
            return target;
        string shown = Policy.PathRules.Display(folder);
        bool isInside = target.Length > shown.Length + 1 && target.StartsWith(shown, StringComparison.Ordinal) && Policy.PathRules.IsSeparator(target[shown.Length]);
        return isInside ? target[(shown.Length + 1)..] : target;
    }

    /// <summary>Rules with a rate allow as if nothing had been counted yet.</summary>
    private sealed class Unlimited : IRateCounter
    {
        internal static Unlimited Counter { get; } = new();

        public bool TryTake(CompiledRate rate, string? agent, DateTimeOffset now) => true;
    }
}
