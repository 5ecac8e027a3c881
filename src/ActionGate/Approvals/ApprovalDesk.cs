using System.Collections.Concurrent;
using ActionGate.Audit;

namespace ActionGate.Approvals;

/// <summary>Asks the host's handler, and takes only clear and timely answers of the right people for a yes.</summary>
internal sealed class ApprovalDesk(IApprovalHandler? handler, TimeSpan timeout, TimeProvider clock, AuditLog audit)
{
    /// <summary>The most approvals that hold for a time; beyond it somebody is asked again.</summary>
    private const int MostStanding = 10_000;

    /// <summary>Until when the approval of a digest holds, where the policy gives it a time.</summary>
    private readonly ConcurrentDictionary<string, Standing> _standing = new(StringComparer.Ordinal);

    internal bool CanAsk => handler is not null;

    /// <summary>Asks, and records each answer.</summary>
    /// <returns><see langword="null"/> where the action was approved and the approval is recorded; otherwise why not.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    internal async ValueTask<Refusal?> AskAsync(ApprovalSubject subject, Decision decision, long sequence, CancellationToken cancellationToken)
    {
        string digest = subject.Digest;
        var terms = decision.Terms?.Approval ?? ApprovalTerms.Default;
        // The very same terms: another policy's are others, though its text be the same, and so are those that hold from a time on.
        if (terms.Scope is not null && _standing.TryGetValue(digest, out var standing) && ReferenceEquals(standing.Terms, terms) && clock.GetUtcNow() < standing.Until)
            return Recorded(await audit.AppendApprovalAsync(sequence, digest, approved: true, standing.Approvers, $"approved before, until {standing.Until:O}", subject.Context).ConfigureAwait(false), decision);

        var allowed = terms.Timeout is { } own && own < timeout ? own : timeout;
        var expiresAt = clock.GetUtcNow() + allowed;
        using var expiry = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), expiry, allowed, Timeout.InfiniteTimeSpan);
        var approvedBy = new List<string>();
        var scope = terms.Scope;
        do
        {
            var request = new ApprovalRequest(digest, decision, subject.Context, expiresAt, subject.Action, subject.Blocks, subject.RealPath, subject.IsRecursive, subject.Scripts, terms, [.. approvedBy]);
            if (await AskOnceAsync(request).ConfigureAwait(false) is { } refusal)
                return refusal;
        }
        while (approvedBy.Count < terms.Required);

        if (scope is { } time && time > TimeSpan.Zero)
            Keep(digest, terms, time, approvedBy);
        return null;

        async ValueTask<Refusal?> AskOnceAsync(ApprovalRequest request)
        {
            ApprovalResponse? response = null;
            Refusal? refusal;
            try
            {
                // A handler may block before its first await, and may ignore its token: the wait ends in time all the same.
                var answer = Task.Run(() => handler!.RequestAsync(request, expiry.Token).AsTask(), expiry.Token);
                response = await answer.WaitAsync(expiry.Token).ConfigureAwait(false);
                refusal = Judge(response, request, terms);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await RecordAsync(isApproved: false, "the caller gave up").ConfigureAwait(false);
                throw;
            }
            catch (OperationCanceledException) when (expiry.IsCancellationRequested)
            {
                refusal = Refuse(decision, DiagnosticIds.ApprovalExpired, $"nobody answered the approval request within {allowed}");
            }
            catch (Exception exception)
            {
                refusal = Refuse(decision, DiagnosticIds.ApprovalFailed, $"the approval request failed ({exception.GetType().Name})");
            }
            var result = await RecordAsync(refusal is null, refusal?.Message ?? response?.Reason).ConfigureAwait(false);
            if (refusal is null)
            {
                approvedBy.Add(response!.Approver!);
                // The shortest that one of them gave; nobody gives more than the rule does.
                if (response.Scope < scope)
                    scope = response.Scope;
            }
            return refusal ?? Recorded(result, decision);

            ValueTask<AuditResult> RecordAsync(bool isApproved, string? reason) =>
                audit.AppendApprovalAsync(sequence, digest, isApproved, response?.Approver, reason, subject.Context);
        }
    }

    private static Refusal? Judge(ApprovalResponse? response, ApprovalRequest request, ApprovalTerms terms)
    {
        var decision = request.Decision;
        if (response is null)
            return Refuse(decision, DiagnosticIds.ApprovalFailed, "the approval handler gave no answer");
        if (!response.IsApproved)
            return Refuse(decision, DiagnosticIds.ApprovalRefused, response.Reason ?? "not approved");
        string approver = response.Approver!;
        if (!PersonName.IsClear(approver))
            return Refuse(decision, DiagnosticIds.NotAnApprover, $"{DecisionText.Quote(approver)} has characters that nobody sees, and is no approver's name");
        if (PersonName.IsSame(approver, request.Context.Agent) || PersonName.IsSame(approver, request.Context.Suggester))
            return Refuse(decision, DiagnosticIds.ApprovalBySelf, "an agent can't approve its own action, nor one that it suggested");
        if (terms.Approvers is { } approvers && !approvers.Contains(approver, StringComparer.Ordinal))
            return Refuse(decision, DiagnosticIds.NotAnApprover, $"{DecisionText.Quote(approver)} is not one whose approval counts here");
        return request.ApprovedBy.Any(before => PersonName.IsSame(approver, before))
            ? Refuse(decision, DiagnosticIds.NotAnApprover, $"{terms.Required} different people must approve, and {DecisionText.Quote(approver)} did before")
            : null;
    }

    private void Keep(string digest, ApprovalTerms terms, TimeSpan scope, List<string> approvedBy)
    {
        var now = clock.GetUtcNow();
        if (_standing.Count >= MostStanding)
        {
            foreach (var (key, standing) in _standing)
            {
                if (standing.Until <= now)
                    _standing.TryRemove(key, out _);
            }
        }
        if (_standing.Count < MostStanding)
            _standing[digest] = new Standing(now + scope, terms, string.Join(", ", approvedBy));
    }

    private sealed record Standing(DateTimeOffset Until, ApprovalTerms Terms, string Approvers);

    private static Refusal? Recorded(AuditResult result, in Decision decision) =>
        result.Fault is null ? null : Refuse(decision, DiagnosticIds.AuditUnavailable, $"audit unavailable: {result.Fault}");

    private static Refusal Refuse(in Decision decision, string diagnosticId, string message) =>
        new(decision.Rule ?? RuleReference.Fault, diagnosticId, message);
}
