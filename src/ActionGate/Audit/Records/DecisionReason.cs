using ActionGate.Audit.Redaction;

namespace ActionGate.Audit.Records;

/// <summary>The reason of a decision, as far as it may stand in the log: it quotes what was acted on.</summary>
internal static class DecisionReason
{
    internal static void Write(RecordDraft draft, in Decision decision, CodeDecision? code, Disclosure disclosure)
    {
        string reason = ReasonOf(in decision, code);
        if (disclosure.WithTargets && !QuotesCode(decision.Request, code))
        {
            var shown = disclosure.Redacts ? RedactedText.Of(reason, RecordContent.LongestReason) : RedactedText.Cut(reason, RecordContent.LongestReason);
            if (!disclosure.Redacts || !SharesSecret(decision.Request, code, shown.Text))
            {
                draft.Excerpt("reason"u8, shown.Text);
                if (!shown.IsWhole)
                    draft.Withhold("reason"u8, reason);
                return;
            }
        }
        draft.Member("reason"u8, decision.DiagnosticId);
        draft.Withhold("reason"u8, reason);
    }

    /// <summary>Of code, the reason of its strictest operation: the decision's own would quote the code.</summary>
    private static string ReasonOf(in Decision decision, CodeDecision? code) =>
        code?.Operations.MinBy(o => o.Verdict)?.Reason ?? decision.Reason;

    private static bool QuotesCode(ActionRequest? request, CodeDecision? code)
    {
        if (request is not null)
            return TargetExcerpt.IsSecret(request.Kind, request.Target);
        foreach (var operation in code?.Operations ?? [])
        {
            if (TargetExcerpt.IsSecret(operation.Operation.Kind, operation.Operation.Target ?? operation.Operation.Pattern))
                return true;
        }
        return false;
    }

    /// <summary>A part of a secret is still there: a reason may quote a target otherwise than it was written, and cut it elsewhere.</summary>
    private static bool SharesSecret(ActionRequest? request, CodeDecision? code, ReadOnlySpan<char> shown)
    {
        if (request is not null)
            return request.Target is { } target && RedactedText.Shares(target, shown);
        foreach (var operation in code?.Operations ?? [])
        {
            if ((operation.Operation.Target ?? operation.Operation.Pattern) is { } text && RedactedText.Shares(text, shown))
                return true;
        }
        return false;
    }
}
