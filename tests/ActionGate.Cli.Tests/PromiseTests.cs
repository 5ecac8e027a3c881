using System.Text.Json;

namespace ActionGate.Cli.Tests;

/// <summary>What the published guides promise of the command line, each by its number.</summary>
public sealed class PromiseTests
{
    [Theory]
    [InlineData("shell_exec", "python3 process_data.py", "ALLOW", "allow-python-exec")]
    [InlineData("shell_exec", "rm -rf /tmp/workspace", "DENY", "deny-rm-commands")]
    [InlineData("file_write", "./workspace/summary.json", "ALLOW", "allow-write-workspace")]
    [InlineData("file_write", "/etc/crontab", "DENY", "deny-write-outside")]
    [InlineData("network", "https://malicious-site.com/payload", "DENY", "deny-network")]
    public void Promise_P07_TheFiveRequestsGetThePublishedDecisionAndRule(string action, string target, string decision, string rule)
    {
        string request = $$"""{"id":"1","actionType":"{{action}}","target":"{{target}}","agentId":"autogen-coder"}""";

        var run = CommandRun.Of(request, "eval", "--policy", Repository.PolicyPath("autogen-coder.yaml"), "--jsonl");

        run.Lines.Single().Should().StartWith($$"""{"id":"1","actionType":"{{action}}","target":"{{target}}","agentId":"autogen-coder","decision":"{{decision}}","rule":"{{rule}}",""");
    }

    [Theory]
    [InlineData("file_write", "/project/workspace/analyze.py", "ALLOW", "'${PROJECT_DIR}/workspace/**'")]
    [InlineData("file_read", "/home/user/.ssh/id_rsa", "DENY", "'**/.*'")]
    [InlineData("shell_exec", "python workspace/analyze.py", "ALLOW", "'python*'")]
    [InlineData("shell_exec", "pip install cryptography", "DENY", "'pip*'")]
    [InlineData("network", "webhook.site", "DENY", "'*'")]
    public void Promise_P16_TheFiveExampleVerdictsComeWithReasons(string action, string target, string decision, string pattern)
    {
        string request = $$"""{"actionType":"{{action}}","target":"{{target}}"}""";

        var run = CommandRun.Of(request, "eval", "--policy", Repository.PolicyPath("workspace.yaml"), "--var", "PROJECT_DIR=/project", "--jsonl");

        using var answer = JsonDocument.Parse(run.Lines.Single());
        answer.RootElement.GetProperty("decision").GetString().Should().Be(decision);
        answer.RootElement.GetProperty("reason").GetString().Should().Contain($"matched {pattern}");
    }

    [Fact]
    public void Promise_P15_ACommandLineSimulatesAPolicy()
    {
        var run = CommandRun.Of("", "eval", "--policy", Repository.PolicyPath("autogen-coder.yaml"), "--agent", "autogen-coder", "--simulate", "shell_exec", "rm -rf /tmp/workspace");

        run.Should().Be(new CommandRun(0, """
            deny (simulated) shell_exec 'rm -rf /tmp/workspace': rule 'deny-rm-commands' (autogen-coder.yaml:14) matched 'rm *'
              deny shell_exec 'rm -rf /tmp/workspace': rule 'deny-rm-commands' (autogen-coder.yaml:14) matched 'rm *'
              deny file_delete '/tmp/workspace': rule 'deny-write-outside' (autogen-coder.yaml:23) matched '*'

            """, ""));
    }
}
