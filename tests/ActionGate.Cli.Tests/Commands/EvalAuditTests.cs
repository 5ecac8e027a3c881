namespace ActionGate.Cli.Tests.Commands;

public sealed class EvalAuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _policy;
    private readonly string _audit;

    public EvalAuditTests()
    {
        _policy = _folder.Policy("  - { id: git, action: shell_exec, target: 'git *', decision: allow }");
        _audit = Path.Combine(_folder.Path, "audit");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Eval_Audit_RecordsEveryDecisionInOneLog()
    {
        const string Requests = """
            {"actionType":"shell_exec","target":"git status","suggesterId":"planner","session":"s1"}
            {"language":"bash","code":"git status"}
            {"actionType":"shell_exec","target":"rm x","policy":"version: 1\nrules: []"}
            no request
            """;

        var run = CommandRun.Of(Requests, "eval", "--policy", _policy, "--audit", _audit, "--jsonl");

        run.Code.Should().Be(0, run.Error);
        run.Lines.Should().HaveCount(4);
        (await AuditLog.VerifyAsync(_audit)).IsValid.Should().BeTrue();
        string log = await File.ReadAllTextAsync(Path.Combine(_audit, "audit-000000000000.jsonl"));
        log.Split('\n').Count(l => l.Contains("\"type\":\"decision\"", StringComparison.Ordinal)).Should().Be(3);
        log.Should().Contain("planner").And.Contain("s1");
    }

    [Fact]
    public void Eval_AuditAndSimulate_RecordsTheMode()
    {
        var run = CommandRun.Of("", "eval", "--policy", _policy, "--audit", _audit, "--simulate", "shell_exec", "rm x");

        run.Code.Should().Be(0);
        File.ReadAllText(Path.Combine(_audit, "audit-000000000000.jsonl")).Should().Contain("simulate");
    }

    [Fact]
    public void Eval_AuditLogInUse_ExitsWith2BeforeAnyAnswer()
    {
        using var holder = AuditLog.Open(_audit);

        var run = CommandRun.Of("{}\n", "eval", "--policy", _policy, "--audit", _audit, "--jsonl");

        run.Code.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain("locked by");
    }

    [Fact]
    public void Eval_AuditFolderIsAFile_ExitsWith2BeforeAnyAnswer()
    {
        var run = CommandRun.Of("{}\n", "eval", "--policy", _policy, "--audit", _policy, "--jsonl");

        run.Code.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain("expected a folder, found a file");
    }

    [SkippableFact]
    public void Eval_AnswersThatAreNotOnTheDiskInTheEnd_ExitWith2()
    {
        Skip.If(OperatingSystem.IsWindows(), "an open file can't be deleted there");
        using var input = new EndingStream("{\"actionType\":\"shell_exec\",\"target\":\"git status\"}\n", () =>
        {
            foreach (string segment in Directory.GetFiles(_audit, "audit-*.jsonl"))
                File.Delete(segment);
        });

        var run = CommandRun.On(input, hasColour: false, "eval", "--policy", _policy, "--audit", _audit, "--audit-level", "buffered", "--jsonl");

        run.Lines.Should().ContainSingle().Which.Should().Contain("ALLOW");
        run.Code.Should().Be(2);
        run.Error.Should().Contain("not every answer is recorded in the audit log");
    }

    [SkippableFact]
    public void Eval_AnswersThatAreDeniedForWantOfARecord_ExitWith2()
    {
        Skip.If(OperatingSystem.IsWindows(), "nobody else writes to an open file there");
        const string Request = "{\"actionType\":\"shell_exec\",\"target\":\"git status\"}\n";
        using var lines = new PausingStream(Request, () =>
        {
            foreach (string segment in Directory.GetFiles(_audit, "audit-*.jsonl"))
            {
                using var other = new FileStream(segment, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                other.WriteByte((byte)'x');
            }
        });

        var run = CommandRun.On(lines, hasColour: false, "eval", "--policy", _policy, "--audit", _audit, "--jsonl");

        run.Lines.Should().HaveCount(2);
        run.Lines[1].Should().Contain("DENY").And.Contain("audit unavailable");
        run.Code.Should().Be(2);
        run.Error.Should().Contain("not every answer is recorded in the audit log");
    }

    /// <summary>Does something between a text and the same once more.</summary>
    private sealed class PausingStream(string text, Action between) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
    {
        private bool _isSecond;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            if (read > 0 || _isSecond)
                return read;
            _isSecond = true;
            between();
            Position = 0;
            return base.Read(buffer, offset, count);
        }
    }

    /// <summary>Does something when everything was read.</summary>
    private sealed class EndingStream(string text, Action atEnd) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            if (read == 0)
                atEnd();
            return read;
        }
    }
}
