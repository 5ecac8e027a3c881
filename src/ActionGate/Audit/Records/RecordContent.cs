using System.Diagnostics;
using ActionGate.Audit.Redaction;

namespace ActionGate.Audit.Records;

/// <summary>What each type of record says.</summary>
/// <remarks>
/// A line must fit its 65,535 bytes whatever comes in. Every string is cut to 256 UTF-16 units, 1,536 bytes at worst; some fifteen of
/// them, and a reason of twice that length, are below 28 KiB. Operations are kept in their order until 16 KiB are full, metadata until
/// 8 KiB are; <c>n</c>, which repeats no more than the metadata's names, takes below 9 KiB.
/// </remarks>
internal static class RecordContent
{
    internal const int LongestReason = 512;
    private const int LongestName = 64;
    private const int OperationBytes = 16 * 1024;
    private const int MetadataBytes = 8 * 1024;
    private const int NanosecondsPerTick = 100;

    private static readonly string[] LimitNames = ["cpu", "file_size", "memory", "output", "processes", "wall_time"];

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

    internal static void Policy(RecordDraft draft, string policyHash, string? name, string? revision, string? file, string? catalog, Disclosure disclosure)
    {
        draft.Member("policy"u8, policyHash);
        draft.Member("name"u8, name, disclosure.Redacts);
        draft.Member("revision"u8, revision, disclosure.Redacts);
        draft.Member("file"u8, file, disclosure.Redacts);
        draft.Member("catalog"u8, catalog);
        draft.Member("engine"u8, EngineVersion.Text);
        draft.Close();
    }

    internal static void Decision(RecordDraft draft, in Decision decision, ActionContext context, CodeDecision? code, HostShell shell, Disclosure disclosure)
    {
        Context(draft, context, disclosure);
        var request = decision.Request;
        if (request is not null)
        {
            draft.Member("action"u8, request.Kind.Name);
            Target(draft, request.Kind, request.Target, disclosure);
            draft.Member("method"u8, request.Method, disclosure.Redacts);
            if (request.Port is { } port)
                draft.Member("port"u8, port);
            if (request.IsRecursive)
                draft.Member("recursive"u8, true);
        }
        else if (code is not null)
        {
            draft.Member("action"u8, ActionKind.CodeExecution.Name);
        }
        if (shell != HostShell.Any && (code is not null || request?.Kind == ActionKind.ShellExec))
            draft.Member("shell"u8, ShellNames.Of(shell));
        draft.Member("verdict"u8, DecisionText.Of(decision.Verdict));
        draft.Member("mode"u8, DecisionText.Of(decision.Mode));
        draft.Member("rule"u8, decision.Rule?.Id, disclosure.Redacts);
        // The rule says enough of an allow, and a text would be built for each.
        if (!decision.IsAllowed || decision.Cause is Refusal)
            DecisionReason.Write(draft, in decision, code, disclosure);
        if (decision.PolicyHash is { Length: > 0 } policy)
            draft.Member("policy"u8, policy);
        draft.Member("engine"u8, EngineVersion.Text);
        draft.Member("eval_ns"u8, Nanoseconds(decision.EvaluationTime));
        draft.Member("code"u8, code?.CodeHash);
        if (code is not null)
            draft.Member("code_length"u8, code.CodeLength);
        Limits(draft, decision.Limits);
        Scripts(draft, decision.Scripts);
        if (code is not null)
            Operations(draft, code.Operations, SecretSources.Of(request, code.Operations, disclosure), disclosure, isOfCode: true);
        else if (decision.HasSeveralOperations)
            Operations(draft, decision.Operations, SecretSources.Of(request, decision.Operations, disclosure), disclosure, isOfCode: false);
        Metadata(draft, context, disclosure);
        draft.Close();
    }

    internal static void Approval(RecordDraft draft, long decisionSequence, string digest, bool approved, string? approver, string? reason, ActionContext context, Disclosure disclosure)
    {
        Context(draft, context, disclosure);
        draft.Member("decision"u8, decisionSequence);
        draft.Member("digest"u8, digest);
        draft.Member("approved"u8, approved);
        draft.Member("approver"u8, approver, disclosure.Redacts);
        draft.Excerpt("reason"u8, reason, disclosure.Redacts, LongestReason);
        Metadata(draft, context, disclosure);
        draft.Close();
    }

    internal static void Outcome(RecordDraft draft, long decisionSequence, ActionOutcome outcome, TimeSpan duration, bool abandoned, ActionContext context, Disclosure disclosure)
    {
        Context(draft, context, disclosure);
        draft.Member("decision"u8, decisionSequence);
        if (outcome.ExitCode is { } exitCode)
            draft.Member("exit"u8, exitCode);
        draft.Member("duration_ns"u8, Nanoseconds(outcome.Duration ?? duration));
        draft.Member("limit"u8, outcome.LimitHit, disclosure.Redacts);
        Held(draft, outcome.LimitsHeldBy, disclosure);
        draft.Excerpt("error"u8, outcome.Error, disclosure.Redacts);
        if (abandoned)
            draft.Member("abandoned"u8, true);
        Metadata(draft, context, disclosure);
        draft.Close();
    }

    /// <summary>What the action may use, in the order of the names: bytes, counts, and nanoseconds.</summary>
    private static void Limits(RecordDraft draft, ExecutionLimits limits)
    {
        bool isFirst = true;
        Limit("cpu"u8, limits.CpuTime is { } cpu ? Nanoseconds(cpu) : null);
        Limit("file_size"u8, limits.FileBytes);
        Limit("memory"u8, limits.MemoryBytes);
        Limit("output"u8, limits.OutputBytes);
        Limit("processes"u8, limits.Processes);
        Limit("wall_time"u8, limits.WallTime is { } wall ? Nanoseconds(wall) : null);
        if (isFirst)
            return;
        if (limits.MustBeEnforced)
            draft.Member("required"u8, true);
        draft.Raw("}"u8);

        void Limit(ReadOnlySpan<byte> name, long? value)
        {
            if (value is not { } number)
                return;
            if (isFirst)
            {
                draft.Name("limits"u8);
                draft.Raw("{\""u8);
                isFirst = false;
            }
            else
            {
                draft.Raw(",\""u8);
            }
            draft.Raw(name);
            draft.Raw("\":"u8);
            draft.Number(number);
        }
    }

    /// <summary>By what each limit was held: known names only, in their order, so that what an executor says can't fill the record.</summary>
    private static void Held(RecordDraft draft, IReadOnlyDictionary<string, string>? held, Disclosure disclosure)
    {
        if (held is not { Count: > 0 })
            return;
        bool isFirst = true;
        foreach (string limit in LimitNames)
        {
            if (!held.TryGetValue(limit, out string? means) || means is null)
                continue;
            if (isFirst)
                draft.Name("held"u8);
            draft.Raw(isFirst ? "{\""u8 : ",\""u8);
            isFirst = false;
            draft.Text(limit);
            draft.Raw("\":"u8);
            String(draft, disclosure.Redacts ? RedactedText.OfName(means, LongestName).Text : RecordDraft.Cut(means, LongestName));
        }
        if (!isFirst)
            draft.Raw("}"u8);
    }

    private static void Context(RecordDraft draft, ActionContext context, Disclosure disclosure)
    {
        draft.Member("agent"u8, context.Agent, disclosure.Redacts);
        draft.Member("suggester"u8, context.Suggester, disclosure.Redacts);
        draft.Member("session"u8, context.Session, disclosure.Redacts);
        draft.Member("group"u8, context.Group, disclosure.Redacts);
        if (context.Turn is { } turn)
            draft.Member("turn"u8, turn);
        draft.Member("tool"u8, context.Tool, disclosure.Redacts);
        draft.Excerpt("message"u8, context.MessageHash, redacts: false);
        if (context.MessageLength is { } length)
            draft.Member("message_length"u8, length);
        if (disclosure.WithTargets)
            draft.Excerpt("cwd"u8, context.WorkingDirectory, disclosure.Redacts);
        else if (context.WorkingDirectory is { } folder)
            draft.Withhold("cwd"u8, folder);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            draft.Member("trace"u8, activity.TraceId.ToHexString());
            draft.Member("span"u8, activity.SpanId.ToHexString());
        }
    }

    private static void Target(RecordDraft draft, ActionKind kind, string? target, Disclosure disclosure)
    {
        if (target is null)
            return;
        if (disclosure.WithTargets)
        {
            var excerpt = TargetExcerpt.Of(kind, target, disclosure.Redacts);
            draft.Excerpt("target"u8, excerpt.Text);
            if (excerpt.IsWhole)
                return;
        }
        draft.Withhold("target"u8, target);
    }

    private static void Operations(RecordDraft draft, IReadOnlyList<OperationDecision> operations, SecretSources sources, Disclosure disclosure, bool isOfCode)
    {
        int limit = draft.Length + OperationBytes;
        draft.Name("ops"u8);
        draft.Raw("["u8);
        for (int i = 0; i < operations.Count; i++)
        {
            var before = draft.Here();
            draft.Raw(i == 0 ? "{\"kind\":"u8 : ",{\"kind\":"u8);
            // The target of a shell block is its code.
            bool isCode = isOfCode && operations[i].Operation.Kind == ActionKind.ShellExec;
            Operation(draft, operations[i], sources, isCode ? disclosure with { WithTargets = false } : disclosure);
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

    private static void Operation(RecordDraft draft, OperationDecision decided, SecretSources sources, Disclosure disclosure)
    {
        var operation = decided.Operation;
        string kind = operation.Kind.Name;
        String(draft, RecordDraft.Cut(kind, LongestName));
        int? cutFrom = kind.Length > LongestName ? kind.Length : null;
        string? target = operation.Target ?? operation.Pattern;
        if (target is not null && !disclosure.WithTargets)
            cutFrom = target.Length;
        else if (target is not null)
        {
            var excerpt = TargetExcerpt.Of(operation.Kind, target, disclosure.Redacts);
            bool isSecret = sources.AreIn(excerpt.Text);
            draft.Excerpt(operation.Target is null ? "pattern"u8 : "target"u8, isSecret ? RedactedText.Mark : excerpt.Text);
            if (isSecret || !excerpt.IsWhole)
                cutFrom = target.Length;
        }
        draft.Name("verdict"u8);
        String(draft, DecisionText.Of(decided.Verdict));
        if (decided.Rule is { } rule)
        {
            draft.Name("rule"u8);
            String(draft, disclosure.Redacts ? RedactedText.OfName(rule.Id, RecordDraft.LongestText).Text : RecordDraft.Cut(rule.Id, RecordDraft.LongestText));
        }
        if (cutFrom is { } length)
            draft.Member("n"u8, length);
        draft.Raw("}"u8);
    }

    /// <summary>
    /// Whole entries, in their order. A name is never cut: two of them could become one, and a record has no name twice. Nor is one
    /// recorded that is not valid Unicode, for common JSON readers refuse the whole object then, or that holds a secret.
    /// </summary>
    private static void Metadata(RecordDraft draft, ActionContext context, Disclosure disclosure)
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
            if (name.Length > LongestName || value is null || disclosure.Redacts && RedactedText.OfName(name, LongestName).HasSecrets)
                continue;
            var before = draft.Here();
            draft.Raw(kept == 0 ? "\""u8 : ",\""u8);
            if (!draft.Text(name))
            {
                draft.BackTo(before);
                continue;
            }
            draft.Raw("\":"u8);
            var shown = disclosure.Redacts ? RedactedText.OfNamed(name, value, RecordDraft.LongestText) : RedactedText.Cut(value, RecordDraft.LongestText);
            String(draft, shown.Text);
            if (!shown.IsWhole)
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

    private static void String(RecordDraft draft, ReadOnlySpan<char> text)
    {
        draft.Raw("\""u8);
        draft.Text(text);
        draft.Raw("\""u8);
    }

    private static long Nanoseconds(TimeSpan time) => Math.Clamp(time.Ticks, 0, long.MaxValue / NanosecondsPerTick) * NanosecondsPerTick;
}
