using System.Text;

namespace ActionGate.Tests.Audit;

/// <summary>Decisions and logs to test with.</summary>
internal static class Sample
{
    internal const string PolicyHash = "sha256:abababababababababababababababababababababababababababababababab";

    internal static ActionContext Context { get; } = new() { Agent = "coder", Session = "s-1", Turn = 3 };

    internal static Decision Decision(Verdict verdict = Verdict.Allow, string? target = "ls", string? rule = "r0", ActionKind? kind = null, string reason = "because",
        GateMode mode = GateMode.Enforce, IReadOnlyList<OperationDecision>? operations = null) =>
        Decision(new ActionRequest(kind ?? ActionKind.ShellExec, target), verdict, rule, reason, mode, operations);

    internal static Decision Decision(ActionRequest? request, Verdict verdict, string? rule = "r0", string reason = "because", GateMode mode = GateMode.Enforce,
        IReadOnlyList<OperationDecision>? operations = null) =>
        new(new Explainer(reason, operations ?? []), request, verdict, rule is null ? null : new Rule(new RuleReference(rule)), TimeSpan.FromTicks(18), mode);

    internal static Decision Refused(string message, ActionRequest? request = null) =>
        new(new Explainer("none", []), request ?? ActionRequest.Shell("ls"), Verdict.Deny, new Refusal(RuleReference.Fault, DiagnosticIds.InvalidTarget, message), TimeSpan.Zero);

    internal static OperationDecision Operation(ActionKind kind, string? target, Verdict verdict = Verdict.Deny, string? rule = null) =>
        new(new Operation(kind, target, target is null ? Certainty.Unknown : Certainty.Exact), Decision(verdict, target, rule, kind));

    /// <summary>The bytes of a log on disk: a log.open, decisions of all sorts, a close; every second of them short.</summary>
    internal static byte[] Log(string origin = "example.com/a", int decisions = 4)
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = clock, Origin = origin }))
        {
            for (int i = 0; i < decisions; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                var verdict = i % 2 == 0 ? Verdict.Allow : Verdict.Deny;
                log.AppendDecision(Decision(verdict, i % 3 == 2 ? "rm \"ü\" \n\u2028" : "ls", "r" + i), Context).Fault.Should().BeNull();
            }
        }
        return File.ReadAllBytes(folder.Segment);
    }

    internal static ActionGate.Audit.AuditResult AppendApproval(this AuditLog log, long decision, string digest, bool approved, string? approver, string? reason, ActionContext context) =>
        log.AppendApprovalAsync(decision, digest, approved, approver, reason, context).AsTask().GetAwaiter().GetResult();

    internal static async Task<List<AuditRecord>> Read(AuditLog log, long from = 0)
    {
        List<AuditRecord> records = [];
        await foreach (var record in log.ReadAsync(from))
            records.Add(record);
        return records;
    }

    /// <summary>The only decision that this does to a log in memory, read back.</summary>
    internal static async Task<AuditRecord> Recorded(Func<AuditLog, ActionGate.Audit.AuditResult> append, AuditOptions? options = null)
    {
        using var log = AuditLog.InMemory(options: options);
        var result = append(log);
        result.Should().Be(new ActionGate.Audit.AuditResult(1, null));
        var record = (await Read(log, 1)).Should().ContainSingle().Subject;
        var lines = (await Read(log)).Select(r => r.Json + "\n");
        ChainOracle.Judge(Encoding.UTF8.GetBytes(string.Concat(lines))).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 2));
        return record;
    }

    private sealed class Rule(RuleReference reference) : IDecisiveRule
    {
        public RuleReference Reference => reference;
    }

    private sealed class Explainer(string reason, IReadOnlyList<OperationDecision> operations) : DecisionExplainer
    {
        internal override IReadOnlyList<ScannedScript> Scripts(in Decision decision) => [];

        internal override string? PolicyName => null;

        internal override string? PolicyRevision => null;

        internal override string PolicyHash => Sample.PolicyHash;

        internal override string Explain(in Decision decision) => reason;

        internal override string? NormalizedTarget(in Decision decision) => throw new InvalidOperationException("the log records what was asked for");

        internal override IReadOnlyList<OperationDecision> Operations(in Decision decision) => operations;
    }
}
