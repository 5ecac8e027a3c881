namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditShowCommandTests : IDisposable
{
    private readonly AuditSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Show_Filters_PrintWhatWasAskedFor()
    {
        _sample.With(("coder", "git status"), ("coder", "rm x"), ("other", "rm y"));

        var all = CommandRun.Of("", "audit", "show", _sample.Directory);
        var denied = CommandRun.Of("", "audit", "show", _sample.Directory, "--verdict", "deny", "--agent", "coder");
        var range = CommandRun.Of("", "audit", "show", _sample.Directory, "--from", "1", "--to", "2");
        var opened = CommandRun.Of("", "audit", "show", _sample.Directory, "--type", "log.open");

        all.Code.Should().Be(0, all.Error);
        all.Lines.Should().HaveCount(6);
        all.Lines[2].Should().MatchRegex(@"^2 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z allow shell_exec 'git status' agent=coder rule=git$");
        denied.Lines.Should().ContainSingle().Which.Should().Contain("deny shell_exec 'rm x' agent=coder");
        range.Lines.Should().HaveCount(2);
        opened.Lines.Should().ContainSingle().Which.Should().EndWith("log.open spec=actiongate-audit/1 log=example.com/agents/a");
    }

    [Fact]
    public void Show_WhatTheLogSaysOfItself_IsInWords()
    {
        _sample.With(("coder", "git status"));
        foreach (string name in new[] { "checkpoint", "checkpoints.log", "frontier" })
            File.Delete(Path.Combine(_sample.Directory, name));
        _sample.With();

        var run = CommandRun.Of("", "audit", "show", _sample.Directory, "--type", "recovery");
        var verify = CommandRun.Of("", "audit", "verify", _sample.Directory, "--key", _sample.PublicKey, "--json");
        var required = CommandRun.Of("", "audit", "verify", _sample.Directory, "--key", _sample.PublicKey, "--require-checkpoint");

        run.Lines.Should().ContainSingle().Which.Should().EndWith("Z recovery: records before it that had no checkpoint: 4; what signed them was taken away, or never was there");
        verify.Code.Should().Be(0);
        verify.Output.Should().Contain("\"anchored\":true").And.MatchRegex("\"problems\":\\[\\],\"warnings\":\\[\\{\"id\":\"AG4010\",\"message\":\"when record 4 was written, the 4 records before it had no checkpoint");
        required.Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Contains("the 4 records before it had no checkpoint", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"late\":[5,6]", ": written after their callers had been refused: 5, 6")]
    [InlineData("\"late\":[\"\\u001b\",{}]", @": written after their callers had been refused: '""\\u001b""', '{}'")]
    [InlineData("\"lost\":3,\"error\":\"no space\"", " lost=3 error='no space'")]
    [InlineData("\"unanchored\":\"x\"", " unanchored=x")]
    [InlineData("\"\\ud800nanchored\":1", " '\ufffdnanchored'=1")]
    public void Show_RecoveryOfAnyForm_IsOneLine(string members, string expected)
    {
        string entry = $"{{\"v\":1,\"seq\":0,\"type\":\"recovery\",{members},\"prev\":\"{new string('0', 64)}\",\"hash\":\"{new string('0', 64)}\"}}";
        Directory.CreateDirectory(_sample.Directory);
        File.WriteAllText(_sample.FirstSegment, entry + "\n");

        CommandRun.Of("", "audit", "show", _sample.Directory).Lines.Should().ContainSingle().Which.Should().Be("0 recovery" + expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Show_HostileTexts_NeitherReachTheTerminalNorBeginALine(bool isJson)
    {
        _sample.With((AuditSample.Hostile, AuditSample.Hostile));

        string[] json = isJson ? ["--json"] : [];
        var run = CommandRun.Of("", ["audit", "show", _sample.Directory, .. json]);

        run.Code.Should().Be(0, run.Error);
        run.Lines.Should().HaveCount(4);
        run.Output.Should().NotContainAny("\u001b", "\u202e", "\u0085").And.Contain(isJson ? @"\u202e" : @"\n9 allow\' verdict=allow'");
    }

    [Fact]
    public void Show_Json_PrintsTheRecordsAsTheyAreStored()
    {
        _sample.With(("coder", "git status"));

        CommandRun.Of("", "audit", "show", "--json", _sample.Directory).Output.Should().Be(File.ReadAllText(_sample.FirstSegment));
    }

    [Fact]
    public void Show_LogThatDoesNotVerify_IsShownAndExitsWith1()
    {
        _sample.With(("coder", "git status"), ("coder", "rm x"));
        string[] lines = File.ReadAllLines(_sample.FirstSegment);
        File.WriteAllText(_sample.FirstSegment, string.Join('\n', [lines[0], lines[1], lines[2].Replace("coder", "coper", StringComparison.Ordinal), "{", .. lines[3..]]) + "\n");

        var run = CommandRun.Of("", "audit", "show", _sample.Directory);

        run.Code.Should().Be(1);
        run.Lines.Should().HaveCount(5);
        run.Error.Should().Contain("the log does not verify: AG4003").And.Contain("1 line is no record");
    }

    [Fact]
    public void Show_NoLog_ExitsWith2() => CommandRun.Of("", "audit", "show", _sample.Path("none")).Should().Match<CommandRun>(r => r.Code == 2 && r.Output.Length == 0);
}
