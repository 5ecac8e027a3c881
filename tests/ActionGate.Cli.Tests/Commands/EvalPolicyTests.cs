using System.Text.Json;

namespace ActionGate.Cli.Tests.Commands;

/// <summary>Which policy decides: files, the request's own, both.</summary>
public sealed class EvalPolicyTests : IDisposable
{
    private const string AllowAll = "version: 1\nrules: [{ id: all, action: [shell_exec, file_write], target: '*', decision: allow }]";
    private const string DenyRm = "version: 1\ndefault: abstain\nrules: [{ id: no-rm, action: shell_exec, target: 'rm *', decision: deny }]";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Eval_NoPolicy_IsDeniedWithAnError() =>
        Lines(["{\"id\":1,\"actionType\":\"shell_exec\",\"target\":\"ls\",\"agentId\":\"a\"}"]).Should().Equal(
            """{"id":1,"actionType":"shell_exec","target":"ls","agentId":"a","decision":"DENY","rule":null,"reason":"there is no policy","error":"expected --policy, or 'policy' in the request, found neither"}""");

    [Fact]
    public void Eval_InlinePolicyAlone_Decides() =>
        Lines([Request("ls", AllowAll), Request("rm x", DenyRm), Request("ls", AllowAll)]).Select(Verdict).Should().Equal("ALLOW all", "DENY no-rm", "ALLOW all");

    [Fact]
    public void Eval_InlinePolicy_IsRelativeToTheCurrentFolder() =>
        Lines(["{\"actionType\":\"file_write\",\"target\":\"x\",\"policy\":\"" + JsonEncodedText.Encode(AllowAll) + "\"}"]).Single().Should().Contain("\"target\":\"/work-folder/x\"");

    [Fact]
    public void Eval_InlinePolicyThatDoesNotLoad_IsDeniedWithAllThatIsWrong()
    {
        string answer = Lines([Request("ls", "version: 1\nrules: [{ action: shell_exec, target: '*', decision: alow }, { action: fly, target: x, decision: deny }]")]).Single();

        answer.Should().StartWith("""{"id":null,"actionType":"shell_exec","target":"ls","agentId":null,"decision":"DENY","rule":null,"reason":"the policy of the request can't be used","error":"policy:2:""");
        answer.Should().Contain("error AG1104: unknown decision 'alow'").And.Contain("error AG1102: unknown action 'fly'").And.EndWith("\"}");
    }

    [Theory]
    [InlineData("ls", AllowAll, "ALLOW all")]
    [InlineData("rm x", DenyRm, "DENY no-rm")]
    [InlineData("ls", "version: 1\nrules: []", "DENY ")]
    [InlineData("curl x", AllowAll, "DENY no-curl")]
    public void Eval_InlineBesideAFile_TheStrictestStands(string command, string inline, string expected)
    {
        string file = _folder.File("f.yaml", "version: 1\nrules: [{ id: no-curl, action: shell_exec, target: 'curl *', decision: deny }, { id: all, action: shell_exec, target: '*', decision: allow }]");

        Lines([Request(command, inline)], "--policy", file).Select(Verdict).Should().Equal(expected);
    }

    [Fact]
    public void Eval_InlineBesideAFile_CountsForTheRatesOfTheFile()
    {
        string file = _folder.File("f.yaml", "version: 1\nrules: [{ id: r, action: shell_exec, target: 'ls *', decision: allow, rate: 2/min }]");

        Lines([.. Enumerable.Range(0, 4).Select(i => Request("ls x", AllowAll + $"\n# {i}")), Request("ls x", AllowAll)], "--policy", file)
            .Select(Verdict).Should().Equal("ALLOW r", "ALLOW r", "DENY r", "DENY r", "DENY r");
    }

    [Theory]
    [InlineData("--simulate")]
    [InlineData("--json")]
    public void Eval_InlineBesideAFileThatAbstains_CantLoosen(string option)
    {
        string file = _folder.File("f.yaml", "version: 1\nagent: somebody\nrules: [{ action: shell_exec, target: '*', decision: allow }]");

        string[] answers = Lines([Request("ls", AllowAll), CodeRequest("ls", AllowAll)], "--policy", file, option);

        answers.Should().OnlyContain(a => Verdict(a) == "DENY @unresolved");
    }

    [Fact]
    public void Eval_SeveralFiles_AreLayers()
    {
        string all = _folder.File("all.yaml", AllowAll);
        string rm = _folder.File("rm.yaml", DenyRm);

        Lines([Request("rm x"), Request("ls")], "--policy", all, "--policy", rm).Select(Verdict).Should().Equal("DENY no-rm", "ALLOW all");
    }

    [Fact]
    public void Eval_Variables_ReachFilesAndInlinePolicies()
    {
        const string Policy = "version: 1\nrules: [{ id: v, action: shell_exec, target: '${TOOL} *', decision: allow }]";
        string file = _folder.File("v.yaml", Policy);

        Lines([Request("git log"), Request("git log", Policy)], "--policy", file, "--var", "TOOL=git").Select(Verdict).Should().Equal("ALLOW v", "ALLOW v");
    }

    [Fact]
    public void Eval_PolicyFileThatDoesNotLoad_ExitsWith2AndPrintsItsDiagnostics()
    {
        string file = _folder.File("bad.yaml", "version: 1\nrules:\n  - { action: shell_exec, target: '*', decision: alow }\n");

        var run = CommandRun.Of("{}", "eval", "--policy", file, "--jsonl");

        run.Code.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain($"{file}:3:50: error AG1104: unknown decision 'alow'").And.Contain("^^^^ help: did you mean 'allow'?");
    }

    [Fact]
    public void Eval_PolicyFromStandardInput_IsRead()
    {
        var run = CommandRun.Of(AllowAll, "eval", "--policy", "-", "file_write", "x", "--json");

        run.Code.Should().Be(0);
        run.Output.Should().Contain("\"target\":\"/work-folder/x\"");
    }

    private static string[] Lines(string[] requests, params string[] more)
    {
        var run = CommandRun.Of(string.Join('\n', requests), ["eval", "--jsonl", .. more]);
        run.Code.Should().Be(0, run.Error);
        return run.Lines;
    }

    private static string Request(string command, string? policy = null) =>
        $"{{\"actionType\":\"shell_exec\",\"target\":\"{command}\"{(policy is null ? "" : $",\"policy\":\"{JsonEncodedText.Encode(policy)}\"")}}}";

    private static string CodeRequest(string code, string policy) =>
        $"{{\"language\":\"bash\",\"code\":\"{code}\",\"policy\":\"{JsonEncodedText.Encode(policy)}\"}}";

    private static string Verdict(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("decision").GetString() + " " + json.RootElement.GetProperty("rule").GetString();
    }
}
