using System.Globalization;
using ActionGate.Simulation.Explanations;
using ActionGate.Tests.Evaluation;
using ActionGate.Tests.Gates;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Simulation.Explanations;

/// <summary>What is explained is what was decided: on every case of the corpora of the law and of shell text.</summary>
public sealed class ExplainerTruthTests
{
    private static readonly string[] Files =
        [.. Directory.EnumerateFiles(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Law"), "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Explain_EveryCaseOfTheLaw_NamesTheRuleThatDecided()
    {
        var failures = new List<string>();
        int cases = 0;
        foreach (string file in Files)
        {
            foreach (var block in LawBlock.Read(file))
                block.EachCase((policy, request, code, place) =>
                {
                    cases++;
                    var decision = code is null ? policy.Evaluate(request) : policy.Evaluate(code).Overall;
                    var explanation = code is null ? policy.Explain(request, default) : policy.Explain(code, default);
                    if (Difference(decision, explanation) is { } difference)
                        failures.Add($"{place}: {difference}");
                });
        }

        failures.Should().BeEmpty();
        cases.Should().BeGreaterThan(300);
    }

    [Fact]
    public void Explain_EveryCommandOfTheShellCorpus_NamesTheRulesThatDecided()
    {
        var failures = new List<string>();
        foreach (string file in ShellCorpus.Files)
        {
            var corpus = ShellCorpus.Read(file);
            var policy = corpus.ReadPolicy();
            foreach (var one in corpus.Cases)
            {
                var request = ShellCorpus.RequestOf(one);
                if (Difference(policy.Evaluate(request), policy.Explain(request, default)) is { } difference)
                    failures.Add($"{file}:{one.Line}: {difference}");
            }
        }

        failures.Should().BeEmpty();
    }

    /// <summary>A rule that is said to match decides where it stands alone, and one that is said not to match does not.</summary>
    [Fact]
    public void Explain_AnyPolicyAndRequest_SaysOfEachRuleWhatItDoesAlone() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll((from policy in RandomPolicy.Any from requests in Gen.ArrayOf(RandomPolicy.Request, 12) select (policy, requests)).ToArbitrary(), sample =>
        {
            var policy = sample.policy.Parse();
            foreach (var request in sample.requests)
            {
                var explanation = policy.Explain(request, default);
                Difference(policy.Evaluate(request), explanation).Should().BeNull("{0} {1}\n{2}", request.Kind, request.Target, sample.policy);
                // What is two (a name in either case), or several commands, is not one answer for a rule.
                if (explanation.Operations is not [{ Layers: [{ Walks: [{ } walk] }] }])
                    continue;
                foreach (var rule in walk.Rules)
                {
                    int index = int.Parse(rule.Rule.Id.AsSpan(1), CultureInfo.InvariantCulture);
                    string alone = sample.policy.With("default: deny").With("unresolved: deny").Yaml();
                    alone = string.Join('\n', alone.Split('\n').Where(l => !l.StartsWith("  - ", StringComparison.Ordinal) || l.StartsWith($"  - {{ id: r{index},", StringComparison.Ordinal)));
                    bool decides = Policy.Parse(alone, new PolicyOptions { BaseDirectory = "/a" }).Evaluate(request).Rule?.Id == rule.Rule.Id;
                    decides.Should().Be(rule.Outcome is RuleOutcome.Decides or RuleOutcome.Matches || rule.WouldMatch, "{0} {1}: {2} {3}\n{4}", request.Kind, request.Target, rule.Rule, rule.Why, sample.policy);
                }
            }
        }));

    private static string? Difference(in Decision decision, Explanation explanation)
    {
        if (decision.Verdict != explanation.Decision.Verdict || decision.Rule?.Id != explanation.Decision.Rule?.Id || decision.Reason != explanation.Decision.Reason)
            return $"decided {decision}, explained {explanation.Decision}";
        if (explanation.Operations.Count != explanation.Decision.Operations.Count && explanation.Code is null)
            return $"{explanation.Operations.Count} operations are explained, of {explanation.Decision.Operations.Count}";
        foreach (var operation in explanation.Operations)
        {
            if (Difference(operation) is { } difference)
                return difference;
        }
        return null;
    }

    private static string? Difference(ExplainedOperation operation)
    {
        var walks = operation.Layers.SelectMany(l => l.Walks).ToList();
        foreach (var walk in walks)
        {
            var deciding = walk.Rules.Where(r => r.Outcome == RuleOutcome.Decides).Select(r => r.Rule.Id).ToList();
            if (!deciding.SequenceEqual(walk.Decided is { } decided ? [decided.Id] : []))
                return $"the walk was decided by {walk.Decided}, and it is said: {string.Join(", ", deciding)}";
            if (walk.Decided is null && walk.Rules.Any(r => r.Outcome is RuleOutcome.Matches or RuleOutcome.NotReached))
                return "no rule decided, and one is said to match, or not to be reached";
            if (walk.Rules.Any(r => r.Why.Length == 0))
                return "a rule has no reason";
        }
        bool isByRule = operation.Decision.Rule is { } rule && !rule.Id.StartsWith('@');
        return isByRule && operation.Decision.Reason.Contains(" matched ", StringComparison.Ordinal) && walks.TrueForAll(w => w.Decided?.Id != operation.Decision.Rule!.Id)
            ? $"{operation.Decision}: no walk is shown that it decided"
            : null;
    }
}
