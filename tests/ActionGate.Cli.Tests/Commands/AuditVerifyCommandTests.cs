namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditVerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verify_WholeLog_IsAnchoredByTheUsersOwnKey()
    {
        AuditLog.Open(_folder.Path).Dispose();

        var run = CommandRun.Of("", "audit", "verify", "--require-checkpoint", _folder.Path);

        run.Code.Should().Be(0);
        run.Output.Should().MatchRegex($"^{_folder.Path}: anchored at 2 by the checkpoint of actiongate, 2 records, head [0-9a-f]{{64}}\n$");
    }

    [Fact]
    public void Verify_LogWithoutCheckpoints_IsValidAndSaidToBeUnanchored()
    {
        AuditLog.Open(_folder.Path, new AuditOptions { CheckpointInterval = null }).Dispose();

        CommandRun.Of("", "audit", "verify", _folder.Path).Should().Match<CommandRun>(r => r.Code == 0 && r.Output.StartsWith($"{_folder.Path}: unanchored, 2 records, head ", StringComparison.Ordinal));
        CommandRun.Of("", "audit", "verify", "--require-checkpoint", _folder.Path).Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Contains("AG4010", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_KeyAndFirstRecord_AreTakenFromTheCommand()
    {
        string log = Path.Combine(_folder.Path, "log"), key = Path.Combine(_folder.Path, "audit.key");
        AuditLog.Open(log, new AuditOptions { KeyFile = key }).Dispose();

        CommandRun.Of("", "audit", "verify", "--key", key, "--require-checkpoint", log).Code.Should().Be(0);
        CommandRun.Of("", "audit", "verify", "--require-checkpoint", log).Code.Should().Be(1);
        CommandRun.Of("", "audit", "verify", "--key", key, "--from", "1", log).Output.Should().Contain("unanchored, 1 record");
        CommandRun.Of("", "audit", "verify", "--from", "-1", log).Code.Should().Be(2);
        CommandRun.Of("", "audit", "verify", "--key", Path.Combine(log, "checkpoint"), log).Code.Should().Be(2);
    }

    [Fact]
    public void Verify_LogInUse_CanBeVerified()
    {
        using var log = AuditLog.Open(_folder.Path);

        CommandRun.Of("", "audit", "verify", _folder.Path).Code.Should().Be(0);
    }

    [Theory]
    [InlineData("flip", "AG4003")]
    [InlineData("torn", "AG4004")]
    [InlineData("missing", "AG4003")]
    public void Verify_LogThatDoesNotVerify_ExitsWith1AndSaysWhy(string fault, string id)
    {
        AuditLog.Open(_folder.Path).Dispose();
        string segment = Path.Combine(_folder.Path, "audit-000000000000.jsonl");
        byte[] bytes = File.ReadAllBytes(segment);
        if (fault == "flip")
            bytes[40] ^= 1;
        File.WriteAllBytes(segment, fault == "torn" ? [.. bytes, (byte)'{'] : bytes);
        if (fault == "missing")
            File.Delete(segment);

        var text = CommandRun.Of("", "audit", "verify", _folder.Path);
        var json = CommandRun.Of("", "audit", "verify", "--json", _folder.Path);

        text.Code.Should().Be(1);
        text.Output.Should().StartWith($"{_folder.Path}: not valid: {id} ").And.Contain(fault == "torn" ? "anchored at 2" : "unanchored");
        json.Code.Should().Be(1);
        json.Output.Should().StartWith($$"""{"directory":"{{_folder.Path}}","valid":false,"anchored":{{(fault == "torn" ? "true,\"anchored_at\":2" : "false")}},"records":""").And.Contain($"\"problems\":[{{\"id\":\"{id}\",\"message\":\"");
    }

    [Fact]
    public void Verify_NoFolder_IsAMissingLog()
    {
        string nowhere = Path.Combine(_folder.Path, "nowhere");

        CommandRun.Of("", "audit", "verify", nowhere).Should().Match<CommandRun>(r => r.Code == 1 && r.Output.StartsWith($"{nowhere}: not valid: AG4005 ", StringComparison.Ordinal));
        CommandRun.Of("", "audit", "verify", "--json", nowhere).Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Contains("AG4005", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_Json_HasTheSame()
    {
        AuditLog.Open(_folder.Path).Dispose();

        var run = CommandRun.Of("", "audit", "verify", "--json", _folder.Path);

        run.Output.Should().MatchRegex($$"""^\{"directory":"{{_folder.Path}}","valid":true,"anchored":true,"anchored_at":2,"records":2,"head":"[0-9a-f]{64}","problems":\[\],"warnings":\[\]\}{{"\n"}}$""");
    }

    [Fact]
    public void Verify_FileInPlaceOfAFolder_ExitsWith2()
    {
        var run = CommandRun.Of("", "audit", "verify", _folder.File("x", "y"));

        run.Code.Should().Be(2);
        run.Error.Should().Contain("expected a folder, found a file");
    }
}
