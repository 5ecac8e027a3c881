using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActionGate.Audit;
using ActionGate.Audit.Records;

namespace ActionGate.Tests.Audit;

/// <summary>The bytes of each type of record, member by member.</summary>
public sealed class RecordFormatTests
{
    private static readonly string Engine = $"\"engine\":\"{EngineVersion.Text}\"";
    private readonly ManualClock _clock = new() { Now = new DateTimeOffset(2026, 4, 3, 16, 42, 15, TimeSpan.FromHours(2)).AddTicks(1_234_567) };

    [Fact]
    public async Task AppendDecision_FullContext_WritesTheseBytes()
    {
        var context = new ActionContext
        {
            Agent = "coder",
            Suggester = "planner",
            Session = "s-1",
            Group = "g",
            Turn = 3,
            Tool = "shell",
            MessageHash = "sha256:00",
            MessageLength = 17,
            WorkingDirectory = "/srv/p",
            Metadata = new Dictionary<string, string> { ["a\"b"] = "1", ["z"] = "" },
        };
        var request = new ActionRequest(ActionKind.Network, "https://me:pw@example.com/x", context) { Method = "GET", Port = 443 };

        await Expect(log => log.AppendDecision(Sample.Decision(request, Verdict.Deny, "r1", "no \"x\"", GateMode.Simulate), context),
            """
            "type":"decision","agent":"coder","suggester":"planner","session":"s-1","group":"g","turn":3,"tool":"shell","message":"sha256:00","message_length":17,"cwd":"/srv/p",
            "action":"network","target":"https://[redacted]@example.com/x","method":"GET","port":443,"verdict":"deny","mode":"simulate","rule":"r1",
            """ + $"\"policy\":\"{Sample.PolicyHash}\",{Engine}," + """
            "eval_ns":1800,"meta":{"a\"b":"1","z":""},"n":{"target":27,"reason":6},"c":{}
            """);
    }

    [Fact]
    public async Task AppendDecision_AllowWithoutContext_WritesNoEmptyMembersAndNoReason() =>
        await Expect(log => log.AppendDecision(Sample.Decision(target: "ls"), ActionContext.Empty),
            "\"type\":\"decision\",\"action\":\"shell_exec\",\"target\":\"ls\",\"verdict\":\"allow\",\"mode\":\"enforce\",\"rule\":\"r0\","
            + $"\"policy\":\"{Sample.PolicyHash}\",{Engine},\"eval_ns\":1800");

    [Fact]
    public async Task AppendDecision_Default_IsADenialWithAReason() =>
        await Expect(log => log.AppendDecision(default, ActionContext.Empty),
            "\"type\":\"decision\",\"verdict\":\"deny\",\"mode\":\"enforce\",\"reason\":\"no decision was made\"," + Engine + ",\"eval_ns\":0");

    [Fact]
    public async Task AppendDecision_Refusal_WritesItsReason() =>
        await Expect(log => log.AppendDecision(Sample.Refused("what was wrong"), ActionContext.Empty),
            "\"type\":\"decision\",\"action\":\"shell_exec\",\"target\":\"ls\",\"verdict\":\"deny\",\"mode\":\"enforce\",\"rule\":\"@fault\",\"reason\":\"what was wrong\","
            + $"\"policy\":\"{Sample.PolicyHash}\",{Engine},\"eval_ns\":0");

    [Fact]
    public async Task AppendDecision_Code_WritesHashAndOperationsAndNeverCode()
    {
        OperationDecision[] operations =
        [
            Sample.Operation(ActionKind.FileWrite, "out.txt", Verdict.Allow, "w"),
            Sample.Operation(ActionKind.DynamicCode, "print(secret)"),
            Sample.Operation(ActionKind.Network, "https://u:secret@h/"),
            Sample.Operation(ActionKind.Network, null),
            new(new Operation(ActionKind.FileRead, null, Certainty.Partial, pattern: "in/*"), Sample.Decision(Verdict.RequireApproval, rule: null)),
        ];
        var overall = Sample.Decision(null, Verdict.Deny, null, "print(secret) is refused");
        var code = new CodeDecision(overall, operations, ["os"], false, "sha256:cc") { CodeLength = 13 };

        await Expect(log => log.AppendDecision(overall, ActionContext.Empty, code),
            $"\"type\":\"decision\",\"action\":\"code_execution\",\"verdict\":\"deny\",\"mode\":\"enforce\",\"policy\":\"{Sample.PolicyHash}\",{Engine},\"eval_ns\":1800," + """
            "code":"sha256:cc","code_length":13,"ops":[{"kind":"file_write","target":"out.txt","verdict":"allow","rule":"w"},{"kind":"dynamic_code","target":"","verdict":"deny","n":13},
            {"kind":"network","target":"https://[redacted]@h/","verdict":"deny","n":19},{"kind":"network","verdict":"deny"},{"kind":"file_read","pattern":"in/*","verdict":"require_approval"}],"n":{"reason":7},"c":{}
            """);
    }

    [Fact]
    public void AppendDecision_EveryLimit_IsWrittenByItsName()
    {
        const string Limits = "{ time: 10s, cpu: 7s, memory: 2MB, output: 3MB, file_size: 4MB, processes: 5, enforcement: required }";
        using var open = new Gates.OpenGate($"version: 1\nrules:\n  - {{ action: shell_exec, target: ls, effect: allow, limits: {Limits} }}");

        open.Decide("ls");
        open.Decide("rm x");

        open.Records("decision")[0].Json.Should().Contain(
            ""","limits":{"cpu":7000000000,"file_size":4000000,"memory":2000000,"output":3000000,"processes":5,"wall_time":10000000000,"required":true},""");
        open.Records("decision")[1].Json.Should().NotContain("limits");
    }

    [Fact]
    public async Task AppendDecision_SeveralCommands_WritesTheOperations()
    {
        var two = Sample.Decision(target: "a; b", operations: [Sample.Operation(ActionKind.ShellExec, "a", Verdict.Allow, "r0"), Sample.Operation(ActionKind.ShellExec, "b")]);
        (await Sample.Recorded(log => log.AppendDecision(two, Sample.Context))).Json.Should().Contain(
            ""","ops":[{"kind":"shell_exec","target":"a","verdict":"allow","rule":"r0"},{"kind":"shell_exec","target":"b","verdict":"deny"}],"prev":""");

        var one = Sample.Decision(operations: [Sample.Operation(ActionKind.ShellExec, "ls", Verdict.Allow)]);
        (await Sample.Recorded(log => log.AppendDecision(one, Sample.Context))).Json.Should().NotContain("ops");
    }

    [Fact]
    public async Task AppendDecision_WithoutTargets_WritesLengthsOnly()
    {
        var context = new ActionContext { WorkingDirectory = "/secret" };
        OperationDecision[] operations = [Sample.Operation(ActionKind.ShellExec, "secret"), Sample.Operation(ActionKind.FileRead, "secret")];
        var denied = Sample.Decision(ActionRequest.Shell("secret", context), Verdict.Deny, reason: "secret", operations: operations);

        var record = await Sample.Recorded(log => log.AppendDecision(denied, context), new AuditOptions { RecordTargets = false });

        record.Json.Should().NotContain("secret").And.Contain("\"n\":{\"cwd\":7,\"target\":6,\"reason\":6},\"c\":{\"cwd\":\"").And.Contain("{\"kind\":\"file_read\",\"verdict\":\"deny\",\"n\":6}");
        record.Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public async Task AppendDecision_WithinAnActivity_WritesTraceAndSpan()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(), Sample.Context));

        record.Json.Should().Contain($"\"turn\":3,\"trace\":\"{activity.TraceId}\",\"span\":\"{activity.SpanId}\",\"action\"");
    }

    [Fact]
    public async Task AppendApproval_WritesTheseBytes() =>
        await Expect(log => log.AppendApproval(7, "d1", true, "alice", "fine", new ActionContext { Agent = "a" }),
            """
            "type":"approval","agent":"a","decision":7,"digest":"d1","approved":true,"approver":"alice","reason":"fine"
            """);

    [Fact]
    public async Task AppendOutcome_LimitsHeld_WritesKnownOnesInTheirOrder()
    {
        var held = new Dictionary<string, string> { ["wall_time"] = "timer", ["a\"b"] = "x", ["memory"] = "cgroup1", ["cpu"] = new string('y', 100), ["output"] = null! };

        await Expect(log => log.AppendOutcome(7, new ActionOutcome { ExitCode = 137, LimitHit = "memory", LimitsHeldBy = held }, TimeSpan.FromMilliseconds(2), false, ActionContext.Empty),
            "\"type\":\"outcome\",\"decision\":7,\"exit\":137,\"duration_ns\":2000000,\"limit\":\"memory\","
            + $"\"held\":{{\"cpu\":\"{new string('y', 64)}\",\"memory\":\"cgroup1\",\"wall_time\":\"timer\"}}");
    }

    [Fact]
    public async Task AppendOutcome_NoKnownLimitHeld_WritesNoMember() =>
        await Expect(log => log.AppendOutcome(7, new ActionOutcome { LimitsHeldBy = new Dictionary<string, string> { ["x"] = "y" } }, TimeSpan.Zero, false, ActionContext.Empty),
            "\"type\":\"outcome\",\"decision\":7,\"duration_ns\":0");

    [Fact]
    public async Task AppendOutcome_WritesTheseBytes()
    {
        await Expect(log => log.AppendOutcome(7, new ActionOutcome { ExitCode = 124, LimitHit = "wall_time", Error = "TimeoutException" }, TimeSpan.FromMilliseconds(2), false, ActionContext.Empty),
            """
            "type":"outcome","decision":7,"exit":124,"duration_ns":2000000,"limit":"wall_time","error":"TimeoutException"
            """);
        await Expect(log => log.AppendOutcome(7, new ActionOutcome { Duration = TimeSpan.FromTicks(1) }, TimeSpan.FromDays(1), true, ActionContext.Empty),
            """
            "type":"outcome","decision":7,"duration_ns":100,"abandoned":true
            """);
        await Expect(log => log.AppendOutcome(long.MaxValue, new ActionOutcome { ExitCode = int.MinValue }, TimeSpan.MaxValue, false, ActionContext.Empty),
            """
            "type":"outcome","decision":9223372036854775807,"exit":-2147483648,"duration_ns":9223372036854775800
            """);
        await Expect(log => log.AppendOutcome(0, ActionOutcome.Completed, TimeSpan.MinValue, false, ActionContext.Empty),
            """
            "type":"outcome","decision":0,"duration_ns":0
            """);
    }

    [Fact]
    public async Task AppendPolicy_WritesTheseBytes() =>
        await Expect(log => log.AppendPolicy("sha256:aa", "coder", "3", "/p/policy.yaml"),
            "\"type\":\"policy\",\"policy\":\"sha256:aa\",\"name\":\"coder\",\"revision\":\"3\",\"file\":\"/p/policy.yaml\"," + Engine);

    [Fact]
    public async Task AppendPolicy_WithACatalog_NamesIt() =>
        (await Sample.Recorded(log => log.AppendPolicy("sha256:aa", null, null, null, "sha256:bb"))).Json.Should().Contain("\"policy\":\"sha256:aa\",\"catalog\":\"sha256:bb\",\"engine\"");

    [Fact]
    public async Task Gate_WithACatalog_RecordsItsHash()
    {
        using var log = AuditLog.InMemory();
        using var gate = new Gate(new GateOptions { Policy = TestPolicies.Usual, Audit = log, Catalog = ScanCatalog.Parse("acme.store.put write 0:path") });

        // printf 'acme.store.put write 0:path\0' | sha256sum
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("acme.store.put write 0:path\0"u8));
        (await Sample.Read(log))[1].Json.Should().Contain($"\"catalog\":\"sha256:{hash}\"");
    }

    [Theory]
    [InlineData(HostShell.Any, "\"target\":\"/x\",\"verdict\"", "\"target\":\"ls\",\"verdict\"")]
    [InlineData(HostShell.Sh, "\"target\":\"/x\",\"verdict\"", "\"target\":\"ls\",\"shell\":\"sh\",\"verdict\"")]
    [InlineData(HostShell.InteractiveBash, "\"target\":\"/x\",\"verdict\"", "\"target\":\"ls\",\"shell\":\"interactive-bash\",\"verdict\"")]
    public async Task AppendDecision_Shell_StandsWhereTextIsReadByOne(HostShell shell, string ofFile, string ofShell)
    {
        (await Sample.Recorded(log => log.AppendDecision(Sample.Decision(ActionRequest.ReadFile("/x"), Verdict.Allow), Sample.Context, null, shell))).Json.Should().Contain(ofFile);
        (await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: "ls"), Sample.Context, null, shell))).Json.Should().Contain(ofShell);
    }

    [Fact]
    public async Task AppendDecision_Recursive_IsSaid()
    {
        var request = new ActionRequest(ActionKind.FileDelete, "/x") { IsRecursive = true };
        (await Sample.Recorded(log => log.AppendDecision(Sample.Decision(request, Verdict.Allow), Sample.Context))).Json.Should().Contain("\"target\":\"/x\",\"recursive\":true,\"verdict\"");
    }

    [Fact]
    [Trait("Fault", "66")]
    public async Task Append_ClockGoesBackOrFarAhead_KeepsTheOrder()
    {
        using var log = AuditLog.InMemory(options: new AuditOptions { Clock = _clock });
        foreach (var time in new[] { _clock.Now.AddHours(-1), DateTimeOffset.MaxValue, DateTimeOffset.MinValue })
        {
            _clock.Now = time;
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        }
        var records = await Sample.Read(log);
        records.Select(r => r.Sequence).Should().Equal(0, 1, 2, 3);
        records.Skip(1).Select(r => r.Timestamp).Should().Equal(
            new DateTimeOffset(2026, 4, 3, 13, 42, 15, TimeSpan.Zero).AddTicks(1_234_567), DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
    }

    [Fact]
    [Trait("Fault", "16")]
    public async Task Append_DelimitersInsideFields_MakeOtherBytes()
    {
        var first = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(kind: "rm|deny", target: "allow"), Sample.Context), new AuditOptions { Clock = _clock });
        var second = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(kind: "rm", target: "deny|allow"), Sample.Context), new AuditOptions { Clock = _clock });

        first.Json[..first.Json.IndexOf("\"prev\"", StringComparison.Ordinal)].Should().NotBe(second.Json[..second.Json.IndexOf("\"prev\"", StringComparison.Ordinal)]);
    }

    [Fact]
    [Trait("Fault", "17")]
    public async Task Append_TargetThatLooksLikeTheEndOfARecord_IsOnlyText()
    {
        string target = $"x\",\"prev\":\"{new string('0', 64)}\",\"hash\":\"{new string('0', 64)}\"}}\n{{\"v\":1,\"seq\":0,";
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: target), Sample.Context));

        record.Target.Should().Be(target);
        record.Hash.Should().NotBe(new string('0', 64));
    }

    /// <summary>Compares with bytes put together by hand, hash included.</summary>
    private async Task Expect(Func<AuditLog, AuditResult> append, string body)
    {
        using var log = AuditLog.InMemory(options: new AuditOptions { Clock = _clock });
        append(log).Should().Be(new AuditResult(1, null));
        var records = await Sample.Read(log);

        // Salts are random.
        if (body.Contains("\"c\":{}", StringComparison.Ordinal))
            body = body.Replace("\"c\":{}", Commitments.Of(records[1]), StringComparison.Ordinal);
        string entry = "{\"v\":1,\"seq\":1,\"ts\":\"2026-04-03T14:42:15.1234567Z\"," + body.ReplaceLineEndings("") + $",\"prev\":\"{records[0].Json.Substring(records[0].Json.Length - 66, 64)}\"}}";
        string hash = ChainOracle.HashOf(Encoding.UTF8.GetBytes(entry));
        records[1].Json.Should().Be(entry[..^1] + ",\"hash\":\"" + hash + "\"}");
        records[1].Sequence.Should().Be(1);
        records[1].Timestamp.Should().Be(DateTimeOffset.Parse("2026-04-03T14:42:15.1234567Z", CultureInfo.InvariantCulture));
    }
}
