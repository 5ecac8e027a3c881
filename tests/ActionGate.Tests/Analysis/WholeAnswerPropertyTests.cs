using ActionGate.Analysis;

namespace ActionGate.Tests.Analysis;

/// <summary>
/// What is said of all requests, against many: generated policies of commands, hosts, files and kinds that globs cover, with conditions and terms, and
/// requests in other spellings, which do more than their kind says.
/// </summary>
public sealed class WholeAnswerPropertyTests
{
    private static readonly DateTimeOffset Turn = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Commands = ["git *", "git push*", "git push", "{git,hg} *", "*", "./git *", "cat *", "cat ./a", "rm *", "git -f*", "*bin*"];
    private static readonly string[] Kinds = ["mcp.x", "mcp.*", "mcp.git.push", "note"];
    private static readonly string[] Conditions = ["agents: [ann]", "agents: [ann, bob]", "languages: [python]", "languages: [bash]", "expires: 2030-01-01T00:00:00Z"];
    private static readonly string[] Terms = ["approval: { required: 2 }", "approval: { approvers: [eve] }", "limits: { time: 1s }"];

    private static readonly (string Kind, string[] Targets)[] Requests =
    [
        ("shell_exec", ["git push", "git push x", "git status", "/usr/bin/git status", "./git push", "/opt/git x", "git-push", "git -C x push", "hg x", "./hg x", "cat a", "cat /etc/passwd", "cat", "rm a", "./rm a", "git -f", "ls"]),
        ("file_read", ["/b/a", "/etc/passwd", "/b/c/d"]),
        ("file_delete", ["/b/a"]),
        ("network", ["a.com", "x.a.com", "b.com"]),
        ("mcp.x", ["a", "b"]), ("mcp.y", ["a", "b"]), ("mcp.git.push", ["a", "b"]), ("note", ["a", "b"]),
    ];

    private static readonly World[] Worlds =
    [
        .. from agent in new[] { null, "ann", "bob", "eve" }
           from language in new[] { null, "python", "bash" }
           from now in new[] { Turn.AddSeconds(-5), Turn.AddSeconds(5) }
           select new World(agent, null, language, now),
    ];

    [Fact]
    public void FindUses_GeneratedPolicies_NoRequestShowsOtherwise()
    {
        var random = new Random(601);
        int dead = 0;
        for (int i = 0; i < 150; i++)
        {
            var model = Model(Text(random, Rules(random)));
            var chains = new PolicyChains(model);
            chains.FindUses();
            var deciding = All().Select(r => DecidingRule.Of(model.Ask(r.Kind, r.Target, r.World))?.Id).ToHashSet();
            foreach (var rule in chains.Units.GroupBy(u => u.Rule.Id).Where(r => r.All(u => u.Use is UnitUse.Covered or UnitUse.TakesNothing or UnitUse.NeverHolds)))
            {
                dead++;
                deciding.Should().NotContain(rule.Key, "it is said never to decide in\n{0}", Written(model));
            }
        }
        dead.Should().BeGreaterThan(15);
    }

    [Fact]
    public void Compare_GeneratedPolicies_NoRequestShowsOtherwise()
    {
        var random = new Random(602);
        int equivalent = 0;
        for (int i = 0; i < 150; i++)
        {
            var rules = Rules(random);
            var others = new List<string>(rules);
            int at = random.Next(others.Count);
            if (i % 3 == 0)
                others.RemoveAt(at);
            else if (i % 3 == 1)
                others.Insert(at, Rule(random, 9));
            else
                (others[at], others[0]) = (others[0], others[at]);
            var (before, after) = (Model(Text(random, rules, "deny")), Model(Text(random, others, "deny")));
            var difference = new PolicyDifference(before.Policy, after.Policy);
            var comparison = PolicyComparison.Of(new Loaded(before).Policy, new Loaded(after).Policy);
            equivalent += comparison.IsEquivalent ? 1 : 0;
            foreach (var change in difference.Changes)
            {
                foreach (var (model, example) in new[] { (before, change.Old), (after, change.New) })
                    model.Ask(change.Kind, example.Target, example.World).Verdict.Should().Be(example.Finding.Verdict);
            }
            if (!comparison.IsEquivalent)
                continue;
            var (oldTerms, newTerms) = (new RuleTerms(before), new RuleTerms(after));
            foreach (var (kind, target, world) in All())
            {
                var (old, @new) = (before.Ask(kind, target, world), after.Ask(kind, target, world));
                (@new.Verdict, @new.Verdict == Verdict.Deny ? "" : newTerms.Of(@new)).Should().Be(
                    (old.Verdict, old.Verdict == Verdict.Deny ? "" : oldTerms.Of(old)), "{0} {1} {2} by\n{3}\nand\n{4}", kind, target, world, Written(before), Written(after));
            }
        }
        equivalent.Should().BeGreaterThan(10);
    }

    [Fact]
    public void Parse_GeneratedAssertionsThatLoad_HoldOfEveryRequest()
    {
        var random = new Random(603);
        int loaded = 0;
        for (int i = 0; i < 250; i++)
        {
            string kind = new[] { "shell_exec", "mcp.*", "mcp.git.push", "file_read", "network" }[random.Next(5)];
            string target = kind switch { "shell_exec" => Commands[random.Next(Commands.Length)], "file_read" => "/b/*", "network" => "a.com", _ => "*" };
            bool isAlways = random.Next(2) == 0;
            var verdict = (Verdict)random.Next(3);
            string assertion = $"{(isAlways ? "always" : "never")}: [{{ action: '{kind}', target: '{target}', decision: {Word(verdict)} }}]";
            string text = Text(random, Rules(random));
            if (!Policy.TryParse(text.Replace("rules:", $"assert: {{ {assertion} }}\nrules:", StringComparison.Ordinal), Options, out var policy, out _))
                continue;
            loaded++;
            var model = PolicyModel.Of(policy!.Layers[0]);
            var requests = Model($"version: 1\nkinds: [note, mcp.*]\nrules:\n  - {{ action: '{kind}', target: '{target}', effect: allow }}\n");
            foreach (var (asked, of, world) in All())
            {
                if (requests.Ask(asked, of, world) is { Verdict: Verdict.Allow } taken && DecidingRule.Of(taken) is not null)
                    (model.Ask(asked, of, world).Verdict == verdict).Should().Be(isAlways, "{0} is said of {1} {2} {3} by\n{4}", assertion, asked, of, world, text);
            }
        }
        loaded.Should().BeGreaterThan(20);
    }

    private static PolicyOptions Options => new() { BaseDirectory = "/b" };

    private static IEnumerable<(string Kind, string Target, World World)> All() =>
        from kind in Requests from target in kind.Targets from world in Worlds select (kind.Kind, target, world);

    private static string Word(Verdict verdict) => verdict switch { Verdict.Allow => "allow", Verdict.Deny => "deny", _ => "require_approval" };

    private static string Text(Random random, IEnumerable<string> rules, string? @default = null) =>
        $"version: 1\nkinds: [note, mcp.*]\ndefault: {@default ?? (random.Next(3) == 0 ? "allow" : "deny")}\nrules:\n{string.Concat(rules.Select(r => $"  - {r}\n"))}";

    private static List<string> Rules(Random random) => [.. Enumerable.Range(0, 3 + random.Next(4)).Select(n => Rule(random, n))];

    private static string Rule(Random random, int number)
    {
        string what = random.Next(8) switch
        {
            < 4 => $"action: shell_exec, command: '{Commands[random.Next(Commands.Length)]}'",
            4 => $"action: {(random.Next(2) == 0 ? "file_read" : "file_write")}, path: '{new[] { "/b/*", "/b/a", "/etc/**" }[random.Next(3)]}'",
            5 => $"action: network, host: '{new[] { "a.com", "*.a.com", "*" }[random.Next(3)]}'",
            _ => $"action: '{Kinds[random.Next(Kinds.Length)]}', target: '{new[] { "a", "*", "[!a]*" }[random.Next(3)]}'",
        };
        var verdict = (Verdict)random.Next(3);
        string condition = random.Next(4) == 0 ? $", {Conditions[random.Next(Conditions.Length)]}" : "";
        string terms = verdict == Verdict.RequireApproval && random.Next(2) == 0 ? $", {Terms[random.Next(Terms.Length)]}" : "";
        return $"{{ id: r{number}, {what}, effect: {Word(verdict)}{condition}{terms} }}";
    }

    private static PolicyModel Model(string text) => PolicyModel.Of(Policy.Parse(text, Options).Layers[0]);

    private static string Written(PolicyModel model) => string.Join('\n', Enumerable.Range(1, 14).Select(model.Policy.Source.LineAt));

    private sealed record Loaded(PolicyModel Model)
    {
        internal Policy Policy => Policy.Parse(Written(Model) + "\n", Options);
    }
}
