using System.Diagnostics;
using System.Globalization;
using System.Text;

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
                data.Add(rules, "shell_exec", "cat src/x.cs", Verdict.Allow, "path");
                data.Add(rules, "shell_exec", "rm -rf x", Verdict.Deny, "deny");
                data.Add(rules, "shell_exec", "git -C x push origin -f", Verdict.Deny, "broad");
                data.Add(rules, "shell_exec", "nothing known here", Verdict.Deny, null);
                data.Add(rules, "shell_exec", "cd /tmp", Verdict.Allow, null);
                data.Add(rules, "env_read", "LC_ALL", Verdict.Allow, "allow");
                data.Add(rules, "code_execution", "Python3", Verdict.Allow, "allow");
            }
            return data;
        }
    }

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

    [Fact]
    public void Evaluate_UrlWordsOfCommands_AllocateNothing()
    {
        var policy = Policy.Parse("version: 1\nrules:\n  - { id: u, action: shell_exec, target: 'curl https://api.example.com/v1/*', decision: allow }\n");
        var request = ActionRequest.Shell("curl https://api.example.com/v1/users");
        policy.Evaluate(request).IsAllowed.Should().BeTrue();

        Allocated(policy, request).Should().Be(0);
    }

    /// <summary>The least of many runs: before the runtime has optimised its own vector code, searching for text allocates.</summary>
    private static long Allocated(Policy policy, ActionRequest request)
    {
        long least = long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        while (least > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                policy.Evaluate(request);
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
                ("deny", "rm *", "deny"), ("broad", "git push --force*", "deny"), ("path", "cat ./src/*", "allow"), ("allow", "tool1*", "allow"),
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
