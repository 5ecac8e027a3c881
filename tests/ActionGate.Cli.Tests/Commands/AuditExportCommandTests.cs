using System.Text.Json;

namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditExportCommandTests : IDisposable
{
    private readonly AuditSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Export_Jsonl_IsTheLog()
    {
        _sample.With(("coder", "git a"), ("coder", "rm b"));

        CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "jsonl", "--key", _sample.PublicKey).Should().Be(new CommandRun(0, File.ReadAllText(_sample.FirstSegment), ""));
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@x", "\"'@x\"")]
    [InlineData(" -x", "\"' -x\"")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData("a\r\nb", "a\\u000d\\nb")]
    [InlineData("\t=x", "\\u0009=x")]
    public void Export_Csv_HoldsNeitherFormulasNorLinesOfAgents(string agent, string cell)
    {
        _sample.With((agent, "git status"));

        var run = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "csv", "--type", "decision");

        run.Code.Should().Be(0, run.Error);
        string[] lines = run.Output.Split("\r\n");
        lines.Should().HaveCount(3);
        lines[0].Should().StartWith("seq,ts,type,verdict,mode,action,target,method,port,agent,");
        lines[1].Should().StartWith("2,").And.Contain($",decision,allow,enforce,shell_exec,\"git status\",,,{cell},");
        run.Output.Replace("\r\n", "", StringComparison.Ordinal).Any(char.IsControl).Should().BeFalse();
    }

    [Fact]
    public void Export_Ocsf_PicksTheClassByTheKindOfAction()
    {
        _sample.With(("coder", "git status"), (AuditSample.Hostile, "rm b"));

        var run = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "ocsf");

        run.Code.Should().Be(0, run.Error);
        run.Output.Should().NotContainAny("\u001b", "\u202e", "\u0085");
        var events = run.Lines.Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        events.Select(e => e.GetProperty("class_uid").GetInt32()).Should().Equal(0, 0, 1007, 1007, 0);
        events[2].GetProperty("type_uid").GetInt32().Should().Be(100701);
        events[2].GetProperty("process").GetProperty("cmd_line").GetString().Should().Be("git status");
        events[2].GetProperty("metadata").GetProperty("version").GetString().Should().Be("1.3.0");
        events.Skip(2).Take(2).Select(e => e.GetProperty("disposition_id").GetInt32()).Should().Equal(1, 2);
        events[2].GetProperty("unmapped").GetProperty("seq").GetInt32().Should().Be(2);
    }

    [Fact]
    public void Export_LogThatDoesNotVerify_ExportsNothingUnlessToldTo()
    {
        _sample.With(("coder", "git a"));
        File.WriteAllText(_sample.FirstSegment, File.ReadAllText(_sample.FirstSegment).Replace("git a", "git x", StringComparison.Ordinal));

        var refused = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "jsonl");
        var told = CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "jsonl", "--unverified");

        refused.Should().Match<CommandRun>(r => r.Code == 1 && r.Output.Length == 0 && r.Error.Contains("nothing was exported: AG4003", StringComparison.Ordinal));
        told.Should().Match<CommandRun>(r => r.Code == 0 && r.Error.Contains("does not verify: AG4003", StringComparison.Ordinal));
        told.Lines.Should().HaveCount(4);
        CommandRun.Of("", "audit", "export", _sample.Directory, "--format", "xml").Code.Should().Be(2);
    }
}
