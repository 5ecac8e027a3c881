using System.Text;

namespace ActionGate.Tests.Audit;

/// <summary>Nothing that must not be known stands in any byte of a log's folder; what was left out can be proven while its salts are kept.</summary>
public sealed class AuditPrivacyTests : IDisposable
{
    private const string Secret = "Zk3vQ9xT7bLm2Rw8Yd5Hn1Jp6Cs4Gf0A";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Fault", "67")]
    [InlineData(AuditLevel.Buffered, false)]
    [InlineData(AuditLevel.Flush, false)]
    [InlineData(AuditLevel.Durable, false)]
    [InlineData(AuditLevel.Flush, true)]
    public async Task Append_SecretsEverywhere_NoByteOfThemIsWritten(AuditLevel level, bool shared)
    {
        string named = "--password " + Secret;
        var context = new ActionContext { WorkingDirectory = "/srv/token=" + Secret, Metadata = new Dictionary<string, string> { ["api_key"] = Secret, ["note"] = named, ["url"] = $"https://u:{Secret}@h/" } };
        OperationDecision[] operations = [Sample.Operation(ActionKind.ShellExec, $"mysql -p{Secret}"), Sample.Operation(ActionKind.DynamicCode, Secret), Sample.Operation(ActionKind.Network, $"https://u:{Secret}@h/")];
        using (var log = AuditLog.Open(_folder.Log, new AuditOptions { Level = level, Shared = shared }))
        {
            foreach (string target in new[] { named, $"curl -H 'Authorization: Bearer {Secret}' h", $"PGPASSWORD={Secret} psql", new string('x', 230) + " " + named })
            {
                var request = new ActionRequest(ActionKind.ShellExec, target, context);
                log.AppendDecision(Sample.Decision(request, Verdict.Deny, reason: $"deny shell_exec '{target}': no rule"), context).Fault.Should().BeNull();
            }
            // A reason may tell a secret where nothing in it says so.
            log.AppendDecision(Sample.Decision(ActionRequest.Shell(named, context), Verdict.Deny, reason: "'tool' with " + Secret), context).Fault.Should().BeNull();
            log.AppendDecision(Sample.Decision(ActionRequest.Network($"https://h/?token={Secret}"), Verdict.Allow), context).Fault.Should().BeNull();
            log.AppendDecision(Sample.Decision(ActionRequest.Network($"https://u:{Secret}@h/"), Verdict.Deny, reason: Secret), context).Fault.Should().BeNull();
            log.AppendDecision(Sample.Decision(null, Verdict.Deny, reason: Secret), context, new CodeDecision(default, operations, [], true, "sha256:00")).Fault.Should().BeNull();
            log.AppendDecision(Sample.Decision(target: "a; b", operations: operations), context).Fault.Should().BeNull();
            (await log.AppendApprovalAsync(1, "d", true, "anna", "ok, " + named, context)).Fault.Should().BeNull();
            log.AppendOutcome(1, new ActionOutcome { Error = "failed: " + named }, TimeSpan.Zero, false, context).Fault.Should().BeNull();
        }

        NothingOf(Secret);
    }

    /// <summary>The whole way: what a gate reads of a command, decides and says stands in the log without what the command held.</summary>
    [Fact]
    [Trait("Fault", "67")]
    public async Task Decide_CommandsWithSecrets_NoByteOfThemIsWritten()
    {
        const string InCorpus = "Zq7xK9wP2mVt3RbN4cYd";
        var lines = File.ReadLines(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Redaction", "secrets.txt"))
            .Where(l => l.Contains(InCorpus, StringComparison.Ordinal)).Select(l => l.Replace('␊', '\n').Split('\t')[0]).ToList();
        lines.Should().HaveCountGreaterThan(150);
        using (var log = AuditLog.Open(_folder.Log))
        {
            foreach (string policy in new[] { "  - { action: file_read, path: /x, effect: allow }", "  - { id: all, action: [shell_exec, file_read, file_write, network], target: '**', effect: allow }" })
            {
                using var gate = new Gate(new GateOptions { Policy = TestPolicies.Of(policy), Audit = log });
                foreach (string line in lines)
                {
                    gate.Decide(ActionRequest.Shell(line));
                    await gate.DecideAsync(new CodeRequest([new CodeBlock(line, "bash")]));
                }
            }
        }

        NothingOf(InCorpus);
    }

    [Fact]
    [Trait("Fault", "67")]
    public async Task Append_SecretsInNames_AreCommittedTo()
    {
        string url = $"https://u:{Secret}@h/";
        var context = new ActionContext { Agent = url, Suggester = url, Session = url, Group = url, Tool = url, Metadata = new Dictionary<string, string> { [url] = "x", ["note"] = "curl u:" + Secret + "@h" } };
        using (var log = AuditLog.Open(_folder.Log))
        {
            log.AppendPolicy("sha256:aa", url, url, url).Fault.Should().BeNull();
            log.AppendDecision(Sample.Decision(new ActionRequest(ActionKind.Network, "https://h/", context) { Method = url }, Verdict.Deny, rule: url), context).Fault.Should().BeNull();
            OperationDecision[] operations = [Sample.Operation(ActionKind.ShellExec, "keytool -storepass " + Secret, rule: url), Sample.Operation(ActionKind.FileRead, "/srv/" + Secret), Sample.Operation(ActionKind.FileRead, "/srv/x")];
            log.AppendDecision(Sample.Decision(target: "keytool -storepass " + Secret + "; ls", operations: operations), context).Fault.Should().BeNull();
            (await log.AppendApprovalAsync(1, "d", true, url, url, context)).Fault.Should().BeNull();
            log.AppendOutcome(1, new ActionOutcome { LimitHit = url, LimitsHeldBy = new Dictionary<string, string> { ["memory"] = url } }, TimeSpan.Zero, false, context).Fault.Should().BeNull();
        }

        NothingOf(Secret);
        Commitments.Salts(Openings(), 2).Keys.Should().Contain(["agent", "suggester", "session", "group", "tool", "method", "rule"]);
        string text = await File.ReadAllTextAsync(_folder.Segment);
        text.Should().Contain("\"agent\":\"https://[redacted]@h/\"").And.Contain("{\"kind\":\"file_read\",\"target\":\"[redacted]\"").And.Contain("\"target\":\"/srv/x\"");
    }

    [Fact]
    [Trait("Fault", "67")]
    public void Open_TornRecord_HoldsNoSecretEither()
    {
        using (var log = AuditLog.Open(_folder.Log, new AuditOptions { CheckpointInterval = null }))
            log.AppendDecision(Sample.Decision(target: "tool --password " + Secret), Sample.Context).Fault.Should().BeNull();
        using (var file = new FileStream(_folder.Segment, FileMode.Open))
            file.SetLength(file.Length - 400);
        AuditLog.Open(_folder.Log, new AuditOptions { CheckpointInterval = null }).Dispose();

        NothingOf(Secret);
    }

    [Fact]
    [Trait("Fault", "67")]
    public void Append_WithoutTargets_NothingOfThemIsWritten()
    {
        var context = new ActionContext { WorkingDirectory = "/srv/" + Secret };
        using (var log = AuditLog.Open(_folder.Log, new AuditOptions { RecordTargets = false }))
            log.AppendDecision(Sample.Decision(ActionRequest.ReadFile("/" + Secret, context), Verdict.Deny, reason: $"'{Secret}' is refused"), context).Fault.Should().BeNull();

        NothingOf(Secret);
        var salts = Commitments.Salts(Openings(), 1);
        salts.Keys.Should().BeEquivalentTo("cwd", "target", "reason");
    }

    [Fact]
    public async Task Append_RedactionOff_RecordsWhatWasAsked()
    {
        string target = "tool --password " + Secret;
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: target), Sample.Context), new AuditOptions { RedactSecrets = false });

        record.Target.Should().Be(target);
    }

    [Theory]
    [Trait("Fault", "68")]
    [InlineData(AuditLevel.Buffered, false)]
    [InlineData(AuditLevel.Flush, false)]
    [InlineData(AuditLevel.Durable, false)]
    [InlineData(AuditLevel.Flush, true)]
    public async Task Openings_DisclosedOrDeleted_ProveOrForget(AuditLevel level, bool shared)
    {
        string target = "tool --password " + Secret;
        var options = new AuditOptions { Level = level, Shared = shared };
        using (var log = AuditLog.Open(_folder.Log, options))
        {
            log.AppendDecision(Sample.Decision(target: "ls"), Sample.Context).Fault.Should().BeNull();
            log.AppendDecision(Sample.Decision(target: target), Sample.Context).Fault.Should().BeNull();
        }
        AuditRecord record;
        using (var log = AuditLog.Open(_folder.Log, options))
            record = (await Sample.Read(log))[2];

        string salt = Commitments.Salts(Openings(), 2).Should().ContainKey("target").WhoseValue;
        string commitment = Commitments.In(record)["target"];
        AuditCommitment.Verify("target", target, salt, commitment).Should().BeTrue();
        AuditCommitment.Verify("reason", target, salt, commitment).Should().BeFalse();
        Commitments.Salts(Openings(), 1).Should().BeEmpty();
        File.ReadAllText(Openings()).Should().NotContain(commitment);

        File.Delete(Openings());
        (await AuditLog.VerifyAsync(_folder.Log)).IsValid.Should().BeTrue();
    }

    [Fact]
    [Trait("Fault", "68")]
    public void Append_OpeningsDeletedMeanwhile_AreBegunAnew()
    {
        using var log = AuditLog.Open(_folder.Log);
        log.AppendDecision(Sample.Decision(target: "tool --password " + Secret), Sample.Context).Fault.Should().BeNull();
        File.Delete(Openings());
        log.AppendDecision(Sample.Decision(target: "tool --password " + Secret), Sample.Context).Fault.Should().BeNull();

        Commitments.Salts(Openings(), 1).Should().BeEmpty();
        Commitments.Salts(Openings(), 2).Should().ContainKey("target");
    }

    [Fact]
    public void Append_HalfALineInTheOpenings_DoesNotSwallowTheNext()
    {
        using (var log = AuditLog.Open(_folder.Log))
            log.AppendDecision(Sample.Decision(target: "tool --password " + Secret), Sample.Context).Fault.Should().BeNull();
        File.AppendAllText(Openings(), "{\"seq\":");
        using (var log = AuditLog.Open(_folder.Log))
            log.AppendDecision(Sample.Decision(target: "tool --password " + Secret), Sample.Context).Fault.Should().BeNull();

        File.ReadAllLines(Openings()).Should().HaveCount(3).And.HaveElementAt(1, "{\"seq\":");
    }

    [Fact]
    public void Rotate_EachSegment_HasItsOwnOpenings()
    {
        using (var log = AuditLog.Open(_folder.Log))
        {
            for (int i = 0; i < 3; i++)
            {
                log.AppendDecision(Sample.Decision(target: "tool --password " + Secret), Sample.Context).Fault.Should().BeNull();
                log.Rotate();
            }
        }

        Directory.GetFiles(_folder.Log, "openings-*").Select(f => Path.GetFileName(f)).Should().BeEquivalentTo("openings-000000000000.jsonl", "openings-000000000002.jsonl", "openings-000000000003.jsonl");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Openings()).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Append_EverydayRecords_MakeNoOpenings()
    {
        using (var log = AuditLog.Open(_folder.Log))
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();

        Directory.GetFiles(_folder.Log, "openings-*").Should().BeEmpty();
    }

    [Fact]
    [Trait("Fault", "58")]
    public void Append_LinkInThePlaceOfTheOpenings_IsNotFollowed()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var log = AuditLog.Open(_folder.Log);
        string elsewhere = Path.Combine(_folder.Path, "elsewhere");
        File.WriteAllText(elsewhere, "x");
        File.CreateSymbolicLink(Openings(), elsewhere);

        log.AppendDecision(Sample.Decision(target: "tool --password " + Secret), Sample.Context).Fault.Should().NotBeNull();
        File.ReadAllText(elsewhere).Should().Be("x");
    }

    [Fact]
    [Trait("Fault", "63")]
    public async Task Append_TargetOfInvalidBytes_IsMarkedAndStaysDifferent()
    {
        // What .NET makes of a file name that is no UTF-8 is up to it; lone surrogates are what other runtimes hand over (PEP 383).
        var one = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: "/tmp/\uDCFF"), Sample.Context));
        var two = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(target: "/tmp/\uDCFE"), Sample.Context));

        (one.IsLossy, two.IsLossy).Should().Be((true, true));
        one.Target.Should().NotBe(two.Target);
    }

    [Fact]
    [Trait("Fault", "64")]
    public async Task Append_MegabyteTarget_IsCutAndCommittedTo()
    {
        string target = string.Concat(Enumerable.Repeat("x日", 500_000));
        using (var log = AuditLog.Open(_folder.Log))
            log.AppendDecision(Sample.Decision(target: target), Sample.Context).Fault.Should().BeNull();
        AuditRecord record;
        using (var log = AuditLog.Open(_folder.Log))
            record = (await Sample.Read(log))[1];

        Encoding.UTF8.GetByteCount(record.Json).Should().BeLessThan(65_535);
        record.Json.Should().Contain("\"n\":{\"target\":1000000}");
        AuditCommitment.Verify("target", target, Commitments.Salts(Openings(), 1)["target"], Commitments.In(record)["target"]).Should().BeTrue();
    }

    [Fact]
    [Trait("Fault", "65")]
    public async Task Append_EmptyStringsAndExtremeNumbers_ReadBack()
    {
        var context = new ActionContext { Agent = "a", Turn = int.MaxValue, Metadata = new Dictionary<string, string> { ["e"] = "", ["n"] = "9007199254740993", ["nan"] = "NaN" } };
        var record = await Sample.Recorded(log => log.AppendDecision(Sample.Decision(new ActionRequest(ActionKind.ShellExec, "", context), Verdict.Deny, reason: ""), context));

        (record.Target, record.Reason).Should().Be(("", ""));
        record.Json.Should().Contain("\"turn\":2147483647").And.Contain("\"meta\":{\"e\":\"\",\"n\":\"9007199254740993\",\"nan\":\"NaN\"}");
    }

    private string Openings() => Path.Combine(_folder.Log, "openings-000000000000.jsonl");

    /// <summary>No eight characters of it, in any file.</summary>
    private void NothingOf(string secret)
    {
        string[] files = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
        files.Should().NotBeEmpty();
        foreach (string file in files)
        {
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            for (int i = 0; i + 8 <= secret.Length; i++)
                text.Should().NotContain(secret.Substring(i, 8), because: file);
        }
    }
}
