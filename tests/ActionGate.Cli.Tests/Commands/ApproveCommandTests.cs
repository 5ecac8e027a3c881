using System.Text.Json;

namespace ActionGate.Cli.Tests.Commands;

public sealed class ApproveCommandTests : IDisposable
{
    private const string Policy = """
        version: 1
        rules:
          - { id: run, action: code_execution, target: [bash, python], decision: allow }
          - { id: list, action: shell_exec, target: 'ls *', decision: allow }
          - { id: deploy, action: shell_exec, target: 'deploy *', decision: require_approval }
        """;

    private readonly TemporaryFolder _folder = new();

    private string Pending => Path.Combine(_folder.Path, "approvals");

    [Theory]
    [InlineData("""{"code":"```bash\nls -l\n```","context":[{"role":"user"}]}""", true, 0)]
    [InlineData("""{"code":"```bash\nrm x\n```","context":"x"}""", false, 1)]
    [InlineData("""{"code":"```bash\ndeploy now\n```"}""", false, 1)]
    [InlineData("""{"code":"ls"}""", false, 1)]
    [InlineData("""{"code":7}""", false, 1)]
    [InlineData("""{"code":"```bash\nls\n```","code":"```bash\nls\n```"}""", false, 1)]
    [InlineData("[]", false, 1)]
    [InlineData("", false, 1)]
    [InlineData("\ufeff{}x", false, 1)]
    [InlineData("{\"code\":\"\\ud800\"}", false, 1)]
    public void Stdin_AnswersWithOneLine(string input, bool isApproved, int exitCode)
    {
        var run = CommandRun.Of(input, "approve", "--stdin", "--policy", PolicyFile);

        run.Code.Should().Be(exitCode, run.Error);
        using var answer = JsonDocument.Parse(run.Lines.Single());
        answer.RootElement.GetProperty("approved").GetBoolean().Should().Be(isApproved);
        answer.RootElement.GetProperty("reason").GetString().Should().NotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("--stdin")]
    [InlineData("--stdin", "--policy", "no-such-file.yaml")]
    [InlineData("--stdin", "--policy", "-")]
    [InlineData("--stdin", "--policy", "POLICY", "--approver", "x")]
    [InlineData("--stdin", "--policy", "POLICY", "--pending", "PENDING")]
    [InlineData("--stdin", "--policy", "POLICY", "--pending", "PENDING", "--approver", "x")]
    [InlineData("--stdin", "--policy", "POLICY", "--audit-key", "x")]
    public void Stdin_WhatCannotBeDecided_IsNoAndExits2(params string[] arguments)
    {
        string[] all = ["approve", .. arguments.Select(a => a switch { "POLICY" => PolicyFile, "PENDING" => Pending, _ => a })];

        var run = CommandRun.Of("""{"code":"```bash\nls -l\n```"}""", all);

        run.Code.Should().Be(2);
        run.Output.Should().StartWith("{\"approved\":false,");
        run.Error.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Pending_AnswerUnderAKey_LetsItThrough()
    {
        string key = Path.Combine(_folder.Path, "ann.key");
        string publicKey = CommandRun.Of("", "approve", "key", key, "--as", "ann").Lines.Single();
        CommandRun.Of("", "approve", "key", key, "--as", "ann").Lines.Single().Should().Be(publicKey);
        var asking = Task.Run(() => CommandRun.Of(
            """{"code":"```bash\ndeploy now\n```"}""", "approve", "--stdin", "--policy", PolicyFile, "--agent", "coder", "--pending", Pending, "--approver", publicKey));

        string id = "";
        for (int i = 0; i < 10_000 && id.Length == 0; i++)
        {
            await Task.Delay(1);
            id = Directory.Exists(Pending) ? CommandRun.Of("", "approve", "list", Pending).Output.Split(' ')[0] : "";
        }
        CommandRun.Of("", "approve", "list", Pending, "--json").Lines.Single().Should().Contain($"\"id\":\"{id}\"").And.Contain("\"agentId\":\"coder\"");
        CommandRun.Of("", "approve", "show", Pending, id).Lines.Should().Contain("| deploy now").And.Contain("agent: coder");
        CommandRun.Of("", "approve", "answer", Pending, id[..^1], "--yes", "--key", key, "--as", "ann").Code.Should().Be(2);
        CommandRun.Of("", "approve", "answer", Pending, id, "--yes", "--no", "--key", key, "--as", "ann").Code.Should().Be(2);
        CommandRun.Of("", "approve", "answer", Pending, id, "--yes", "--key", key, "--as", "ann").Error.Should().BeEmpty();

        (await asking).Output.Should().StartWith("{\"approved\":true,");
        CommandRun.Of("", "approve", "list", Pending).Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("")]
    public void Key_NameThatSignaturesCannotHave_IsRefused(string name) =>
        CommandRun.Of("", "approve", "key", Path.Combine(_folder.Path, "k.key"), "--as", name).Code.Should().Be(2);

    public void Dispose() => _folder.Dispose();

    private string PolicyFile => _folder.File("policy.yaml", Policy);
}
