namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditUpkeepCommandTests : IDisposable
{
    private readonly AuditSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Theory]
    [InlineData("5", "", true, 4)]
    [InlineData("5", "y\n", false, 4)]
    [InlineData("2999-01-01", "", true, 4)]
    [InlineData("2001-01-01", "", true, 0)]
    public void Prune_Agreed_DeletesWholeSegments(string before, string answer, bool isYes, int first)
    {
        BeginTwoSegments();

        string[] yes = isYes ? ["--yes"] : [];
        var run = CommandRun.Of(answer, ["audit", "prune", _sample.Directory, "--before", before, "--key", _sample.KeyFile, .. yes]);

        run.Code.Should().Be(0, run.Error);
        run.Output.Should().Be($"{_sample.Directory}: the log begins with record {first}\n");
        File.Exists(_sample.FirstSegment).Should().Be(first == 0);
        CommandRun.Of("", "audit", "verify", _sample.Directory, "--key", _sample.PublicKey, "--require-checkpoint").Code.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n\n")]
    [InlineData("yesterday and so on and so on\n")]
    public void Prune_NotAgreed_DeletesNothing(string answer)
    {
        BeginTwoSegments();

        var run = CommandRun.Of(answer, "audit", "prune", _sample.Directory, "--before", "5", "--key", _sample.KeyFile);

        run.Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Length == 0 && r.Error.Contains("nothing was deleted", StringComparison.Ordinal));
        File.Exists(_sample.FirstSegment).Should().BeTrue();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    public void Prune_NoSequenceAndNoDate_ExitsWith2(string before)
    {
        BeginTwoSegments();

        CommandRun.Of("", "audit", "prune", _sample.Directory, "--yes", $"--before={before}").Code.Should().Be(2);
    }

    [Fact]
    public void NewSegment_AfterDamage_LetsTheLogGoOn()
    {
        _sample.With(("coder", "git a"));
        File.WriteAllText(_sample.FirstSegment, File.ReadAllText(_sample.FirstSegment).Replace("git a", "git x", StringComparison.Ordinal));

        var damaged = CommandRun.Of("", "audit", "new-segment", _sample.Directory, "--reason", "disk", "--key", _sample.KeyFile);
        var healthy = CommandRun.Of("", "audit", "new-segment", _sample.Directory, "--reason", "again", "--key", _sample.KeyFile);

        damaged.Code.Should().Be(0, damaged.Error);
        damaged.Output.Should().Contain("the log goes on in a new segment").And.Contain("AG4003");
        healthy.Output.Should().Contain("nothing was wrong");
        _sample.With(("coder", "git b"));
        CommandRun.Of("", "audit", "verify", _sample.Directory).Code.Should().Be(1);
        CommandRun.Of("", "audit", "new-segment", _sample.Directory).Code.Should().Be(2);
        CommandRun.Of("", "audit", "new-segment", _sample.Path("none"), "--reason", "x").Should().Match<CommandRun>(r => r.Code == 2 && !Directory.Exists(_sample.Path("none")));
    }

    [Fact]
    public void Key_OfAFile_IsItsPublicHalf() =>
        CommandRun.Of("", "audit", "key", _sample.KeyFile).Should().Be(new CommandRun(0, File.ReadAllText(_sample.PublicKey), ""));

    [Fact]
    public void Key_OfALog_IsTheUsersOwnWithTheLogsName()
    {
        AuditLog.Open(_sample.Path("own"), new AuditOptions { Origin = "example.com/own" }).Dispose();
        _sample.With(("coder", "git a"));

        var own = CommandRun.Of("", "audit", "key", _sample.Path("own"));

        own.Code.Should().Be(0, own.Error);
        own.Output.Should().MatchRegex(@"^example\.com/own\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\n$");
        CommandRun.Of("", "audit", "verify", _sample.Path("own"), "--require-checkpoint", "--key", _sample.File("own.pub", own.Output)).Code.Should().Be(0);
        CommandRun.Of("", "audit", "key", _sample.Directory).Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Length == 0);
        CommandRun.Of("", "audit", "key", _sample.Path("nothing")).Code.Should().Be(2);
    }

    [Fact]
    public void Key_OfALogWithoutAName_VerifiesNoOtherLogOfTheUser()
    {
        string[] logs = [_sample.Path("a"), _sample.Path("b")];
        foreach (string log in logs)
            AuditLog.Open(log).Dispose();
        string[] keys = [.. logs.Select((log, i) => _sample.File($"{i}.pub", CommandRun.Of("", "audit", "key", log).Output))];
        string receipt = CommandRun.Of("", "audit", "receipt", logs[1], "1").Output;

        File.ReadAllText(keys[0]).Should().MatchRegex(@"^actiongate/[0-9a-f]{16}\+[0-9a-f]{8}\+").And.NotBe(File.ReadAllText(keys[1]));
        for (int i = 0; i < 2; i++)
        {
            for (int k = 0; k < 2; k++)
                CommandRun.Of("", "audit", "verify", logs[i], "--key", keys[k], "--require-checkpoint").Code.Should().Be(i == k ? 0 : 1);
            CommandRun.Of(receipt, "audit", "verify-receipt", "-", "--key", keys[i]).Code.Should().Be(i == 1 ? 0 : 1);
        }
        File.AppendAllText(Path.Combine(logs[0], "checkpoints.log"), File.ReadAllText(Path.Combine(logs[1], "checkpoints.log")));
        CommandRun.Of("", "audit", "verify", logs[0]).Output.Should().Contain("another is of").And.NotContain("different roots", "two honest logs are no proof of two histories");
    }

    [Fact]
    public void Upkeep_AsJson_AnswersWithOneObject()
    {
        BeginTwoSegments();
        string name = System.Text.Json.JsonSerializer.Serialize(_sample.Directory);

        CommandRun.Of("", "audit", "prune", _sample.Directory, "--before", "5", "--yes", "--json", "--key", _sample.KeyFile).Should()
            .Be(new CommandRun(0, $"{{\"directory\":{name},\"before\":5,\"first\":4}}\n", ""));
        CommandRun.Of("n\n", "audit", "prune", _sample.Directory, "--before", "9", "--json", "--key", _sample.KeyFile).Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Length == 0);
        CommandRun.Of("", "audit", "new-segment", _sample.Directory, "--reason", "x", "--json", "--key", _sample.KeyFile).Should()
            .Be(new CommandRun(0, $"{{\"directory\":{name},\"damage\":null}}\n", ""));
        string segment = Directory.GetFiles(_sample.Directory, "audit-*.jsonl").Order(StringComparer.Ordinal).First();
        File.WriteAllText(segment, File.ReadAllText(segment).Replace("git b", "git x", StringComparison.Ordinal));
        var damaged = CommandRun.Of("", "audit", "new-segment", _sample.Directory, "--reason", "x", "--json", "--key", _sample.KeyFile);
        damaged.Output.Should().MatchRegex($"^{{\"directory\":.*,\"damage\":{{\"id\":\"AG4003\",\"message\":\".*\",\"segment\":\"{Path.GetFileName(segment)}\",\"line\":2,\"offset\":[0-9]+,\"record\":5}}}}\n$");
        damaged.Code.Should().Be(0, damaged.Error);
    }

    [Fact]
    public void Key_AsJson_HasItInBothForms()
    {
        AuditLog.Open(_sample.Path("own"), new AuditOptions { Origin = "example.com/own" }).Dispose();

        using var ofLog = System.Text.Json.JsonDocument.Parse(CommandRun.Of("", "audit", "key", _sample.Path("own"), "--json").Output);
        using var ofFile = System.Text.Json.JsonDocument.Parse(CommandRun.Of("", "audit", "key", _sample.KeyFile, "--json").Output);

        ofLog.RootElement.EnumerateObject().Select(m => m.Name).Should().Equal("source", "log", "verifierKey", "pem");
        ofLog.RootElement.GetProperty("log").GetString().Should().Be("example.com/own");
        ofLog.RootElement.GetProperty("verifierKey").GetString().Should().StartWith("example.com/own+");
        AuditPublicKey.Parse(ofLog.RootElement.GetProperty("pem").GetString()!).ToVerifierKey("example.com/own").Should().Be(ofLog.RootElement.GetProperty("verifierKey").GetString());
        ofFile.RootElement.GetProperty("pem").GetString().Should().Be(File.ReadAllText(_sample.PublicKey));
        (ofFile.RootElement.GetProperty("log").ValueKind, ofFile.RootElement.GetProperty("verifierKey").ValueKind).Should().Be((System.Text.Json.JsonValueKind.Null, System.Text.Json.JsonValueKind.Null));
    }

    [Fact]
    public void Eval_AuditKeyAndLevel_AreTheLogs()
    {
        string policy = _sample.File("p.yaml", "version: 1\nrules:\n  - { id: git, action: shell_exec, target: 'git *', decision: allow }\n");

        var run = CommandRun.Of("", "eval", "--policy", policy, "--audit", _sample.Directory, "--audit-key", _sample.KeyFile, "--audit-level", "durable", "shell_exec", "git status");

        run.Code.Should().Be(0, run.Error);
        CommandRun.Of("", "audit", "verify", _sample.Directory, "--key", _sample.PublicKey, "--require-checkpoint").Code.Should().Be(0);
        CommandRun.Of("", "eval", "--policy", policy, "--audit-key", _sample.KeyFile, "shell_exec", "git status").Code.Should().Be(2);
        CommandRun.Of("", "eval", "--policy", policy, "--audit", _sample.Directory, "--audit-level", "x", "shell_exec", "git status").Code.Should().Be(2);
    }

    private void BeginTwoSegments()
    {
        _sample.With(("coder", "git a"));
        using var log = AuditLog.Open(_sample.Directory, _sample.Options);
        log.Rotate();
        AuditSample.Append(log, ("coder", "git b"));
    }
}
