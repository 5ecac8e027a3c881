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
