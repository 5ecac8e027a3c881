using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>
/// Proves what a document asserts of itself. What is not so is refused with a request that shows it, and what can't be proved is refused as
/// well: a document loads only if all that it says holds.
/// </summary>
internal sealed class Assertions
{
    private readonly PolicyModel _policy;
    private readonly PolicyModel _requests;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, KindModel> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<(RuleChain, World), DecisionSearch> _searches = [];
    private readonly Dictionary<PolicyAssertion, PolicyModel> _alone = [];

    private Assertions(PolicyModel policy, PolicyModel requests, DiagnosticBag diagnostics)
    {
        _policy = policy;
        _requests = requests;
        _diagnostics = diagnostics;
    }

    internal static void Check(PolicyDocument document, PolicyCompiler.HostInputs host, DiagnosticBag diagnostics)
    {
        // The requests are those that rules with the same targets would take.
        var alone = document with { Agent = null, Agents = null, Asserts = [], Rules = [.. document.Asserts.Select(a => a.Requests)] };
        var requests = PolicyModel.Of(alone, host, diagnostics);
        if (diagnostics.HasErrors)
            return;
        var prover = new Assertions(PolicyModel.Of(document, host, new DiagnosticBag(diagnostics.Source)), requests, diagnostics);
        foreach (var assertion in document.Asserts)
            prover.Check(assertion);
    }

    private void Check(PolicyAssertion assertion)
    {
        string? unknown = null;
        foreach (string kind in _policy.Kinds.Where(k => assertion.Requests.Actions.Any(a => Covers(a.Value, k))))
        {
            var proof = Prove(assertion, kind, out var example);
            if (proof == Proof.Never && AssertedWholes.IsOne(kind))
                proof = new AssertedWholes(_policy, _kinds[kind]).Prove(assertion, AtomsOf(assertion, kind, _kinds[kind]), CommandsOf(assertion, kind), out example);
            if (proof == Proof.Found)
            {
                ReportExample(assertion, kind, example!);
                return;
            }
            if (proof == Proof.Unknown)
                unknown ??= kind;
        }
        if (unknown is not null)
        {
            _diagnostics.Error(
                DiagnosticIds.AssertionUnknown,
                assertion.Span,
                $"it can't be proved that {Words(assertion)} holds for {unknown}: the question is too large, or what the rules take is known to the engine alone{(AssertedWholes.IsOne(unknown) ? ", or what commands and code do beside is decided by other rules" : "")}",
                "state it more narrowly; what can't be proved does not load");
        }
    }

    private static bool Covers(string action, string kind) => action == kind || action.EndsWith(".*", StringComparison.Ordinal) && kind.StartsWith(action[..^1], StringComparison.Ordinal);

    /// <summary>Looks for a request that the assertion describes, with another verdict than it shall have.</summary>
    private Proof Prove(PolicyAssertion assertion, string kind, out Example? example)
    {
        example = null;
        if (!_kinds.TryGetValue(kind, out var model))
            _kinds[kind] = model = new KindModel(_policy, kind);
        var within = AtomsOf(assertion, kind, model);
        // An empty set: no request is meant.
        if (within.Count == 0)
            return Proof.Never;
        var result = Proof.Never;
        var seen = new HashSet<RuleChain>();
        foreach (string? agent in assertion.Agent is { } named ? [named.Value] : _policy.Agents)
        {
            if (_policy.ChainOf(agent, kind) is not { } chain)
            {
                // Whoever is not listed is denied everything; of whom the document does not speak it says nothing.
                bool fails = _policy.Policy.IsFor(agent) ? assertion.IsAlways != (assertion.Decision == Verdict.Deny) : assertion.IsAlways;
                if (fails && FindAny(kind, within, model, agent) is { } any)
                {
                    example = any;
                    return Proof.Found;
                }
                continue;
            }
            var conditions = KindModel.ConditionsOf(chain);
            if (!seen.Add(chain) && !_policy.IsConstrained(agent, kind) && !conditions.Any(c => c?.Agents is not null))
                continue;
            if (World.Of(agent, kind, conditions) is not { } worlds)
            {
                result = Proof.Unknown;
                continue;
            }
            foreach (var world in worlds)
            {
                if (_policy.IsSpent)
                    return Proof.Unknown;
                if (!_searches.TryGetValue((chain, world), out var search))
                    _searches[(chain, world)] = search = new DecisionSearch(_policy, model, model.RowsOf(_policy, chain, world), world);
                var proof = Prove(assertion, kind, search, within, out example);
                if (proof == Proof.Found)
                    return proof;
                result = proof == Proof.Unknown ? proof : result;
            }
        }
        return result;
    }

    private Proof Prove(PolicyAssertion assertion, string kind, DecisionSearch search, List<int> within, out Example? example)
    {
        var result = Proof.Never;
        bool isConstrained = _policy.IsConstrained(search.World.Agent, kind);
        for (int i = 0; i < search.Rows.Count; i++)
        {
            var row = search.Rows[i];
            if (row.Holds == MatchStrength.None || !Fails(assertion, row.Verdict))
                continue;
            var proof = Confirm(assertion, kind, search.Find(i, within, finding => Fails(assertion, finding.Abstains ? null : finding.Verdict), out example), ref example);
            if (proof == Proof.Found)
                return proof;
            result = proof == Proof.Unknown ? proof : result;
        }
        // An entry may grant what no rule decides.
        example = null;
        if (Fails(assertion, _policy.DefaultVerdict) || isConstrained)
        {
            var proof = Confirm(assertion, kind, search.Find(DecisionSearch.Default, within, finding => Fails(assertion, finding.Abstains ? null : finding.Verdict), out example), ref example);
            if (proof == Proof.Found)
                return proof;
            bool mayBeOtherwise = Fails(assertion, _policy.DefaultVerdict) || Fails(assertion, Verdict.Allow);
            result = proof == Proof.Unknown && mayBeOtherwise ? proof : result;
        }
        // It may also forbid whatever the rules say.
        return isConstrained && Fails(assertion, Verdict.Deny) ? Proof.Unknown : result;
    }

    /// <summary>What a word that is a path or a URL takes of a command, the matcher alone knows: a request that is not asked about shows nothing.</summary>
    private Proof Confirm(PolicyAssertion assertion, string kind, Proof proof, ref Example? example)
    {
        if (proof != Proof.Found || kind != ActionKind.ShellExec.Name || IsAskedAbout(assertion, kind, example!.Target))
            return proof;
        example = null;
        return Proof.Unknown;
    }

    private bool IsAskedAbout(PolicyAssertion assertion, string kind, string target)
    {
        if (!_alone.TryGetValue(assertion, out var requests))
            _alone[assertion] = requests = PolicyModel.Of(_requests.Document with { Rules = [assertion.Requests], Default = DefaultVerdict.Deny }, _policy.Policy.Host, new DiagnosticBag(_policy.Policy.Source));
        return requests.Ask(kind, target, new World(null, null, null, World.AnyTime)).Verdict == Verdict.Allow;
    }

    internal static bool Fails(PolicyAssertion assertion, Verdict? verdict) => assertion.IsAlways != (verdict == assertion.Decision);

    private Example? FindAny(string kind, List<int> within, KindModel model, string? agent)
    {
        Example? found = null;
        var world = new World(agent, null, null, World.AnyTime);
        new ProductSearch(model.Automaton, model.Universe).Run(within, [], [], DecisionSearch.Budget, (matches, text) =>
        {
            if (matches.Count == 0)
                return true;
            string target = model.Universe.Decode(text());
            found = new Example(target, world, _policy.Ask(kind, target, world));
            return false;
        });
        return found;
    }

    private List<int> AtomsOf(PolicyAssertion assertion, string kind, KindModel model)
    {
        var atoms = new List<int>();
        foreach (var rules in _requests.ChainOf(null, kind)!.AnyLinks)
        {
            int[] all = model.AtomsOf(_requests, rules);
            for (int i = 0; i < all.Length; i++)
            {
                if (ReferenceEquals(_requests.RuleOf(rules, i), assertion.Requests))
                    atoms.Add(all[i]);
            }
        }
        return atoms;
    }

    /// <summary>The commands that it is about, each by its words; <see langword="null"/> where there are more than it names.</summary>
    private List<string[]>? CommandsOf(PolicyAssertion assertion, string kind)
    {
        var commands = new List<string[]>();
        foreach (var rules in _requests.ChainOf(null, kind)!.AnyLinks)
        {
            for (int i = 0; i < rules.Count; i++)
            {
                if (!ReferenceEquals(_requests.RuleOf(rules, i), assertion.Requests))
                    continue;
                if (_requests.PatternOf(rules, i) is not CommandPattern command)
                    return null;
                string?[] words = [.. command.Words.ToArray().Select(w => w.IsAnyRun ? null : w.Text.Literal)];
                if (words.Contains(null))
                    return null;
                commands.Add(words!);
            }
        }
        return commands;
    }

    private void ReportExample(PolicyAssertion assertion, string kind, Example example)
    {
        string got = example.Finding.Abstains ? "no verdict" : $"{DecisionText.Of(example.Finding.Verdict)} from {DecidingRule.Describe(example.Finding)}";
        _diagnostics.Error(
            DiagnosticIds.AssertionFails,
            assertion.Span,
            $"{Words(assertion)} does not hold: {kind} {DecisionText.Quote(_policy.Show(kind, example.Target))}{example.World.Describe()} gets {got}",
            "correct the rules, or the assertion");
    }

    private static string Words(PolicyAssertion assertion) => $"'{(assertion.IsAlways ? "always" : "never")} {DecisionText.Of(assertion.Decision)}'";
}
