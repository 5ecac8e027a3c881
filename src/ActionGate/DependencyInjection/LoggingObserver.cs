using ActionGate.Observability;
using Microsoft.Extensions.Logging;

namespace ActionGate.DependencyInjection;

/// <summary>Writes what happens at a gate to the host's log. Event ids are a promise: docs/observability.md lists them.</summary>
internal sealed partial class LoggingObserver(ILogger logger) : GateObserver
{
    /// <summary>The category under which a gate logs.</summary>
    internal static string CategoryOf(string name) => name.Length == 0 ? "ActionGate" : "ActionGate." + name;

    internal override void Opened(string policyHash, int layers, GateMode mode) => LogOpened(policyHash, layers, DecisionText.Of(mode));

    internal override void PolicyReplaced(string policyHash, int layers) => LogPolicyReplaced(policyHash, layers);

    internal override void LayersRemoved(IReadOnlyList<string> files)
    {
        if (logger.IsEnabled(LogLevel.Warning))
            LogLayersRemoved(string.Join(", ", files.Select(DecisionText.Quote)));
    }

    internal override void ReloadFailed(IReadOnlyList<Diagnostic> diagnostics)
    {
        if (logger.IsEnabled(LogLevel.Error))
            LogReloadFailed(string.Join('\n', diagnostics));
    }

    internal override void ReloadRecovered(string policyHash) => LogReloadRecovered(policyHash);

    internal override void NotAllowed(in Decision decision, string kind, string? agent, string? target)
    {
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        string verdict = DecisionText.Of(decision.Verdict);
        string mode = DecisionText.Of(decision.Mode);
        string rule = decision.Rule?.Id ?? GateTelemetry.NoRule;
        if (target is null)
            LogNotAllowed(verdict, kind, mode, DecisionText.Quote(agent), rule, decision.DiagnosticId ?? "none");
        else
            LogTargetNotAllowed(verdict, kind, DecisionText.Quote(target), mode, DecisionText.Quote(agent), rule, decision.DiagnosticId ?? "none");
    }

    internal override void ApprovalAsked(in Decision decision, string kind, string? agent)
    {
        if (logger.IsEnabled(LogLevel.Information))
            LogApprovalAsked(kind, DecisionText.Quote(agent), decision.Rule?.Id ?? GateTelemetry.NoRule);
    }

    internal override void ApprovalAnswered(in Decision decision, string kind, string? agent, string outcome)
    {
        if (logger.IsEnabled(LogLevel.Information))
            LogApprovalAnswered(outcome, kind, DecisionText.Quote(agent), decision.Rule?.Id ?? GateTelemetry.NoRule);
    }

    internal override void AuditUnavailable(string fault) => LogAuditUnavailable(fault);

    internal override void AuditAvailable() => LogAuditAvailable();

    [LoggerMessage(1, LogLevel.Information, "gate opened under policy {PolicyHash} of {Layers} layers, mode {Mode}", EventName = "GateOpened")]
    private partial void LogOpened(string policyHash, int layers, string mode);

    [LoggerMessage(2, LogLevel.Information, "policy {PolicyHash} of {Layers} layers is in force", EventName = "PolicyReplaced")]
    private partial void LogPolicyReplaced(string policyHash, int layers);

    [LoggerMessage(3, LogLevel.Error, "policy files were not reloaded, the policy before stays in force: {Diagnostics}", EventName = "ReloadFailed")]
    private partial void LogReloadFailed(string diagnostics);

    [LoggerMessage(4, LogLevel.Information, "policy files load again, in force is {PolicyHash}", EventName = "ReloadRecovered")]
    private partial void LogReloadRecovered(string policyHash);

    [LoggerMessage(5, LogLevel.Warning, "layers are gone from the policy, which may allow more now: {Files}", EventName = "LayersRemoved")]
    private partial void LogLayersRemoved(string files);

    [LoggerMessage(10, LogLevel.Information, "{Verdict} {Kind} ({Mode}) of agent {Agent}: rule {Rule}, diagnostic {DiagnosticId}", EventName = "NotAllowed")]
    private partial void LogNotAllowed(string verdict, string kind, string mode, string agent, string rule, string diagnosticId);

    [LoggerMessage(11, LogLevel.Information, "{Verdict} {Kind} {Target} ({Mode}) of agent {Agent}: rule {Rule}, diagnostic {DiagnosticId}", EventName = "TargetNotAllowed")]
    private partial void LogTargetNotAllowed(string verdict, string kind, string target, string mode, string agent, string rule, string diagnosticId);

    [LoggerMessage(20, LogLevel.Information, "approval asked for {Kind} of agent {Agent}: rule {Rule}", EventName = "ApprovalAsked")]
    private partial void LogApprovalAsked(string kind, string agent, string rule);

    [LoggerMessage(21, LogLevel.Information, "approval {Outcome} for {Kind} of agent {Agent}: rule {Rule}", EventName = "ApprovalAnswered")]
    private partial void LogApprovalAnswered(string outcome, string kind, string agent, string rule);

    [LoggerMessage(30, LogLevel.Critical, "audit unavailable, nothing is allowed until records can be written: {Fault}", EventName = "AuditUnavailable")]
    private partial void LogAuditUnavailable(string fault);

    [LoggerMessage(31, LogLevel.Information, "audit records are written again", EventName = "AuditAvailable")]
    private partial void LogAuditAvailable();
}
