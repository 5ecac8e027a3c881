namespace ActionGate.Tests.Policies.Published;

/// <summary>The policies that the guides publish, with the tests that stand beside them, and what the guides promise of them.</summary>
public sealed class PublishedPolicyTests
{
    private static readonly string[] TestFiles = [.. Directory.EnumerateFiles(Repository.Path("policies"), "*.tests.yaml").Order(StringComparer.Ordinal)];

    private static readonly Lazy<Dictionary<string, PolicyTestReport>> Reports =
        new(() => TestFiles.ToDictionary(t => Path.GetFileName(t), t => PolicyTests.Load(t).Run(), StringComparer.Ordinal));

    public static TheoryData<string, string> Tests
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (file, report) in Reports.Value)
            {
                foreach (var result in report.Results)
                    data.Add(file, result.Name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public void Evaluate_TestBesideItsPolicy_GivesWhatItExpects(string file, string name) => Check(file, name);

    [Fact]
    public void Policies_InTheFolder_HaveTestsBesideThemThatReachEveryRule()
    {
        string[] policies = [.. Directory.EnumerateFiles(Repository.Path("policies"), "*.yaml").Where(p => !p.EndsWith(".tests.yaml", StringComparison.Ordinal))];

        policies.Select(p => Path.ChangeExtension(p, ".tests.yaml")).Should().BeEquivalentTo(TestFiles);
        Reports.Value.Values.SelectMany(r => r.Unreached).Select(u => u.ToString()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("run a python script", "allow-python-exec")]
    [InlineData("delete the workspace", "deny-rm-commands")]
    [InlineData("write into the workspace", "allow-write-workspace")]
    [InlineData("write a crontab", "deny-write-outside")]
    [InlineData("post to a foreign host", "deny-network")]
    public void Promise_P07_ExampleRequests_GetPublishedDecisionAndRule(string name, string rule) => Check("autogen-coder.tests.yaml", name).Rule!.Id.Should().Be(rule);

    /// <summary>The numbers are the benchmarks'; here only that the published requests are measured at all, and answered with a time.</summary>
    [Fact]
    public void Promise_P08_EvaluationTime_IsTakenWithEachDecisionAndBenchmarked()
    {
        Reports.Value["autogen-coder.tests.yaml"].Results.Should().OnlyContain(r => r.Decision.EvaluationTime > TimeSpan.Zero);
        File.Exists(Repository.Path("benchmarks", "ActionGate.Benchmarks", "EvaluateBenchmark.cs")).Should().BeTrue();
    }

    [Theory]
    [InlineData("file_read", "/etc/passwd")]
    [InlineData("file_write", "/srv/x")]
    [InlineData("file_delete", "/srv/x")]
    [InlineData("network", "example.com")]
    [InlineData("shell_exec", "ls")]
    [InlineData("code_execution", "python")]
    [InlineData("env_read", "HOME")]
    [InlineData("dynamic_code", "x")]
    public void Promise_P09_WhatNoRuleAllows_IsDeniedByDefault(string kind, string target)
    {
        var decision = Policy.Parse("version: 1\nrules: []\n").Evaluate(new ActionRequest(kind, target));

        decision.Verdict.Should().Be(Verdict.Deny);
        decision.Rule.Should().BeNull();
        decision.Reason.Should().Be("no rule allows it");
        default(Decision).Verdict.Should().Be(Verdict.Deny);
    }

    [Theory]
    [InlineData("/project")]
    [InlineData("/home/u/my project")]
    [InlineData("/srv/odd*name[1]{a,b}")]
    [InlineData("/")]
    public void Promise_P14_ProjectDir_IsAVariableOfTheHost(string folder)
    {
        var policy = Policy.Load(
            Repository.Path("policies", "workspace.yaml"),
            new PolicyOptions { Variables = new Dictionary<string, string> { ["PROJECT_DIR"] = folder } });
        string root = folder == "/" ? "" : folder;

        policy.Evaluate(ActionRequest.WriteFile(root + "/workspace/x")).Rule!.Id.Should().Be("#5");
        policy.Evaluate(ActionRequest.ReadFile(root + "/data/x")).Rule!.Id.Should().Be("#2");
        policy.Evaluate(ActionRequest.WriteFile("/elsewhere/workspace/x")).Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Promise_P14_ProjectDir_IsThePolicysFolderWhereNobodyNamesOne()
    {
        var policy = Policy.Load(Repository.Path("policies", "workspace.yaml"));

        policy.Evaluate(ActionRequest.WriteFile(Repository.Path("policies", "workspace", "x"))).IsAllowed.Should().BeTrue();
        policy.Evaluate(ActionRequest.WriteFile(Repository.Path("workspace", "x"))).IsAllowed.Should().BeFalse();
    }

    [Theory]
    [InlineData("write a script into the workspace", "#5", "rule '#5' (workspace.yaml:17) matched '${PROJECT_DIR}/workspace/**'")]
    [InlineData("read a key", "#4", "rule '#4' (workspace.yaml:14) matched '**/.*' and covers what lies beneath")]
    [InlineData("run that script", "#7", "rule '#7' (workspace.yaml:23) matched 'python*'")]
    [InlineData("install a package", "#8", "rule '#8' (workspace.yaml:26) matched 'pip*'")]
    [InlineData("call a web hook", "#14", "rule '#14' (workspace.yaml:44) matched '*'")]
    public void Promise_P16_ExampleVerdicts_HaveReasons(string name, string rule, string reason)
    {
        var decision = Check("workspace.tests.yaml", name);

        decision.Rule!.Id.Should().Be(rule);
        decision.Reason.Should().Be(reason);
    }

    [Theory]
    [InlineData("analysis imports pandas", "allow", "it is granted to agent 'agent_analysis' (agents.yaml:")]
    [InlineData("analysis imports what nobody names", "deny", "'allowed_imports' does not name it, or a package that holds it (agents.yaml:")]
    [InlineData("a part of os", "deny", "'disallowed_imports' names it, or a package that holds it (agents.yaml:")]
    [InlineData("analysis writes its data", "deny", "'allowed_file_operations' does not name it (agents.yaml:")]
    [InlineData("analysis reads its data", "allow", "it is granted to agent 'agent_analysis' (agents.yaml:")]
    [InlineData("analysis reads elsewhere", "deny", "it is outside 'allowed_file_paths' (agents.yaml:")]
    [InlineData("the sandbox reads", "deny", "'allowed_file_operations' does not name it (agents.yaml:")]
    [InlineData("the proxy imports socket", "deny", "'disallowed_imports' names it, or a package that holds it (agents.yaml:")]
    public void Promise_P25_ConstraintsOfAnAgent_BindImportsAndFiles(string name, string verdict, string reason)
    {
        var decision = Check("agents.tests.yaml", name);

        DecisionText.Of(decision.Verdict).Should().Be(verdict);
        decision.Rule!.Id.Should().Be("@constraint");
        decision.Reason.Should().Contain(reason);
    }

    [Theory]
    [InlineData("analysis runs code", 30, 1_000_000_000L)]
    [InlineData("admin runs code", null, null)]
    [InlineData("the sandbox runs for five seconds", 5, 100_000_000L)]
    [InlineData("the proxy runs code", 10, null)]
    public void Promise_P25_ConstraintsOfAnAgent_LimitTimeAndMemory(string name, int? seconds, long? bytes)
    {
        var limits = Check("agents.tests.yaml", name).Limits;

        limits.Should().Be(new ExecutionLimits { WallTime = seconds is { } s ? TimeSpan.FromSeconds(s) : null, MemoryBytes = bytes });
    }

    /// <summary>That what runs longer is ended is for executors to show; here only that they are told.</summary>
    [Fact]
    public void Promise_P26_PublishedOutcomes_AreGiven()
    {
        Check("agents.tests.yaml", "analysis imports os").Verdict.Should().Be(Verdict.Deny);
        Check("agents.tests.yaml", "analysis runs code that imports os").Verdict.Should().Be(Verdict.Deny);
        Check("agents.tests.yaml", "admin imports os").Verdict.Should().Be(Verdict.Allow);
        Check("agents.tests.yaml", "the sandbox runs for five seconds").Limits.WallTime.Should().Be(TimeSpan.FromSeconds(5));
    }

    private static Decision Check(string file, string name)
    {
        var result = Reports.Value[file].Results.Single(r => r.Name == name);

        result.IsPassed.Should().BeTrue(result.ToString());
        return result.Decision;
    }
}
