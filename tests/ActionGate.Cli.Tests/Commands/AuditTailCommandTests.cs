using System.Text;
using ActionGate.Cli.Commands;

namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditTailCommandTests : IDisposable
{
    private readonly AuditSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Tail_Count_PrintsTheLastRecords()
    {
        _sample.With(("coder", "git a"), ("coder", "git b"));
        using (var log = AuditLog.Open(_sample.Directory, _sample.Options))
        {
            log.Rotate();
            AuditSample.Append(log, ("coder", "git c"));
        }

        var run = CommandRun.Of("", "audit", "tail", "-n", "5", _sample.Directory);

        run.Code.Should().Be(0, run.Error);
        run.Lines.Select(l => l.Split(' ')[0]).Should().Equal("3", "4", "5", "6", "7");
        CommandRun.Of("", "audit", "tail", "-n", "0", _sample.Directory).Output.Should().BeEmpty();
        CommandRun.Of("", "audit", "tail", "-n", "-1", _sample.Directory).Code.Should().Be(2);
    }

    [Fact]
    public void Tail_Follow_GoesOnAcrossSegments()
    {
        using var log = AuditLog.Open(_sample.Directory, _sample.Options);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int looks = 0;
        int code = Application.Run(["audit", "tail", "--follow", "-n", "1", _sample.Directory], new CommandHost
        {
            Input = Stream.Null,
            Output = output,
            Error = error,
            CurrentDirectory = "/work-folder",
            Pause = _ =>
            {
                looks++;
                AuditSample.Append(log, ("coder", $"git {looks}a"));
                log.Rotate();
                AuditSample.Append(log, ("coder", $"git {looks}b"));
                return looks <= 3;
            },
        });

        code.Should().Be(0, error.ToString());
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
        lines.Select(l => l.Split(' ')[0]).Should().Equal(Enumerable.Range(0, 13).Select(n => $"{n}"));
        lines[^1].Should().Contain("'git 3b'");
    }
}
