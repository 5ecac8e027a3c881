using ActionGate.Mapping;
using Microsoft.Extensions.AI;

namespace ActionGate.Guards;

/// <summary>A function behind a gate: only what is granted reaches the function inside.</summary>
internal sealed class GuardedFunction : DelegatingAIFunction
{
    private readonly Gate _gate;
    private readonly ToolMapping _mapping;
    private readonly ToolGuardOptions _options;
    private readonly DeclaredArguments? _declared;
    private readonly string _name;

    internal GuardedFunction(AIFunction function, Gate gate, ToolMapping mapping, ToolGuardOptions options)
        : base(function)
    {
        _gate = gate;
        _mapping = mapping;
        _options = options;
        _name = function.Name;
        var declared = DeclaredArguments.Of(function, mapping);
        _declared = options.AllowUndeclaredArguments ? null : declared;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        object? found = base.GetService(serviceType, serviceKey);
        if (found is not AIFunction || ReferenceEquals(found, this))
            return found;
        // No function that can be called is handed out from behind the guard. The marker for approval is one: it comes with the guard inside.
        return found is ApprovalRequiredAIFunction ? new ApprovalRequiredAIFunction(this) : null;
    }

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var call = ToolCall.Read(_mapping, _declared, arguments, JsonSerializerOptions, ContextOf(arguments));
        var permits = new List<Permit>(call.Requests.Count);
        try
        {
            foreach (var request in InOrderOfAsking(call.Requests))
            {
                var permit = await _gate.AuthorizeAsync(request, cancellationToken).ConfigureAwait(false);
                permits.Add(permit);
                // Arguments that are refused stay refused, whatever a policy makes of a request without a target.
                if (!permit.IsGranted || (call.Refusal is not null && permit.Decision.Mode == GateMode.Enforce))
                    return Denied(permit.Decision, call.Refusal);
                // Each part may be allowed by a policy that would not allow the other.
                bool isSamePolicy = string.Equals(permits[0].Decision.PolicyHash, permit.Decision.PolicyHash, StringComparison.Ordinal);
                if (!isSamePolicy && permit.Decision.Mode == GateMode.Enforce)
                    return Denied(permit.Decision, "the policy changed while the call was decided; ask again");
            }
            if (permits.Exists(p => p.Decision.Verdict == Verdict.RequireApproval) && WhatIsRefusedByNow(call.Requests) is { } refused)
                return Denied(refused, "what the call would do changed while approval was asked for; ask again");
            return await InvokeInnerAsync(call.Arguments, permits, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var permit in permits)
                permit.Dispose();
        }
    }

    /// <summary>While somebody was asked about one part of a call, another may have become another thing.</summary>
    private Decision? WhatIsRefusedByNow(IReadOnlyList<ActionRequest> requests)
    {
        foreach (var request in requests)
        {
            var decision = _gate.Reconsider(request);
            if (decision.Verdict == Verdict.Deny && !decision.MayProceed)
                return decision;
        }
        return null;
    }

    private async ValueTask<object?> InvokeInnerAsync(AIFunctionArguments arguments, List<Permit> permits, CancellationToken cancellationToken)
    {
        object? result;
        try
        {
            result = await InnerFunction.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Complete(permits, new ActionOutcome { Error = exception.GetType().Name });
            throw;
        }
        Complete(permits, ActionOutcome.Completed);
        return result;
    }

    private ActionContext ContextOf(AIFunctionArguments arguments)
    {
        var context = _options.Context;
        if (_options.ContextOfCall is { } contextOf)
        {
            context = contextOf(new AIFunctionArguments { Services = arguments.Services, Context = arguments.Context })
                ?? throw new InvalidOperationException($"expected {nameof(ToolGuardOptions.ContextOfCall)} to give a context, found null");
        }
        return context with { Tool = _name };
    }

    /// <summary>
    /// What will be refused first, what somebody must be asked for last: nobody is asked for half of a call whose other half is refused.
    /// Only the order depends on this; the gate decides each.
    /// </summary>
    private IReadOnlyList<ActionRequest> InOrderOfAsking(IReadOnlyList<ActionRequest> requests)
    {
        if (requests.Count == 1)
            return requests;
        var policy = _gate.Policy;
        return [.. requests.OrderBy(r => policy.Evaluate(r).Verdict switch { Verdict.Deny => 0, Verdict.Allow => 1, _ => 2 })];
    }

    private string Denied(Decision decision, string? reason)
    {
        reason ??= decision.Verdict == Verdict.RequireApproval
            ? $"a person has to approve this, and nobody can be asked here: {decision.Reason}"
            : decision.Reason;
        return _options.ThrowOnDenial ? throw new ActionDeniedException(decision, reason) : $"Not allowed: {reason}";
    }

    private static void Complete(List<Permit> permits, ActionOutcome outcome)
    {
        foreach (var permit in permits)
            permit.Complete(outcome);
    }
}
