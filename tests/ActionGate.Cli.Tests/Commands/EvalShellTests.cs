namespace ActionGate.Cli.Tests.Commands;

public sealed class EvalShellTests
{
    private const string Policy = "version: 1\\nrules: [{id: e, action: shell_exec, target: \\\"echo *\\\", decision: allow}]";

    [Theory]
    [InlineData("bash", "[[ a > f ]] && echo x", "ALLOW")]
    [InlineData("sh", "[[ a > f ]] && echo x", "DENY")]
    [InlineData("bash", "echo =rm", "ALLOW")]
    [InlineData("zsh", "echo =rm", "DENY")]
    [InlineData("bash", "echo a!b", "ALLOW")]
    [InlineData("interactive-bash", "echo a!b", "DENY")]
    public void Eval_Shell_SaysWhoReadsTheText(string shell, string text, string decision)
    {
        string request = $$"""{"actionType":"shell_exec","target":"{{text}}","policy":"{{Policy}}"}""";

        CommandRun.Of(request, "eval", "--shell", shell, "--jsonl").Lines.Single().Should().Contain($"\"decision\":\"{decision}\"");
    }
}
