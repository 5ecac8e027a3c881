using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActionGate.Evaluation;
using ActionGate.FileSystem;

namespace ActionGate.Tests.Evaluation;

/// <summary>A decision costs no memory until somebody reads it.</summary>
public sealed class AllocationTests
{
    public static TheoryData<int, string, string, Verdict, string?> Decisions
    {
        get
        {
            var data = new TheoryData<int, string, string, Verdict, string?>();
            foreach (int rules in new[] { 10, 1000 })
            {
                data.Add(rules, "file_read", "/srv/project/a1/src/x.cs", Verdict.Allow, "allow");
                data.Add(rules, "file_read", "a1/../a1/src/x.cs", Verdict.Allow, "allow");
                data.Add(rules, "file_read", "/etc/deny2/x", Verdict.Deny, "deny");
                data.Add(rules, "file_read", "/home/u/secret3/deep/x", Verdict.Deny, "broad");
                data.Add(rules, "file_read", "/nowhere/at/all", Verdict.Deny, null);
                data.Add(rules, "network", "https://api.host1.example/users/7?x=y", Verdict.Allow, "allow");
                data.Add(rules, "network", "api.host1.example:8443", Verdict.Allow, "allow");
                data.Add(rules, "network", "http://127.0.0.1:8080/", Verdict.Deny, "loopback");
                data.Add(rules, "network", "https://deny.example/admin/users", Verdict.Deny, "deny");
                data.Add(rules, "network", "deny.example", Verdict.Deny, "deny");
                data.Add(rules, "network", "https://nowhere.example/", Verdict.Deny, null);
                data.Add(rules, "shell_exec", "tool1 build --target release", Verdict.Allow, "allow");
                data.Add(rules, "shell_exec", "/usr/bin/tool1 build", Verdict.Allow, "allow");
                data.Add(rules, "shell_exec", "show src/x.cs", Verdict.Allow, "path");
                data.Add(rules, "shell_exec", "drop -rf x", Verdict.Deny, "deny");
                data.Add(rules, "shell_exec", "vcs -C x push origin -f", Verdict.Deny, "broad");
                data.Add(rules, "shell_exec", "nothing known here", Verdict.Deny, null);
                data.Add(rules, "env_read", "LC_ALL", Verdict.Allow, "allow");
                data.Add(rules, "code_execution", "Python3", Verdict.Allow, "allow");
            }
            return data;
        }
    }

    /// <summary>Whatever gathers the operations of a request carries a copy.</summary>
    [Fact]
    public void Circumstances_OfAnyHost_StaySmall() =>
        System.Runtime.CompilerServices.Unsafe.SizeOf<Circumstances>().Should().BeLessThanOrEqualTo(9 * IntPtr.Size);

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Evaluate_WarmDecision_AllocatesNothing(int rules, string kind, string target, Verdict verdict, string? rule)
    {
        var policy = PolicyOf(rules, kind);
        var request = new ActionRequest(kind, target);
        var decision = policy.Evaluate(request);
        decision.Verdict.Should().Be(verdict);
        (decision.Rule?.Id.Split('-')[0]).Should().Be(rule);

        Allocated(policy, request).Should().Be(0);
    }

    [Theory]
    [InlineData("git commit -m \"a message of a few words\"")]
    [InlineData("cat x")]
    [InlineData("curl https://h.example/x")]
    public void Evaluate_CommandOfWhoseEffectsNoRuleSpeaks_AllocatesNothing(string text)
    {
        var policy = Policy.Parse("version: 1\nrules: [{ id: a, action: shell_exec, target: '*', decision: allow }]");
        var request = ActionRequest.Shell(text);
        policy.Evaluate(request).Verdict.Should().Be(Verdict.Allow);

        Allocated(policy, request).Should().Be(0);
    }

    [Fact]
    public void Evaluate_UrlWordsOfCommands_AllocateNothing()
    {
        var policy = Policy.Parse("version: 1\nrules:\n  - { id: u, action: shell_exec, target: 'fetch https://api.example.com/v1/*', decision: allow }\n");
        var request = ActionRequest.Shell("fetch https://api.example.com/v1/users");
        policy.Evaluate(request).IsAllowed.Should().BeTrue();

        Allocated(policy, request).Should().Be(0);
    }

    public static TheoryData<string, string, Verdict, string?> DecisionsOfWholeDocuments => new()
    {
        { "file_read", "/data/analysis/x.csv", Verdict.Allow, "@constraint" },
        { "file_read", "/elsewhere", Verdict.Deny, "@constraint" },
        { "file_write", "/data/analysis/x.csv", Verdict.Deny, "@constraint" },
        { "module_import", "numpy.linalg", Verdict.Allow, "@constraint" },
        { "module_import", "os.path", Verdict.Deny, "@constraint" },
        { "code_execution", "py", Verdict.Allow, "@constraint" },
        { "shell_exec", "git status", Verdict.Allow, "git" },
        { "shell_exec", "deploy now", Verdict.RequireApproval, "deploy" },
        { "shell_exec", "old way", Verdict.Deny, null },
        { "network", "https://api.example.com/x", Verdict.Allow, "api" },
        { "network", "https://api.example.com:8443/x", Verdict.Deny, null },
        { "env_read", "LC_ALL", Verdict.Allow, "env" },
        { "env_read", "SECRET", Verdict.RequireApproval, "ask-env" },
        { "file_write", "/home/u/.claude/settings.json", Verdict.Deny, "@self" },
    };

    [Theory]
    [MemberData(nameof(DecisionsOfWholeDocuments))]
    public void Evaluate_AgentsConditionsTermsAndLayers_AllocateNothing(string kind, string target, Verdict verdict, string? rule)
    {
        var request = new ActionRequest(kind, target, new ActionContext { Agent = "analyst" }) { Method = "get" };
        var one = Policy.Parse(WholeDocument);
        var two = Policy.Combine(one, Policy.Parse("version: 1\nname: second\nlimits: { time: 5s }\nprecedence: deny_overrides\n" + WholeDocument[WholeDocument.IndexOf("agents:", StringComparison.Ordinal)..]));
        foreach (var policy in new[] { one, two })
        {
            var decision = policy.Evaluate(request);
            (decision.Verdict, decision.Rule?.Id).Should().Be((verdict, rule));
            Allocated(() => policy.Evaluate(request)).Should().Be(0);
        }
    }

    /// <summary>
    /// What a gate adds but its record: it asks for links on the way, and who writes or deletes whether something is a folder.
    /// </summary>
    [Theory]
    [InlineData("file_read", "/usr")]
    [InlineData("file_write", "/usr/none/of/this/exists")]
    [InlineData("file_delete", "/usr/none/of/this/exists")]
    [InlineData("file_write", "/etc/passwd")]
    [InlineData("shell_exec", "git status")]
    [InlineData("network", "https://api.example.com/x")]
    public void Evaluate_AsAGateDoes_AllocatesNothing(string kind, string target)
    {
        var policy = Policy.Parse("version: 1\nrules:\n  - { id: all, action: [file_read, file_write, file_delete, network, shell_exec], target: '*', decision: allow }\n").WithRealPaths(DiskPaths.Instance);
        var request = new ActionRequest(kind, target);
        var circumstances = new Circumstances { Paths = DiskPaths.Instance, Protected = new ProtectedPlaces { Folders = ["/var/log/agents"], PolicyFolders = ["/etc/agents"] } };
        policy.Evaluate(request, null, in circumstances).IsAllowed.Should().BeTrue();

        Allocated(() => policy.Evaluate(request, null, in circumstances)).Should().Be(0);
    }

    private const string WholeDocument = """
        version: 1
        name: whole
        limits: { time: 60s }
        agents:
          analyst:
            code_execution:
              allowed_imports: [pandas, numpy]
              disallowed_imports: [os]
              allowed_file_operations: [read]
              allowed_file_paths: ["/data/analysis/*"]
              max_memory: 1GiB
            rules:
              - { id: deploy, action: shell_exec, target: "deploy *", decision: require_approval, approval: { required: 2, scope: 5min }, limits: { cpu: 1s } }
          other: {}
        rules:
          - { id: past, action: shell_exec, target: "old *", decision: allow, expires: 2020-01-01T00:00:00Z }
          - { id: git, action: shell_exec, target: "git *", decision: allow, agents: [other, analyst], not_before: 2020-01-01T00:00:00Z, limits: { time: 10s } }
          - { id: api, action: network, target: api.example.com, decision: allow, methods: [GET, HEAD], ports: [443] }
          - { id: env, action: env_read, target: "LC_*", decision: allow }
          - { id: ask-env, action: env_read, target: "S*", decision: require_approval }
        """;

    /// <summary>The least of many runs: before the runtime has optimised its own vector code, searching for text allocates.</summary>
    private static long Allocated(Policy policy, ActionRequest request) => Allocated(() => policy.Evaluate(request));

    private static long Allocated(Func<Decision> decide)
    {
        long least = long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        while (least > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                decide();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static Policy PolicyOf(int rules, string kind)
    {
        (string Id, string Pattern, string Decision)[] deciding = kind switch
        {
            "file_read" => [("deny", "/etc/deny2/*", "deny"), ("broad", "**/secret3", "deny"), ("allow", "./a1/**", "allow")],
            "network" =>
            [
                ("loopback", "@loopback", "deny"), ("deny", "https://deny.example/admin", "deny"), ("broad", "https://deny.example/x/**", "deny"), ("allow", "api.host1.example", "allow"),
            ],
            "shell_exec" =>
            [
                ("deny", "drop *", "deny"), ("broad", "vcs push --force*", "deny"), ("path", "show ./src/*", "allow"), ("allow", "tool1*", "allow"),
            ],
            "env_read" => [("allow", "LC_*", "allow")],
            _ => [("allow", "python", "allow")],
        };
        var yaml = new StringBuilder("version: 1\nbase: /srv/project\nrules:\n");
        for (int i = deciding.Length; i < rules; i++)
        {
            string filler = kind switch
            {
                "file_read" => (i % 2 == 0 ? "/var/f{0}/**" : "**/g{0}/*.txt"),
                "network" => (i % 2 == 0 ? "https://h{0}.example/**" : "*.g{0}.example"),
                "shell_exec" => (i % 2 == 0 ? "other{0} *" : "more{0} run --x *"),
                _ => "V{0}*",
            };
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: f{i}, action: {kind}, target: '{string.Format(CultureInfo.InvariantCulture, filler, i)}', decision: {(i % 10 == 0 ? "deny" : "allow")} }}\n");
        }
        for (int i = 0; i < deciding.Length; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: {deciding[i].Id}-{i}, action: {kind}, target: '{deciding[i].Pattern}', decision: {deciding[i].Decision} }}\n");
        return Policy.Parse(yaml.ToString());
    }
}
