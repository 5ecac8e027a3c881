namespace ActionGate.Cli.Tests.Commands;

/// <summary>The answers to the letter: outside programs read them by these names, in this order.</summary>
public sealed class EvalJsonLinesTests : IDisposable
{
    private const string Rules = """
          - { id: git, action: shell_exec, target: "git *", decision: allow }
          - { id: no-rm, action: shell_exec, target: "rm *", decision: deny }
          - { id: python, action: shell_exec, target: "python3*", decision: allow }
          - { id: src, action: file_write, target: "./src/**", decision: allow }
          - { id: ask, action: network, target: "*.example.com", decision: require_approval }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _policy;

    public EvalJsonLinesTests() => _policy = _folder.File("p.yaml", $"version: 1\nrules:\n{Rules}");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Eval_Action_AnswersWithTheMembersOfTheContractInTheirOrder() =>
        Answer("""{"id":"1","actionType":"shell_exec","target":"rm -rf /","agentId":"coder"}""").Should().Be(
            """{"id":"1","actionType":"shell_exec","target":"rm -rf /","agentId":"coder","decision":"DENY","rule":"no-rm","reason":"rule 'no-rm' (p.yaml:4) matched 'rm *'","mode":"enforce","evaluationTime":"TIME","operations":[{"kind":"shell_exec","target":"rm -rf /","decision":"DENY","rule":"no-rm","certainty":"exact","line":1,"column":1,"api":"rm"},{"kind":"file_delete","target":"/","decision":"DENY","rule":"@self","certainty":"exact","line":1,"column":1,"api":"rm"}]}""");

    [Fact]
    public void Eval_ShellText_AnswersWithEachCommandAndWhereItStands() =>
        Answer("""{"id":"1","actionType":"shell_exec","target":"git status &&\n bash -c 'git log -- $x'; python3 a.py > src/o"}""").Should().EndWith(
            "\"operations\":["
            + """{"kind":"shell_exec","target":"git status","decision":"ALLOW","rule":"git","certainty":"exact","line":1,"column":1,"api":"git"},"""
            + """{"kind":"shell_exec","target":"bash -c 'git log -- $x'","decision":"DENY","rule":null,"certainty":"exact","line":2,"column":2,"api":"bash"},"""
            + """{"kind":"shell_exec","target":null,"decision":"ALLOW","rule":"git","certainty":"partial","pattern":"git log -- *","line":2,"column":10,"api":"git","via":["bash"]},"""
            + """{"kind":"shell_exec","target":"python3 a.py","decision":"ALLOW","rule":"python","certainty":"exact","line":2,"column":27,"api":"python3"},"""
            + """{"kind":"file_write","target":"src/o","decision":"ALLOW","rule":"src","certainty":"exact","line":2,"column":42}]}""");

    [Fact]
    public void Eval_DefaultDecides_RuleIsNull() =>
        Answer("""{"id":"1","actionType":"file_read","target":"/etc/passwd"}""").Should().Be(
            """{"id":"1","actionType":"file_read","target":"/etc/passwd","agentId":null,"decision":"DENY","rule":null,"reason":"no rule allows it","mode":"enforce","evaluationTime":"TIME","operations":[{"kind":"file_read","target":"/etc/passwd","decision":"DENY","rule":null}]}""");

    [Fact]
    public void Eval_Code_AnswersWithOperationsImportsOpaqueAndHashButNeverTheCode() =>
        Answer("""{"id":"2","language":"py","code":"open('/etc/passwd')","agentId":"coder"}""").Should().Be(
            """{"id":"2","language":"py","agentId":"coder","decision":"DENY","rule":null,"reason":"file_read '/etc/passwd': no rule allows it","mode":"enforce","evaluationTime":"TIME","operations":[{"kind":"shell_exec","target":"python3 <block>","decision":"ALLOW","rule":"python","certainty":"exact"},{"kind":"file_read","target":"/etc/passwd","decision":"DENY","rule":null,"certainty":"exact","line":1,"column":1,"api":"builtins.open"}],"imports":[],"opaque":false,"codeHash":"sha256:84ffd85fc6c028491b6a7bc1103f6498a2393c7d17b2fbfc0e474ecdb43c38e1"}""");

    [Fact]
    public void Eval_ShellCode_SaysWhereAnOperationStands() =>
        Answer("""{"id":"3","language":"bash","code":"\n git status"}""").Should().Contain(
            """
            "operations":[{"kind":"shell_exec","target":"git status","decision":"ALLOW","rule":"git","certainty":"exact","line":2,"column":2,"api":"git"}],"imports":[],"opaque":false,"codeHash":"sha256:
            """);

    [Fact]
    public void Eval_ApprovalRequired_SaysSo() =>
        Answer("""{"actionType":"network","target":"a.example.com"}""").Should().Contain("\"decision\":\"REQUIRE_APPROVAL\",\"rule\":\"ask\"");

    [Fact]
    public void Eval_Simulate_DecidesAsAlwaysAndSaysSo() =>
        Answer("""{"actionType":"shell_exec","target":"rm x"}""", "--simulate").Should().Contain("\"decision\":\"DENY\",\"rule\":\"no-rm\"").And.Contain("\"mode\":\"simulate\"");

    [Theory]
    [InlineData("""{"actionType":"file_write","target":"src/a"}""", "ALLOW", "BASE/src/a")]
    [InlineData("""{"actionType":"file_write","target":"a","cwd":"BASE/src"}""", "ALLOW", "BASE/src/a")]
    [InlineData("""{"actionType":"file_write","target":"a","cwd":"src"}""", "ALLOW", "BASE/src/a")]
    [InlineData("""{"actionType":"file_write","target":"a","cwd":""}""", "DENY", "BASE/a")]
    [InlineData("""{"actionType":"file_write","target":"src/a","cwd":"/"}""", "DENY", "/src/a")]
    public void Eval_RelativeTarget_ResolvesAgainstTheWorkingDirectoryElseThePolicysFolder(string request, string decision, string target) =>
        Answer(request.Replace("BASE", _folder.Path, StringComparison.Ordinal)).Should().Contain($"\"decision\":\"{decision}\"")
            .And.Contain($"\"operations\":[{{\"kind\":\"file_write\",\"target\":\"{target.Replace("BASE", _folder.Path, StringComparison.Ordinal)}\"");

    [Theory]
    [InlineData("/srv", "/srv/src/a")]
    [InlineData("sub", "/work-folder/sub/src/a")]
    public void Eval_Base_ResolvesPatternsAndTargets(string folder, string target) =>
        Answer("""{"actionType":"file_write","target":"src/a"}""", "--base", folder).Should().Contain("\"decision\":\"ALLOW\"").And.Contain($"\"target\":\"{target}\"");

    [Fact]
    public void Eval_BaseBesideAPolicysOwn_IsWhereRequestsTakePlace()
    {
        string policy = _folder.File("own.yaml", "version: 1\nbase: /own\nrules:\n  - { id: x, action: file_write, target: './**', decision: allow }\n");

        CommandRun.Of("""{"actionType":"file_write","target":"a"}""", "eval", "--policy", policy, "--base", "/other", "--jsonl").Output
            .Should().Contain("\"decision\":\"DENY\"").And.Contain("\"target\":\"/other/a\"");
    }

    [Fact]
    public void Eval_Agent_IsThatOfLinesThatNameNone()
    {
        string policy = _folder.File("agent.yaml", "version: 1\nagent: coder\nrules:\n  - { action: shell_exec, target: '*', decision: allow }\n");

        var run = CommandRun.Of(
            """
            {"actionType":"shell_exec","target":"ls"}
            {"actionType":"shell_exec","target":"ls","agentId":null}
            {"actionType":"shell_exec","target":"ls","agentId":"other"}
            """,
            "eval", "--policy", policy, "--agent", "coder", "--jsonl");

        run.Lines[0].Should().Contain("\"agentId\":\"coder\",\"decision\":\"ALLOW\"");
        run.Lines[1].Should().Contain("\"agentId\":\"coder\",\"decision\":\"ALLOW\"");
        run.Lines[2].Should().Contain("\"agentId\":\"other\",\"decision\":\"DENY\"");
    }

    [Theory]
    [InlineData(443, "ALLOW")]
    [InlineData(80, "DENY")]
    public void Eval_Port_BelongsToTheTarget(int port, string decision)
    {
        string policy = _folder.Policy("  - { action: network, target: 'a.example:443', decision: allow }");

        CommandRun.Of($$"""{"actionType":"network","target":"a.example","port":{{port}},"method":"GET","suggesterId":"s","session":"1"}""", "eval", "--policy", policy, "--jsonl").Output
            .Should().Contain($"\"decision\":\"{decision}\"");
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("\"x\"", "\"x\"")]
    [InlineData("17", "17")]
    [InlineData("1e999", "1e999")]
    [InlineData("-0.10", "-0.10")]
    [InlineData("true", "true")]
    [InlineData("\"\\u00e9\\n\\\"\"", "\"\\u00e9\\n\\\"\"")]
    [InlineData("\"é ü\"", "\"é ü\"")]
    [InlineData("\"a\u2028b\"", "\"a\\u2028b\"")]
    [InlineData("\"\\ud800\"", "\"\\ud800\"")]
    public void Eval_Id_ComesBackAsItCame(string id, string expected) =>
        Answer($$"""{"actionType":"shell_exec","target":"ls","id":{{id}}}""").Should().StartWith($"{{\"id\":{expected},\"actionType\":\"shell_exec\",");

    [Fact]
    public void Eval_TargetWithHalfASurrogatePair_IsDeniedByTheEngineAndEchoedAsItCame() =>
        Answer("""{"actionType":"file_write","target":"./src/\ud800"}""").Should().Contain("\"target\":\"./src/\\ud800\",")
            .And.Contain("\"rule\":\"@fault\",\"reason\":\"the target is not valid");

    [Theory]
    [InlineData("""{"actionType":"shell_exec"}""", "the request has no target")]
    [InlineData("""{"actionType":"shell_exec","target":null}""", "the request has no target")]
    [InlineData("""{"actionType":"fly","target":"x"}""", "unknown action kind 'fly': it is neither built in nor declared under 'kinds'")]
    [InlineData("""{"actionType":"","target":"x"}""", "unknown action kind '': it is neither built in nor declared under 'kinds'")]
    [InlineData("""{"language":"cobol","code":"x"}""", "unknown language 'cobol'")]
    public void Eval_RequestThatTheEngineRefuses_IsDeniedWithItsReason(string request, string reason) =>
        Answer(request).Should().Contain("\"decision\":\"DENY\",\"rule\":\"@fault\"").And.Contain($"\"reason\":\"{reason}\"");

    [Fact]
    public void Eval_UnknownMembers_ArePassedOver() =>
        Answer("""{"x":{"id":[{"target":1}]},"x":2,"actionType":"shell_exec","target":"git status","risk":"low"}""").Should().Contain("\"decision\":\"ALLOW\"");

    [Fact]
    public void Eval_EscapedMemberNames_AreTheSameNames() =>
        Answer("""{"\u0061ctionType":"shell_exec","targe\u0074":"git status","\ud800":1}""").Should().Contain("\"decision\":\"ALLOW\"");

    private string Answer(string request, params string[] more)
    {
        var run = CommandRun.Of(request, ["eval", "--policy", _policy, "--jsonl", .. more]);
        run.Code.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Lines.Should().ContainSingle();
        return run.Lines[0];
    }
}
