using System.Text.RegularExpressions;
using ActionGate.Analysis;
using ActionGate.Simulation;

namespace ActionGate.Tests.Analysis;

/// <summary>
/// Whatever is said of a policy, the policy itself is asked: each example decides as it is said to, and no request of many shows the
/// contrary of what is said of all. For generated policies of all kinds of action, with agents, conditions, approvals and layers.
/// </summary>
public sealed partial class WitnessTests
{
    [Fact]
    public void FindUses_GeneratedPolicies_TheExampleIsDecidedByTheRule()
    {
        var generated = new GeneratedPolicies(601);
        int replayed = 0;
        for (int n = 0; n < 150; n++)
        {
            string text = generated.Document();
            var policy = Parse(text);
            var chains = new PolicyChains(PolicyModel.Of(policy.Layers[0]));
            foreach (var (search, kind) in chains.Searches)
            {
                for (int i = 0; i < search.Rows.Count; i++)
                {
                    var row = search.Rows[i];
                    if (search.Find(i, [], finding => DecidingRule.Is(row, kind, in finding), out var example) != Proof.Found)
                        continue;
                    var decision = policy.At(new FixedClock(example!.World.Now)).Evaluate(RequestOf(kind, example));
                    decision.Operations.Select(o => o.Rule?.Id).Append(decision.Rule?.Id).Should().Contain(row.Reference.Id, "{0} '{1}' in\n{2}", kind, example.Target, text);
                    replayed++;
                }
            }
        }
        replayed.Should().BeGreaterThan(400);
    }

    [Fact]
    public void FindUses_GeneratedPolicies_WhatNeverDecidesDecidesNoRequest()
    {
        var generated = new GeneratedPolicies(602);
        var requests = GeneratedPolicies.Requests().ToList();
        int dead = 0;
        int unknown = 0;
        int all = 0;
        for (int n = 0; n < 250; n++)
        {
            string text = generated.Document();
            var policy = Parse(text);
            var chains = new PolicyChains(PolicyModel.Of(policy.Layers[0]));
            chains.FindUses();
            all += chains.Units.Count;
            unknown += chains.Units.Count(u => u.Use == UnitUse.Unknown);
            var never = chains.Units.Where(u => u.Use is not (UnitUse.Decides or UnitUse.Unknown)).Select(u => u.Rule.Id).ToHashSet(StringComparer.Ordinal);
            dead += never.Count;
            if (never.Count == 0)
                continue;
            foreach (var request in requests)
            {
                var decision = policy.Evaluate(request);
                never.Overlaps(decision.Operations.Select(o => o.Rule?.Id).Append(decision.Rule?.Id)!).Should().BeFalse("{0} '{1}' in\n{2}", request.Kind, request.Target, text);
            }
        }
        dead.Should().BeGreaterThan(100);
        unknown.Should().BeLessThan(all / 20);
    }

    [Fact]
    public void Of_GeneratedPolicies_ChangesAreWhatBothSay()
    {
        var generated = new GeneratedPolicies(603);
        var requests = GeneratedPolicies.Requests().ToList();
        int replayed = 0;
        int equivalent = 0;
        for (int n = 0; n < 120; n++)
        {
            string text = generated.Document();
            string other = n % 4 == 0 ? generated.Document() : generated.Changed(text);
            var (before, after) = (Parse(text), Parse(other));
            var comparison = PolicyComparison.Of(before, after);
            // Of times the public answer says nothing: what differs only after a rule has expired is shown as a text.
            foreach (var change in comparison.Changes.Where(c => !c.ToString().Contains(" at 1970", StringComparison.Ordinal)))
            {
                before.Evaluate(change.Request).Verdict.Should().Be(change.Before ?? Verdict.Deny, "{0}\n{1}\n{2}", change, text, other);
                after.Evaluate(change.Request).Verdict.Should().Be(change.After ?? Verdict.Deny, "{0}\n{1}\n{2}", change, text, other);
                (change.Before == change.After).Should().Be(change.ToString().Contains("under other terms", StringComparison.Ordinal));
                replayed++;
            }
            var equal = comparison.Changes.Select(c => c.Request.Kind.Name).Concat(comparison.Unknown).ToHashSet(StringComparer.Ordinal);
            equivalent += comparison.IsEquivalent ? 1 : 0;
            foreach (var request in requests.Where(r => !equal.Contains(r.Kind.Name)))
            {
                var (old, @new) = (before.Evaluate(request), after.Evaluate(request));
                // What a command does beside is decided by the rules of another kind.
                if (old.Operations.Concat(@new.Operations).All(o => o.Operation.Kind.Name == request.Kind.Name))
                    old.Verdict.Should().Be(@new.Verdict, "{0} '{1}' of '{2}' in\n{3}\n{4}", request.Kind, request.Target, request.Context.Agent, text, other);
            }
        }
        replayed.Should().BeGreaterThan(150);
        equivalent.Should().BeGreaterThan(15);
    }

    [Fact]
    public void Parse_GeneratedAssertions_HoldOrAreBrokenByTheirExample()
    {
        var generated = new GeneratedPolicies(604);
        var requests = GeneratedPolicies.Requests().ToList();
        int loaded = 0;
        int broken = 0;
        int unknown = 0;
        for (int n = 0; n < 200; n++)
        {
            var (kind, target, agent) = generated.Description();
            bool isNever = n % 2 == 0;
            string verdict = isNever ? "allow" : "deny";
            string head = $"assert: {{ {(isNever ? "never" : "always")}: [{{ action: {kind}, target: \"{target}\", decision: {verdict}{(agent is null ? "" : $", agent: {agent}")} }}] }}\n";
            string text = generated.Document(head);
            // A rule that allows takes what an assertion with its target describes.
            var described = Parse($"version: 1\nkinds: [db_query]\nrules: [{{ id: it, action: {kind}, target: \"{target}\", effect: allow }}]\n");
            bool isLoaded = Policy.TryParse(text, GeneratedPolicies.Options, out var policy, out var diagnostics);
            if (isLoaded)
            {
                loaded++;
                // Another layer can only tighten, where this one says something: what is never allowed stays so.
                bool mayAbstain = text.Contains("default: abstain", StringComparison.Ordinal) || text.Contains("agent: 'a*'", StringComparison.Ordinal);
                var layered = isNever && !mayAbstain ? Policy.Combine(policy!, Parse(generated.Document())) : policy!;
                foreach (var request in requests.Where(r => r.Kind.Name == kind && (agent is null || r.Context.Agent == agent) && described.Evaluate(r).IsAllowed))
                    (layered.Evaluate(request).Verdict == (isNever ? Verdict.Allow : Verdict.Deny)).Should().Be(!isNever, "{0} '{1}' of '{2}' in\n{3}", request.Kind, request.Target, request.Context.Agent, text);
                continue;
            }
            string message = diagnostics.Single(d => d.Severity == DiagnosticSeverity.Error).Message;
            var told = Counterexample().Match(message);
            unknown += told.Success ? 0 : 1;
            if (!told.Success || message.Contains(" at 1970", StringComparison.Ordinal))
                continue;
            broken++;
            var plain = Parse(text.Replace(head, "", StringComparison.Ordinal));
            var example = new ActionRequest(told.Groups["kind"].Value, told.Groups["target"].Value, told.Groups["agent"] is { Success: true } who ? new ActionContext { Agent = who.Value } : null) { Method = told.Groups["method"] is { Success: true } method ? method.Value : null };
            var decision = plain.Evaluate(example);
            DecisionText.Of(decision.Verdict).Should().Be(told.Groups["verdict"].Value is "no verdict" ? "deny" : told.Groups["verdict"].Value, "{0} in\n{1}", message, text);
            described.Evaluate(example).Operations.Should().Contain(o => o.Rule != null && o.Rule.Id == "it", "{0} in\n{1}", message, text);
        }
        loaded.Should().BeGreaterThan(40);
        broken.Should().BeGreaterThan(25);
        unknown.Should().BeLessThan(60);
    }

    [Fact]
    public void Check_Layers_SaysOfEachWhatIsSaidOfItAlone()
    {
        var generated = new GeneratedPolicies(605);
        for (int n = 0; n < 20; n++)
        {
            Policy[] layers = [Parse(generated.Document()), Parse(generated.Document())];

            PolicyAnalysis.Check(Policy.Combine(layers)).Select(d => d.ToString()).Should().BeEquivalentTo(layers.SelectMany(PolicyAnalysis.Check).Select(d => d.ToString()));
        }
    }

    private static ActionRequest RequestOf(string kind, Example example) =>
        new(kind, example.Target, example.World.Agent is { } agent ? new ActionContext { Agent = agent } : null) { Method = example.World.Method };

    private static Policy Parse(string text) => Policy.Parse(text, GeneratedPolicies.Options);

    [GeneratedRegex("does not hold: (?<kind>[a-z_]+) '(?<target>.*?)'( of agent '(?<agent>[^']*)')?( with method (?<method>[A-Z]+))?( in code in [a-z]+)?( at [^ ]+)? gets (?<verdict>allow|deny|require_approval|no verdict)")]
    private static partial Regex Counterexample();
}
