using ActionGate.Guards;

namespace ActionGate;

/// <summary>A gate as the function that an agent framework asks before it runs code, in a process or a language of its own.</summary>
/// <remarks>
/// The framework runs the code, and not the gate: what happens after a yes is in no log, and limits are the framework's. Where code can be
/// run through a guarded executor, that is better.
/// </remarks>
public static class CodeApprovalExtensions
{
    private const string OtherCode = "with the '-qqq' that AutoGen puts behind 'pip install' before it runs the code, it would do something else";

    /// <summary>Answers whether fenced code may run: decides, records, and asks where the policy requires approval.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="fencedCode">The blocks as <see cref="FencedCode"/> has them; what is none is refused.</param>
    /// <param name="context">Who acts.</param>
    /// <param name="cancellationToken">Gives up while somebody is asked.</param>
    /// <returns>The answer, with the reason of the decision; its approver is <c>policy</c>, and who approved where somebody was asked stands in the log. It never throws for what the code holds.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ObjectDisposedException">The gate was disposed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<ApprovalResponse> ApproveCodeAsync(this Gate gate, string? fencedCode, ActionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(gate);
        if (!FencedCode.TryParse(fencedCode, out var blocks, out string problem))
            return ApprovalResponse.Deny(null, problem);
        var permit = await gate.AuthorizeAsync(new CodeRequest(blocks, context), cancellationToken).ConfigureAwait(false);
        await using (permit.ConfigureAwait(false))
        {
            if (!permit.IsGranted)
                return ApprovalResponse.Deny(null, permit.Decision.Reason);
            if (SilencedPip.Of(blocks) is { } silenced && !SilencedPip.AreSame(permit.Code!, gate.Reconsider(new CodeRequest(silenced, context))))
            {
                await permit.CompleteAsync(new ActionOutcome { Error = OtherCode }, cancellationToken).ConfigureAwait(false);
                return ApprovalResponse.Deny(null, OtherCode);
            }
            await permit.CompleteAsync(ActionOutcome.Completed, cancellationToken).ConfigureAwait(false);
            return ApprovalResponse.Approve("policy", permit.Decision.Reason);
        }
    }
}
