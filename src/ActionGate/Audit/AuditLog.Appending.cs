using ActionGate.Audit;
using ActionGate.Audit.Records;

namespace ActionGate;

/// <summary>What gates and guards record.</summary>
public sealed partial class AuditLog
{
    /// <summary>Records a decision. Like all that append, it never throws, and an allow returns when the record has reached the log's level.</summary>
    internal AuditResult AppendDecision(in Decision decision, ActionContext context, CodeDecision? code = null, HostShell shell = HostShell.Any)
    {
        try
        {
            return _writer.Append(Draft(in decision, context, code, shell), waits: decision.MayProceed);
        }
        catch (Exception e)
        {
            return _writer.Lost(e);
        }
    }

    /// <summary>The same, without blocking while the record is on its way to the disk.</summary>
    internal ValueTask<AuditResult> AppendDecisionAsync(in Decision decision, ActionContext context, CodeDecision? code = null, HostShell shell = HostShell.Any)
    {
        try
        {
            return _writer.AppendAsync(Draft(in decision, context, code, shell), waits: decision.MayProceed);
        }
        catch (Exception e)
        {
            return new ValueTask<AuditResult>(_writer.Lost(e));
        }
    }

    /// <summary>Records a person's answer to the decision with that sequence.</summary>
    internal ValueTask<AuditResult> AppendApprovalAsync(long decisionSequence, string digest, bool approved, string? approver, string? reason, ActionContext context)
    {
        try
        {
            var draft = RecordDraft.Rent("approval"u8);
            RecordContent.Approval(draft, decisionSequence, digest, approved, approver, reason, context, _disclosure);
            return _writer.AppendAsync(draft, waits: approved);
        }
        catch (Exception e)
        {
            return new ValueTask<AuditResult>(_writer.Lost(e));
        }
    }

    /// <summary>Records what became of the action that was decided with that sequence.</summary>
    internal AuditResult AppendOutcome(long decisionSequence, ActionOutcome outcome, TimeSpan duration, bool abandoned, ActionContext context)
    {
        try
        {
            return _writer.Append(Draft(decisionSequence, outcome, duration, abandoned, context));
        }
        catch (Exception e)
        {
            return _writer.Lost(e);
        }
    }

    /// <summary>The same, without blocking while the record is on its way to the disk.</summary>
    internal ValueTask<AuditResult> AppendOutcomeAsync(long decisionSequence, ActionOutcome outcome, TimeSpan duration, bool abandoned, ActionContext context)
    {
        try
        {
            return _writer.AppendAsync(Draft(decisionSequence, outcome, duration, abandoned, context));
        }
        catch (Exception e)
        {
            return new ValueTask<AuditResult>(_writer.Lost(e));
        }
    }

    /// <summary>Records which policy is in force from here on.</summary>
    internal AuditResult AppendPolicy(string policyHash, string? name, string? revision, string? file, string? catalog = null)
    {
        try
        {
            var draft = RecordDraft.Rent("policy"u8);
            RecordContent.Policy(draft, policyHash, name, revision, file, catalog, _disclosure);
            return _writer.Append(draft);
        }
        catch (Exception e)
        {
            return _writer.Lost(e);
        }
    }

    private RecordDraft Draft(in Decision decision, ActionContext context, CodeDecision? code, HostShell shell)
    {
        var draft = RecordDraft.Rent("decision"u8);
        RecordContent.Decision(draft, decision, context, code, shell, _disclosure);
        return draft;
    }

    private RecordDraft Draft(long decisionSequence, ActionOutcome outcome, TimeSpan duration, bool abandoned, ActionContext context)
    {
        var draft = RecordDraft.Rent("outcome"u8);
        RecordContent.Outcome(draft, decisionSequence, outcome, duration, abandoned, context, _disclosure);
        return draft;
    }
}
