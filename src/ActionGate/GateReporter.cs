using System.Diagnostics;
using ActionGate.Audit.Records;
using ActionGate.Observability;

namespace ActionGate;

/// <summary>Tells listeners and the host's observer what happens at one gate. What they throw changes no decision.</summary>
internal sealed class GateReporter(GateObserver? observer, bool revealsTargets)
{
    private volatile bool _isAuditDown;

    /// <summary>Begins the span of a decision; it ends in <see cref="Decided"/>.</summary>
    internal static Activity? StartSpan()
    {
        if (!GateTelemetry.HasListeners)
            return null;
        var current = Activity.Current;
        try
        {
            return GateTelemetry.StartSpan();
        }
        catch (Exception)
        {
            // A listener's fault is the host's, and the decision comes first; a span begun would be the parent of all that follows.
            Activity.Current = current;
            return null;
        }
    }

    /// <summary>A decision was made and recorded, or denied because it could not be recorded.</summary>
    internal void Decided(Activity? span, Policy policy, in Decision decision, ActionContext context, string? fault)
    {
        try
        {
            bool isObserved = observer is not null && (!decision.IsAllowed || _isAuditDown);
            if (!isObserved && !GateTelemetry.IsHeard(span))
                return;
            string kind = GateTelemetry.KindOf(in decision, policy.Layers);
            string? target = revealsTargets && (isObserved || span is not null) ? Shown(decision.Request) : null;
            GateTelemetry.Decided(span, in decision, kind, target);
            if (!isObserved)
                return;
            if ((fault is null) == _isAuditDown)
                AuditTurned(fault);
            if (!decision.IsAllowed)
                observer!.NotAllowed(in decision, kind, context.Agent, target);
        }
        catch (Exception)
        {
            // A listener's fault is the host's, and the decision stands.
            if (span is not null && Activity.Current == span)
                Activity.Current = span.Parent;
        }
    }

    internal void Opened(Policy policy, GateMode mode) => Tell(o => o.Opened(policy.Hash, policy.Layers.Length, mode));

    internal void PolicyReplaced(Policy policy) => Tell(o => o.PolicyReplaced(policy.Hash, policy.Layers.Length));

    internal void ApprovalAsked(Policy policy, Decision decision, ActionContext context) =>
        Tell(o => o.ApprovalAsked(in decision, GateTelemetry.KindOf(in decision, policy.Layers), context.Agent));

    internal void ApprovalAnswered(Policy policy, Decision decision, ActionContext context, string outcome)
    {
        Guarded(() => GateTelemetry.ApprovalAnswered(outcome));
        Tell(o => o.ApprovalAnswered(in decision, GateTelemetry.KindOf(in decision, policy.Layers), context.Agent, outcome));
    }

    /// <summary>Something came of changed policy files.</summary>
    internal void Reloaded(PolicyReload reload)
    {
        Guarded(() => GateTelemetry.Reloaded(reload.Outcome switch
        {
            PolicyReloadOutcome.Replaced => ReloadOutcome.Replaced,
            PolicyReloadOutcome.Restored => ReloadOutcome.Restored,
            _ => ReloadOutcome.Failed,
        }));
        if (reload.Outcome == PolicyReloadOutcome.Failed)
            Tell(o => o.ReloadFailed(reload.Diagnostics));
        if (reload.RemovedFiles.Count > 0)
            Tell(o => o.LayersRemoved(reload.RemovedFiles));
        if (reload.IsRecovery)
            Tell(o => o.ReloadRecovered(reload.PolicyHash));
    }

    /// <summary>Told when it begins and when it ends, not for each decision in between: an agent could fill the host's disk with it.</summary>
    private void AuditTurned(string? fault)
    {
        _isAuditDown = fault is not null;
        if (fault is null)
            observer!.AuditAvailable();
        else
            observer!.AuditUnavailable(fault);
    }

    /// <summary>The part of a target that an audit record would show: no code, no secrets.</summary>
    private static string? Shown(ActionRequest? request)
    {
        if (request?.Target is not { } target)
            return null;
        var excerpt = TargetExcerpt.Of(request.Kind, target, redacts: true);
        return excerpt.IsWhole ? target : excerpt.Text.ToString();
    }

    private void Tell(Action<GateObserver> what)
    {
        if (observer is not null)
            Guarded(() => what(observer));
    }

    private static void Guarded(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // A listener's fault is the host's.
        }
    }
}
