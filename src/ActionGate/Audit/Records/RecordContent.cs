using System.Diagnostics;

namespace ActionGate.Audit.Records;

/// <summary>What each type of record says.</summary>
/// <remarks>
/// A line must fit its 65,535 bytes whatever comes in. Every string is cut to 256 UTF-16 units, 1,536 bytes at worst; some fifteen of
/// them, and a reason of twice that length, are below 28 KiB. Operations are kept in their order until 16 KiB are full, metadata until
/// 8 KiB are; <c>n</c>, which repeats no more than the metadata's names, takes below 9 KiB.
/// </remarks>
internal static class RecordContent
{
    private const int LongestReason = 512;
    private const int LongestName = 64;
    private const int OperationBytes = 16 * 1024;
    private const int MetadataBytes = 8 * 1024;
    private const int NanosecondsPerTick = 100;

    internal static void Opening(RecordDraft draft, string origin, string logId)
    {
        draft.Member("spec"u8, RecordFormat.Spec);
        draft.Member("log"u8, origin);
        draft.Member("log_id"u8, logId);
        draft.Member("engine"u8, EngineVersion.Text);
        draft.Close();
    }

    internal static void Recovery(RecordDraft draft, long offset, long length, string hash)
    {
        draft.Member("offset"u8, offset);
        draft.Member("bytes"u8, length);
        draft.Member("sha256"u8, hash);
        draft.Close();
    }

    internal static void Policy(RecordDraft draft, string policyHash, string? name, string? revision, string? file)
    {
        draft.Member("policy"u8, policyHash);
        draft.Member("name"u8, name);
        draft.Member("revision"u8, revision);
        draft.Member("file"u8, file);
        draft.Member("engine"u8, EngineVersion.Text);
        draft.Close();
    }

    internal static void Decision(RecordDraft draft, in Decision decision, ActionContext context, CodeDecision? code, bool withTargets)
    {
        Context(draft, context, withTargets);
        var request = decision.Request;
        bool isReasonLoggable = withTargets;
        if (request is not null)
        {
            draft.Member("action"u8, request.Kind.Name);
            isReasonLoggable &= !TargetExcerpt.IsSecret(request.Kind, request.Target);
            Target(draft, request.Kind, request.Target, withTargets);
            draft.Member("method"u8, request.Method);
            if (request.Port is { } port)
                draft.Member("port"u8, port);
        }
        else if (code is not null)
        {
            draft.Member("action"u8, ActionKind.CodeExecution.Name);
            foreach (var operation in code.Operations)
                isReasonLoggable &= !TargetExcerpt.IsSecret(operation.Operation.Kind, operation.Operation.Target ?? operation.Operation.Pattern);
        }
        draft.Member("verdict"u8, DecisionText.Of(decision.Verdict));
        draft.Member("mode"u8, DecisionText.Of(decision.Mode));
        draft.Member("rule"u8, decision.Rule?.Id);
        // The rule says enough of an allow, and a text would be built for each.
        if (!decision.IsAllowed || decision.Cause is Refusal)
            draft.Member("reason"u8, isReasonLoggable ? ReasonOf(in decision, code) : decision.DiagnosticId, LongestReason);
        if (decision.PolicyHash is { Length: > 0 } policy)
            draft.Member("policy"u8, policy);
        draft.Member("engine"u8, EngineVersion.Text);
        draft.Member("eval_ns"u8, Nanoseconds(decision.EvaluationTime));
        draft.Member("code"u8, code?.CodeHash);
        Scripts(draft, decision.Scripts);
        if (code is not null)
            Operations(draft, code.Operations, withTargets, isOfCode: true);
        else if (decision.HasSeveralOperations)
            Operations(draft, decision.Operations, withTargets, isOfCode: false);
        Metadata(draft, context);
        draft.Close();
    }

    /// <summary>Of code, the reason of its strictest operation: the decision's own would quote the code.</summary>
    private static string ReasonOf(in Decision decision, CodeDecision? code) =>
        code?.Operations.MinBy(o => o.Verdict)?.Reason ?? decision.Reason;

    internal static void Approval(RecordDraft draft, long decisionSequence, string digest, bool approved, string? approver, string? reason, ActionContext context, bool withTargets)
    {
        Context(draft, context, withTargets);
        draft.Member("decision"u8, decisionSequence);
        draft.Member("digest"u8, digest);
        draft.Member("approved"u8, approved);
        draft.Member("approver"u8, approver);
        draft.Member("reason"u8, reason, LongestReason);
        Metadata(draft, context);
        draft.Close();
    }

    internal static void Outcome(RecordDraft draft, long decisionSequence, ActionOutcome outcome, TimeSpan duration, bool abandoned, ActionContext context, bool withTargets)
    {
        Context(draft, context, withTargets);
        draft.Member("decision"u8, decisionSequence);
        if (outcome.ExitCode is { } exitCode)
            draft.Member("exit"u8, exitCode);
        draft.Member("duration_ns"u8, Nanoseconds(outcome.Duration ?? duration));
        draft.Member("limit"u8, outcome.LimitHit);
        draft.Member("error"u8, outcome.Error);
        if (abandoned)
            draft.Member("abandoned"u8, true);
        Metadata(draft, context);
        draft.Close();
    }

    private static void Context(RecordDraft draft, ActionContext context, bool withTargets)
    {
        draft.Member("agent"u8, context.Agent);
        draft.Member("suggester"u8, context.Suggester);
        draft.Member("session"u8, context.Session);
        draft.Member("group"u8, context.Group);
        if (context.Turn is { } turn)
            draft.Member("turn"u8, turn);
        draft.Member("tool"u8, context.Tool);
        draft.Member("message"u8, context.MessageHash);
        if (withTargets)
            draft.Member("cwd"u8, context.WorkingDirectory);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            draft.Member("trace"u8, activity.TraceId.ToHexString());
            draft.Member("span"u8, activity.SpanId.ToHexString());
        }
    }

    private static void Target(RecordDraft draft, ActionKind kind, string? target, bool withTargets)
    {
        if (target is null)
            return;
        if (withTargets)
        {
            var excerpt = TargetExcerpt.Of(kind, target);
            draft.Name("target"u8);
            Excerpt(draft, excerpt);
            if (excerpt.IsWhole)
                return;
        }
        draft.NoteCut("target"u8, target.Length);
    }

    private static void Operations(RecordDraft draft, IReadOnlyList<OperationDecision> operations, bool withTargets, bool isOfCode)
    {
        int limit = draft.Length + OperationBytes;
        draft.Name("ops"u8);
        draft.Raw("["u8);
        for (int i = 0; i < operations.Count; i++)
        {
            var before = draft.Here();
            draft.Raw(i == 0 ? "{\"kind\":"u8 : ",{\"kind\":"u8);
            // The target of a shell block is its code.
            Operation(draft, operations[i], withTargets && !(isOfCode && operations[i].Operation.Kind == ActionKind.ShellExec));
            if (draft.Length > limit)
            {
                draft.BackTo(before);
                draft.NoteCut("ops"u8, operations.Count);
                break;
            }
        }
        draft.Raw("]"u8);
    }

    /// <summary>The contents of the scripts that were read; their paths stand among the operations.</summary>
    private static void Scripts(RecordDraft draft, IReadOnlyList<ScannedScript> scripts)
    {
        if (scripts.Count == 0)
            return;
        draft.Name("scripts"u8);
        for (int i = 0; i < scripts.Count; i++)
        {
            draft.Raw(i == 0 ? "[\""u8 : ",\""u8);
            draft.Text(scripts[i].Hash);
            draft.Raw("\""u8);
        }
        draft.Raw("]"u8);
    }

    private static void Operation(RecordDraft draft, OperationDecision decided, bool withTargets)
    {
        var operation = decided.Operation;
        string kind = operation.Kind.Name;
        Excerpt(draft, RecordDraft.Cut(kind, LongestName));
        int? cutFrom = kind.Length > LongestName ? kind.Length : null;
        string? target = operation.Target ?? operation.Pattern;
        if (target is not null && !withTargets)
            cutFrom = target.Length;
        else if (target is not null)
        {
            var excerpt = TargetExcerpt.Of(operation.Kind, target);
            draft.Name(operation.Target is null ? "pattern"u8 : "target"u8);
            Excerpt(draft, excerpt);
            if (!excerpt.IsWhole)
                cutFrom = target.Length;
        }
        draft.Name("verdict"u8);
        Excerpt(draft, DecisionText.Of(decided.Verdict));
        if (decided.Rule is { } rule)
        {
            draft.Name("rule"u8);
            Excerpt(draft, RecordDraft.Cut(rule.Id, RecordDraft.LongestText));
        }
        if (cutFrom is { } length)
            draft.Member("n"u8, length);
        draft.Raw("}"u8);
    }

    /// <summary>
    /// Whole entries, in their order. A name is never cut: two of them could become one, and a record has no name twice. Nor is one
    /// recorded that is not valid Unicode: common JSON readers refuse the whole object for it.
    /// </summary>
    private static void Metadata(RecordDraft draft, ActionContext context)
    {
        var metadata = context.Metadata;
        if (metadata.Count == 0)
            return;
        int limit = draft.Length + MetadataBytes;
        int kept = 0;
        draft.Name("meta"u8);
        draft.Raw("{"u8);
        foreach (var (name, value) in metadata)
        {
            if (name.Length > LongestName || value is null)
                continue;
            var before = draft.Here();
            draft.Raw(kept == 0 ? "\""u8 : ",\""u8);
            if (!draft.Text(name))
            {
                draft.BackTo(before);
                continue;
            }
            draft.Raw("\":"u8);
            var text = RecordDraft.Cut(value, RecordDraft.LongestText);
            Excerpt(draft, text);
            if (text.Length < value.Length)
                draft.NoteCut("meta."u8, name, value.Length);
            if (draft.Length > limit)
            {
                draft.BackTo(before);
                break;
            }
            kept++;
        }
        draft.Raw("}"u8);
        if (kept < metadata.Count)
            draft.NoteCut("meta"u8, metadata.Count);
    }

    private static void Excerpt(RecordDraft draft, TargetExcerpt excerpt)
    {
        draft.Raw("\""u8);
        draft.Text(excerpt.First);
        draft.Text(excerpt.Second);
        draft.Raw("\""u8);
    }

    private static void Excerpt(RecordDraft draft, ReadOnlySpan<char> text)
    {
        draft.Raw("\""u8);
        draft.Text(text);
        draft.Raw("\""u8);
    }

    private static long Nanoseconds(TimeSpan time) => Math.Clamp(time.Ticks, 0, long.MaxValue / NanosecondsPerTick) * NanosecondsPerTick;
}
