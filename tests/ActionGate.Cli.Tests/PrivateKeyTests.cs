namespace ActionGate.Cli.Tests;

/// <summary>Whoever may run the tool does not therefore see the key that signs logs.</summary>
public sealed class PrivateKeyTests : IDisposable
{
    private const string Body = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scan", "--language", "bash", "KEY")]
    [InlineData("scan", "--language", "python", "KEY")]
    [InlineData("eval", "--policy", "POLICY", "--catalog", "KEY", "file_read", "x")]
    [InlineData("eval", "--policy", "KEY", "file_read", "x")]
    [InlineData("explain", "--policy", "KEY", "file_read", "x")]
    [InlineData("check", "KEY")]
    [InlineData("check", "--sarif", "KEY")]
    [InlineData("test", "KEY")]
    [InlineData("test", "TESTS")]
    [InlineData("diff", "KEY", "POLICY")]
    [InlineData("simulate", "--policy", "POLICY", "--jsonl", "KEY")]
    [InlineData("simulate", "--policy", "KEY", "--jsonl", "POLICY")]
    [InlineData("run", "--policy", "POLICY", "KEY")]
    [InlineData("run", "--policy", "POLICY", "--language", "bash", "KEY")]
    [InlineData("run", "--policy", "KEY", "--", "true")]
    [InlineData("approve", "--stdin", "--policy", "KEY")]
    [InlineData("audit", "verify-receipt", "KEY", "--key", "KEY")]
    public void File_ThatIsAPrivateKey_IsNotShown(params string[] arguments)
    {
        string key = _folder.File("own.key", $"-----BEGIN PRIVATE KEY-----\n{Body}\n{Body}\n-----END PRIVATE KEY-----\n");
        string tests = _folder.File("all.tests.yaml", "version: 1\npolicy: own.key\ntests: []\n");
        string policy = _folder.Policy("  - { id: all, action: [shell_exec, file_read, script_exec], target: '*', decision: allow }");

        var run = CommandRun.Of("", [.. arguments.Select(a => a.Replace("KEY", key, StringComparison.Ordinal).Replace("TESTS", tests, StringComparison.Ordinal).Replace("POLICY", policy, StringComparison.Ordinal))]);

        // A replay tells of lines that are none, and goes on.
        if (arguments is not ["simulate", _, "POLICY", ..])
            run.Code.Should().NotBe(0, run.Output);
        (run.Output + run.Error).Should().NotContain(Body[..12]).And.NotBeEmpty();
    }
}
