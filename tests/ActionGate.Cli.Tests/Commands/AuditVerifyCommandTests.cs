namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditVerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verify_WholeLog_IsValidAndSaidToBeUnanchored()
    {
        AuditLog.Open(_folder.Path).Dispose();

        var run = CommandRun.Of("", "audit", "verify", _folder.Path);

        run.Code.Should().Be(0);
        run.Output.Should().MatchRegex($"^{_folder.Path}: unanchored, 2 records, head [0-9a-f]{{64}}; warning: AG4010 [^\n]*\n$");
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
        text.Output.Should().StartWith($"{_folder.Path}: not valid: {id} ").And.Contain("unanchored");
        json.Code.Should().Be(1);
        json.Output.Should().StartWith($$"""{"directory":"{{_folder.Path}}","valid":false,"anchored":false,"records":""").And.Contain($"\"problems\":[{{\"id\":\"{id}\",\"message\":\"");
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

        run.Output.Should().MatchRegex($$"""^\{"directory":"{{_folder.Path}}","valid":true,"anchored":false,"records":2,"head":"[0-9a-f]{64}","problems":\[\],"warnings":\[\{"id":"AG4010",[^\n]*\}\]\}{{"\n"}}$""");
    }

    [Fact]
    public void Verify_FileInPlaceOfAFolder_ExitsWith2()
    {
        var run = CommandRun.Of("", "audit", "verify", _folder.File("x", "y"));

        run.Code.Should().Be(2);
        run.Error.Should().Contain("expected a folder, found a file");
    }

    [Fact]
    public void Verify_Key_AnchorsTheLog()
    {
        using var sample = new AuditSample().With(("coder", "git status"));

        var text = CommandRun.Of("", "audit", "verify", sample.Directory, "--key", sample.PublicKey, "--require-checkpoint");
        var json = CommandRun.Of("", "audit", "verify", sample.Directory, "--key", sample.PublicKey, "--json");

        text.Code.Should().Be(0, text.Error);
        text.Output.Should().Contain(": anchored at 4 by the checkpoint of example.com/agents/a, 4 records");
        json.Output.Should().Contain("\"valid\":true,\"anchored\":true,\"records\":4").And.Contain("\"anchor\":{\"origin\":\"example.com/agents/a\",\"size\":4,\"root\":\"");
    }

    [Fact]
    public void Verify_OtherKeyOrNoCheckpoint_ExitsWith1()
    {
        using var sample = new AuditSample().With(("coder", "git status"));

        CommandRun.Of("", "audit", "verify", sample.Directory, "--key", sample.OtherKey).Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Contains("AG4010", StringComparison.Ordinal));
        File.Delete(Path.Combine(sample.Directory, "checkpoint"));
        File.Delete(Path.Combine(sample.Directory, "checkpoints.log"));
        CommandRun.Of("", "audit", "verify", sample.Directory, "--key", sample.PublicKey).Code.Should().Be(0);
        CommandRun.Of("", "audit", "verify", sample.Directory, "--key", sample.PublicKey, "--require-checkpoint").Code.Should().Be(1);
    }

    [Fact]
    public void Verify_From_LeavesOutWhatIsBefore()
    {
        using var sample = new AuditSample().With(("coder", "git a"), ("coder", "git b"));
        string text = File.ReadAllText(sample.FirstSegment);
        File.WriteAllText(sample.FirstSegment, text.Replace("git a", "git x", StringComparison.Ordinal));

        CommandRun.Of("", "audit", "verify", sample.Directory).Code.Should().Be(1);
        CommandRun.Of("", "audit", "verify", sample.Directory, "--from", "3").Code.Should().Be(0);
    }

    [Theory]
    [InlineData("--require-checkpoint")]
    [InlineData("--from", "-1")]
    [InlineData("--key", "no-such-file.pub")]
    public void Verify_OptionsThatCantBe_ExitWith2(params string[] options)
    {
        using var sample = new AuditSample().With();

        CommandRun.Of("", ["audit", "verify", sample.Directory, .. options]).Should().Match<CommandRun>(r => r.Code == 2 && r.Output.Length == 0);
    }
}
