namespace ActionGate.Tests.Policies.Published;

/// <summary>The policies that the guides publish, with the tests that stand beside them, and what the guides promise of them.</summary>
public sealed class PublishedPolicyTests
{
    public static TheoryData<string, string> Tests
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string path in TestFiles)
            {
                foreach (var one in PolicyTestFile.Read(path).Cases)
                    data.Add(Path.GetFileName(path), one.Name);
            }
            return data;
        }
    }

    private static IEnumerable<string> TestFiles =>
        Directory.EnumerateFiles(Repository.Path("policies"), "*.tests.yaml").Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Tests))]
    public void Evaluate_TestBesideItsPolicy_GivesDecisionAndRule(string file, string name) => Check(file, name);

    [Fact]
    public void Policies_InTheFolder_HaveTestsBesideThem()
    {
        string[] policies = [.. Directory.EnumerateFiles(Repository.Path("policies"), "*.yaml").Where(p => !p.EndsWith(".tests.yaml", StringComparison.Ordinal))];

        policies.Select(p => Path.ChangeExtension(p, ".tests.yaml")).Should().BeEquivalentTo(TestFiles);
        TestFiles.Select(t => PolicyTestFile.Read(t)).Should().OnlyContain(t => t.Cases.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count() == t.Cases.Count);
    }

    [Theory]
    [InlineData("run a python script", "allow-python-exec")]
    [InlineData("delete the workspace", "deny-rm-commands")]
    [InlineData("write into the workspace", "allow-write-workspace")]
    [InlineData("write a crontab", "deny-write-outside")]
    [InlineData("post to a foreign host", "deny-network")]
    public void Promise_P07_ExampleRequests_GetPublishedDecisionAndRule(string name, string rule) => Check("autogen-coder.tests.yaml", name).Should().Be(rule);

    /// <summary>The numbers are the benchmarks'; here only that the published requests are measured at all, and answered with a time.</summary>
    [Fact]
    public void Promise_P08_EvaluationTime_IsTakenWithEachDecisionAndBenchmarked()
    {
        var file = PolicyTestFile.Read(Repository.Path("policies", "autogen-coder.tests.yaml"));
        var policy = Policy.Load(file.PolicyPath, file.Options);

        file.Cases.Should().OnlyContain(c => policy.Evaluate(c.Request).EvaluationTime > TimeSpan.Zero);
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
        Check("workspace.tests.yaml", name).Should().Be(rule);

        var file = PolicyTestFile.Read(Repository.Path("policies", "workspace.tests.yaml"));
        Policy.Load(file.PolicyPath, file.Options).Evaluate(file.Cases.Single(c => c.Name == name).Request).Reason.Should().Be(reason);
    }

    private static string? Check(string fileName, string name)
    {
        var file = PolicyTestFile.Read(Repository.Path("policies", fileName));
        var one = file.Cases.Single(c => c.Name == name);
        var decision = Policy.Load(file.PolicyPath, file.Options).Evaluate(one.Request);

        DecisionText.Of(decision.Verdict).Should().Be(one.Decision, decision.Reason);
        (decision.Rule?.Id).Should().Be(one.Rule, decision.Reason);
        return decision.Rule?.Id;
    }
}
