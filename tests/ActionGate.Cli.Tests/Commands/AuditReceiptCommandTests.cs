using ActionGate.Cli.Commands;

namespace ActionGate.Cli.Tests.Commands;

public sealed class AuditReceiptCommandTests : IDisposable
{
    private readonly AuditSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void Receipt_OfAnyRecord_IsVerifiedWithoutTheLog(int sequence)
    {
        _sample.With(("coder", "git a"), ("coder", "git b"));
        using (var log = AuditLog.Open(_sample.Directory, _sample.Options))
        {
            log.Rotate();
            AuditSample.Append(log, ("coder", "git c"), ("coder", "git d"));
        }
        string file = _sample.Path("receipt");

        CommandRun.Of("", "audit", "receipt", _sample.Directory, $"{sequence}", "--out", file).Should().Be(new CommandRun(0, "", ""));
        string receipt = CommandRun.Of("", "audit", "receipt", _sample.Directory, $"{sequence}").Output;
        Directory.Delete(_sample.Directory, recursive: true);

        receipt.Should().Be(File.ReadAllText(file));
        var text = CommandRun.Of(receipt, "audit", "verify-receipt", "-", "--key", _sample.PublicKey);
        text.Code.Should().Be(0, text.Error);
        text.Output.Should().StartWith($"-: valid: record {sequence} of example.com/agents/a\n{sequence} ");
        CommandRun.Of("", "audit", "verify-receipt", file, "--key", _sample.PublicKey, "--json").Output.Should().StartWith("{\"valid\":true,\"origin\":\"example.com/agents/a\",\"size\":9,\"record\":{\"v\":1,\"seq\":");
    }

    [Fact]
    public void Receipt_AfterPruningAndABreak_IsOfTheTreeThatTheRecordStandsIn()
    {
        _sample.With(("coder", "git a"));
        using (var log = AuditLog.Open(_sample.Directory, _sample.Options))
        {
            log.Rotate();
            AuditSample.Append(log, ("coder", "git b"));
        }
        AuditLog.Prune(_sample.Directory, 4, _sample.Options).Should().Be(4);
        string segment = Path.Combine(_sample.Directory, "audit-000000000004.jsonl");
        string pruned = CommandRun.Of("", "audit", "receipt", _sample.Directory, "5").Output;
        File.WriteAllText(segment, File.ReadAllText(segment).Replace("git b", "git x", StringComparison.Ordinal));
        AuditLog.NewSegment(_sample.Directory, "test", _sample.Options).Should().NotBeNull();
        long first = RecordsIn(_sample.Directory).Max();

        var behind = CommandRun.Of("", "audit", "receipt", _sample.Directory, $"{first}");
        var damaged = CommandRun.Of("", "audit", "receipt", _sample.Directory, "5");

        CommandRun.Of(pruned, "audit", "verify-receipt", "-", "--key", _sample.PublicKey).Code.Should().Be(0);
        behind.Code.Should().Be(0, behind.Error);
        CommandRun.Of(behind.Output, "audit", "verify-receipt", "-", "--key", _sample.PublicKey).Code.Should().Be(0);
        damaged.Code.Should().Be(1);
        damaged.Error.Should().Contain("record 5 does not verify");
        CommandRun.Of("", "audit", "receipt", _sample.Directory, "1").Should().Match<CommandRun>(r => r.Code == 2 && r.Error.Contains("was pruned", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("99", "no checkpoint counts record 99")]
    [InlineData("-1", "")]
    [InlineData("x", "")]
    public void Receipt_RecordThatIsNotThere_ExitsWith2(string sequence, string problem)
    {
        _sample.With(("coder", "git a"));

        CommandRun.Of("", "audit", "receipt", _sample.Directory, sequence).Should().Match<CommandRun>(r => r.Code == 2 && r.Output.Length == 0 && r.Error.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Receipt_HostileTextOnATerminal_AsksForAFile()
    {
        _sample.With((AuditSample.Hostile, AuditSample.Hostile));
        using var output = new MemoryStream();
        using var error = new StringWriter();

        int code = Application.Run(["audit", "receipt", _sample.Directory, "2"], new CommandHost { Input = Stream.Null, Output = output, Error = error, CurrentDirectory = "/x", IsTerminal = true });

        bool isRaw = File.ReadAllText(_sample.FirstSegment).AsSpan().ContainsAny('\u202e', '\u0085');
        code.Should().Be(isRaw ? 2 : 0);
        output.Length.Should().Match(l => l == 0 == isRaw);
    }

    [Theory]
    [InlineData("coder", "coper")]
    [InlineData("index 2", "index 1")]
    [InlineData("c2sp.org", "c2sp.com")]
    public void VerifyReceipt_ReceiptThatWasChanged_ExitsWith1(string from, string to)
    {
        _sample.With(("coder", "git a"));
        string receipt = CommandRun.Of("", "audit", "receipt", _sample.Directory, "2").Output.Replace(from, to, StringComparison.Ordinal);

        var text = CommandRun.Of(receipt, "audit", "verify-receipt", "-", "--key", _sample.PublicKey);
        var json = CommandRun.Of(receipt, "audit", "verify-receipt", "-", "--key", _sample.PublicKey, "--json");

        text.Code.Should().Be(1);
        text.Output.Should().StartWith("-: not valid: ");
        json.Code.Should().Be(1);
        json.Output.Should().StartWith("{\"valid\":false,\"problem\":\"");
    }

    [Fact]
    public void VerifyReceipt_OtherKey_ExitsWith1()
    {
        _sample.With(("coder", "git a"));
        string receipt = CommandRun.Of("", "audit", "receipt", _sample.Directory, "2").Output;

        CommandRun.Of(receipt, "audit", "verify-receipt", "-", "--key", _sample.OtherKey).Code.Should().Be(1);
        CommandRun.Of(receipt, "audit", "verify-receipt", "-").Code.Should().Be(2);
    }

    private static IEnumerable<long> RecordsIn(string directory) =>
        Directory.GetFiles(directory, "audit-*.jsonl").Select(f => long.Parse(Path.GetFileName(f).AsSpan(6, 12), System.Globalization.CultureInfo.InvariantCulture));
}
