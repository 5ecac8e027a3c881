namespace ActionGate.Cli.Tests.Commands;

public sealed class TestCommandTests : IDisposable
{
    private const string Policy = "version: 1\nrules:\n  - { id: ls, action: shell_exec, target: 'ls', decision: allow }\n  - { id: rm, action: shell_exec, target: 'rm *', decision: deny }\n";
    private const string Head = "version: 1\npolicy: p.yaml\ntests:\n";
    private const string Lists = "  - { name: list, action: shell_exec, target: ls, decision: allow }\n";
    private const string Removes = "  - { name: remove, action: shell_exec, target: rm x, decision: deny }\n";
    private const string Other = "  - { name: other, action: shell_exec, target: x, decision: deny }\n";
    private const string Wrong = "  - { name: wrong, action: shell_exec, target: rm x, decision: allow, rule: ls }\n";

    private readonly TemporaryFolder _folder = new();

    public TestCommandTests() => _folder.File("p.yaml", Policy);

    private string At(string name) => Path.Combine(_folder.Path, name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Test_AllPassAndAllIsReached_SaysSo()
    {
        string tests = _folder.File("p.tests.yaml", Head + Lists + Removes + Other);

        CommandRun.Of("", "test", tests).Should().Be(new CommandRun(0, $"{tests}: 3 passed\n", ""));
        CommandRun.Of("", "test", tests, "--require-coverage").Code.Should().Be(0);
    }

    [Fact]
    public void Test_Failure_IsShownAndExitsWith1()
    {
        string tests = _folder.File("p.tests.yaml", Head + Lists + Wrong + Other);

        CommandRun.Of("", "test", tests).Should().Be(new CommandRun(1, $"""
            {tests}:5: test 'wrong' failed: expected allow, found deny; expected rule 'ls', found rule 'rm'
              deny shell_exec 'rm x': rule 'rm' (p.yaml:4) matched 'rm *'
            {tests}: 2 passed, 1 failed

            """, ""));
    }

    [Fact]
    public void Test_RuleThatNoTestReaches_FailsOnlyWhereThatIsAskedFor()
    {
        string tests = _folder.File("p.tests.yaml", Head + Lists);
        string expected = $"""
            {At("p.yaml")}:4: rule 'rm' is reached by no test
            {At("p.yaml")}: the default is reached by no test
            {tests}: 1 passed, 2 rules reached by no test

            """;

        CommandRun.Of("", "test", tests).Should().Be(new CommandRun(0, expected, ""));
        CommandRun.Of("", "test", tests, "--require-coverage").Should().Be(new CommandRun(1, expected, ""));
    }

    [Fact]
    public void Test_Policy_StandsForTheTestsBesideIt()
    {
        string tests = _folder.File("p.tests.yml", Head + Lists + Removes + Other);

        CommandRun.Of("", "test", At("p.yaml")).Should().Be(new CommandRun(0, $"{tests}: 3 passed\n", ""));
        File.Move(tests, At("p.tests.yaml"));
        CommandRun.Of("", "test", At("p.yaml"), At("p.tests.yaml")).Should().Be(new CommandRun(0, $"{At("p.tests.yaml")}: 3 passed\n", ""));
    }

    [Fact]
    public void Test_Folder_StandsForAllTestsInIt()
    {
        string b = _folder.File("b.tests.yaml", Head + Lists + Removes + Other);
        string a = _folder.File("a.tests.yaml", Head + Wrong + Lists + Other);
        _folder.File("c.yaml", "no test");

        var run = CommandRun.Of("", "test", _folder.Path);

        run.Code.Should().Be(1);
        run.Output.Split('\n')[^3..].Should().Equal($"{a}: 2 passed, 1 failed", $"{b}: 3 passed", "");
    }

    [Theory]
    [InlineData("version: 1\npolicy: p.yaml\ntests: []\n", "t.tests.yaml:3:8: error AG1024: expected a list of tests, found an empty list")]
    [InlineData("version: 1\npolicy: none.yaml\ntests: [{ name: a, action: shell_exec, target: ls, decision: deny }]\n", "none.yaml: error AG1001: there is no such file")]
    [InlineData("version: 1\npolicy: bad.yaml\ntests: [{ name: a, action: shell_exec, target: ls, decision: deny }]\n", "bad.yaml:2:1: error AG1020: unknown key 'rulse'")]
    public void Test_TestsOrPolicyThatDoNotLoad_ExitsWith1(string tests, string expected)
    {
        string file = _folder.File("t.tests.yaml", tests);
        _folder.File("bad.yaml", "version: 1\nrulse: []\n");

        var run = CommandRun.Of("", "test", file);

        run.Code.Should().Be(1);
        run.Output.Should().StartWith(At(expected)).And.EndWith($"{file}: invalid\n");
        run.Error.Should().BeEmpty();
    }

    [Fact]
    public void Test_Usage_IsAtFaultWhereThereAreNoTests()
    {
        Directory.CreateDirectory(At("empty"));

        CommandRun.Of("", "test", At("empty")).Should().Be(new CommandRun(2, "", $"actiongate: {At("empty")}: expected tests (NAME.tests.yaml) in the folder, found none\n"));
        CommandRun.Of("", "test", At("p.yaml")).Should().Be(new CommandRun(2, "", $"actiongate: {At("p.yaml")}: expected its tests beside it, found no p.tests.yaml\n"));
        CommandRun.Of("", "test", At("x.tests.yaml")).Should().Be(new CommandRun(2, "", $"actiongate: {At("x.tests.yaml")}: there is no such file\n"));
        CommandRun.Of("", "test", "-").Code.Should().Be(2);
        CommandRun.Of("", "test").Code.Should().Be(2);
    }

    [Fact]
    public void Test_Json_GivesEveryFile()
    {
        string good = _folder.File("a.tests.yaml", Head + Lists + Wrong);
        string bad = _folder.File("b.tests.yaml", "version: 2\npolicy: p.yaml\ntests: [{ name: a, action: shell_exec, target: ls, decision: deny }]\n");

        var run = CommandRun.Of("", "test", "--json", good, bad);

        run.Code.Should().Be(1);
        run.Output.Should().Be(
            $$"""{"files":[{"file":"{{good}}","valid":true,"passed":1,"failed":1,"failures":[{"name":"wrong","line":5,"differences":["expected allow, found deny","expected rule 'ls', found rule 'rm'"],"decision":"DENY","rule":"rm","reason":"rule 'rm' (p.yaml:4) matched 'rm *'"}],"unreached":[{"id":"@default","agent":null,"file":"{{At("p.yaml")}}","line":0}],"diagnostics":[]},{"file":"{{bad}}","valid":false,"passed":0,"failed":0,"failures":[],"unreached":[],"diagnostics":[{"file":"{{bad}}","id":"AG1030","severity":"error","message":"expected version 1, found '2'","help":"write 'version: 1'","line":1,"column":10,"length":1}]}]}""" + "\n");
        CommandRun.Of("", "test", "--json", _folder.File("c.tests.yaml", Head + Lists)).Code.Should().Be(0);
        CommandRun.Of("", "test", "--json", "--require-coverage", At("c.tests.yaml")).Code.Should().Be(1);
    }

    [Fact]
    public void Test_PublishedPolicies_PassAndReachEveryRule()
    {
        var run = CommandRun.Of("", "test", "--require-coverage", Repository.PolicyPath(""));

        run.Code.Should().Be(0, run.Output);
        run.Output.Split('\n').Should().HaveCount(4).And.OnlyContain(l => l.Length == 0 || l.EndsWith("passed", StringComparison.Ordinal));
    }

    [Fact]
    public void Test_OnATerminal_HasTheSameTextInColour()
    {
        string tests = _folder.File("p.tests.yaml", Head + Lists + Wrong);

        string coloured = CommandRun.On(Stream.Null, hasColour: true, "test", tests).Output;

        coloured.Should().Contain("\u001b[");
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "").Should().Be(CommandRun.Of("", "test", tests).Output);
    }
}
