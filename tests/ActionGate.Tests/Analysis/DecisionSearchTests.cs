using ActionGate.Analysis;

namespace ActionGate.Tests.Analysis;

/// <summary>What is said of all requests, against the engine asked for many: generated policies over small alphabets.</summary>
public sealed class DecisionSearchTests
{
    private static readonly string[] Segments = ["a", "b", "*", "a*", "?", "[ab]", "**"];
    private static readonly string[] Names = ["a", "b", "ab", "c"];

    [Theory]
    [InlineData("first_match")]
    [InlineData("deny_overrides")]
    public void Verdicts_GeneratedPolicies_AreTheEngines(string precedence)
    {
        var random = new Random(406);
        int count = 0;
        foreach (var model in Policies(random, precedence, 60))
        {
            var chains = new PolicyChains(model);
            foreach (var (search, kind) in chains.Searches)
            {
                var matcher = new ProductSearch(chains.ModelOf(kind).Automaton, chains.ModelOf(kind).Universe);
                int[] atoms = [.. search.Rows.Select(r => r.Atom)];
                foreach (string path in Paths().Where(_ => random.Next(3) == 0))
                {
                    var matches = matcher.MatchesOf(atoms, path == "/" ? "" : path).ToList();
                    var finding = model.Ask(kind, path, search.World);
                    int expected = finding.Cause is null ? VerdictWalk.Nothing : (int)finding.Verdict;

                    VerdictWalk.Verdicts(matches, search.Rows, model.Policy.Precedence).Should().Be(1 << expected, "{0} {1}", kind, path);
                    for (int i = 0; i < search.Rows.Count; i++)
                        VerdictWalk.MayDecide(matches, search.Rows, i, model.Policy.Precedence).Should().Be(search.Rows[i].IsCause(finding.Cause), "{0} {1} row {2}", kind, path, i);
                    count++;
                }
            }
        }
        count.Should().BeGreaterThan(3_000);
    }

    [Theory]
    [InlineData("first_match")]
    [InlineData("deny_overrides")]
    public void FindUses_GeneratedPolicies_NoRequestShowsOtherwise(string precedence)
    {
        var random = new Random(407);
        int covered = 0;
        int unknown = 0;
        int all = 0;
        foreach (var model in Policies(random, precedence, 150))
        {
            var chains = new PolicyChains(model);
            chains.FindUses();
            var deciding = new HashSet<string>();
            foreach (var (search, kind) in chains.Searches)
            {
                foreach (string path in Paths())
                {
                    if (DecidingRule.Of(model.Ask(kind, path, search.World)) is { } rule)
                        deciding.Add(rule.Id);
                }
            }
            foreach (var unit in chains.Units)
            {
                all++;
                unknown += unit.Use == UnitUse.Unknown ? 1 : 0;
                if (unit.Use is UnitUse.Unknown or UnitUse.Decides)
                    continue;
                covered++;
                deciding.Should().NotContain(unit.Rule.Id, "{0} is said never to decide", unit.Text);
            }
        }
        covered.Should().BeGreaterThan(20);
        unknown.Should().BeLessThan(all / 50);
    }

    [Fact]
    public void Compare_GeneratedPolicies_NoRequestShowsOtherwise()
    {
        var random = new Random(408);
        int equivalent = 0;
        var models = Policies(random, "first_match", 120).ToList();
        for (int i = 0; i + 1 < models.Count; i++)
        {
            // A policy and itself with two rules the other way round, or another one.
            var other = i % 2 == 0 ? Swapped(models[i], random) : models[i + 1];
            var difference = new PolicyDifference(models[i].Policy, other.Policy);
            var world = new World(null, null, null, DateTimeOffset.UnixEpoch);
            foreach (string kind in new[] { "file_read", "file_write" })
            {
                var pairs = Paths().Select(p => (models[i].Ask(kind, p, world).Verdict, other.Ask(kind, p, world).Verdict)).Where(p => p.Item1 != p.Item2).ToHashSet();
                var found = difference.Changes.Where(c => c.Kind == kind).Select(c => (c.Old.Finding.Verdict, c.New.Finding.Verdict)).ToHashSet();
                if (!difference.Unknown.Contains(kind))
                    pairs.Should().BeSubsetOf(found, "{0}", kind);
            }
            equivalent += difference.Changes.Count == 0 && difference.Unknown.Count == 0 ? 1 : 0;
        }
        equivalent.Should().BeGreaterThan(5);
    }

    private static PolicyModel Swapped(PolicyModel model, Random random)
    {
        string[] lines = string.Join('\n', Enumerable.Range(1, 20).Select(model.Policy.Source.LineAt)).TrimEnd('\n').Split('\n');
        int first = Array.FindIndex(lines, l => l.Contains("- {", StringComparison.Ordinal));
        int at = first + random.Next(lines.Length - first - 1);
        (lines[at], lines[at + 1]) = (lines[at + 1], lines[at]);
        return Model(string.Join('\n', lines) + "\n");
    }

    private static IEnumerable<PolicyModel> Policies(Random random, string precedence, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var rules = Enumerable.Range(0, 2 + random.Next(5)).Select(n =>
            {
                string pattern = (random.Next(3) switch { 0 => "/", 1 => "**/", _ => "./" }) + string.Join('/', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Segments[random.Next(Segments.Length)]));
                string decision = random.Next(3) switch { 0 => "allow", 1 => "deny", _ => "require_approval" };
                return $"  - {{ id: r{n}, action: {(random.Next(4) == 0 ? "file_write" : "file_read")}, path: \"{pattern}\", effect: {decision} }}\n";
            });
            yield return Model($"version: 1\nprecedence: {precedence}\nrules:\n{string.Concat(rules)}");
        }
    }

    private static PolicyModel Model(string text) => PolicyModel.Of(Policy.Parse(text, new PolicyOptions { BaseDirectory = "/b" }).Layers[0]);

    private static IEnumerable<string> Paths()
    {
        yield return "/";
        foreach (string one in Names)
        {
            yield return $"/{one}";
            foreach (string two in Names)
            {
                yield return $"/{one}/{two}";
                foreach (string three in Names)
                    yield return $"/{one}/{two}/{three}";
            }
        }
    }
}
