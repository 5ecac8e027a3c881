using ActionGate.Audit;

namespace ActionGate.Approvals;

/// <summary>Asks the host's handler, and takes only a clear and timely yes of somebody else for one.</summary>
internal sealed class ApprovalDesk(IApprovalHandler? handler, TimeSpan timeout, TimeProvider clock, AuditLog audit)
{
    internal bool CanAsk => handler is not null;

    /// <summary>Asks, and records the answer.</summary>
    /// <returns><see langword="null"/> where the action was approved and the approval is recorded; otherwise why not.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    internal async ValueTask<Refusal?> AskAsync(ApprovalSubject subject, Decision decision, long sequence, CancellationToken cancellationToken)
    {
        string digest = subject.Digest(decision.PolicyHash);
        var request = new ApprovalRequest(digest, decision, subject.Context, clock.GetUtcNow() + timeout, subject.Action, subject.Blocks);
        ApprovalResponse? response = null;
        Refusal? refusal;
        try
        {
            response = await AskInTimeAsync(request, cancellationToken).ConfigureAwait(false);
            refusal = Judge(response, subject.Context, decision);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Record(isApproved: false, "the caller gave up");
            throw;
        }
        catch (TimeoutException)
        {
            refusal = Refuse(decision, DiagnosticIds.ApprovalExpired, $"nobody answered the approval request within {timeout}");
        }
        catch (Exception exception)
        {
            refusal = Refuse(decision, DiagnosticIds.ApprovalFailed, $"the approval request failed ({exception.GetType().Name})");
        }

        var result = Record(refusal is null, refusal?.Message ?? response?.Reason);
        return refusal ?? (result.Fault is null ? null : Refuse(decision, DiagnosticIds.AuditUnavailable, $"audit unavailable: {result.Fault}"));

        AuditResult Record(bool isApproved, string? reason) =>
            audit.AppendApproval(sequence, digest, isApproved, response?.Approver, reason, subject.Context);
    }

    private async Task<ApprovalResponse?> AskInTimeAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        using var expiry = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), expiry, timeout, Timeout.InfiniteTimeSpan);
        // A handler may block before its first await, and may ignore its token: the wait ends in time all the same.
        var answer = Task.Run(() => handler!.RequestAsync(request, expiry.Token).AsTask(), expiry.Token);
        try
        {
            return await answer.WaitAsync(expiry.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (expiry.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private static Refusal? Judge(ApprovalResponse? response, ActionContext context, in Decision decision)
    {
        if (response is null)
            return Refuse(decision, DiagnosticIds.ApprovalFailed, "the approval handler gave no answer");
        if (!response.IsApproved)
            return Refuse(decision, DiagnosticIds.ApprovalRefused, response.Reason ?? "not approved");
        bool isOwn = context.Agent is not null && string.Equals(response.Approver, context.Agent, StringComparison.OrdinalIgnoreCase);
        return isOwn ? Refuse(decision, DiagnosticIds.ApprovalBySelf, "an agent can't approve its own action") : null;
    }

    private static Refusal Refuse(in Decision decision, string diagnosticId, string message) =>
        new(decision.Rule ?? RuleReference.Fault, diagnosticId, message);
}
