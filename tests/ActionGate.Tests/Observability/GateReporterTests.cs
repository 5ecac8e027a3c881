using ActionGate.Observability;

namespace ActionGate.Tests.Observability;

public sealed class GateReporterTests
{
    [Fact]
    public void Decided_AuditGoneAndBack_IsToldOnceEach()
    {
        var observer = new Noting();
        var reporter = new GateReporter(observer, revealsTargets: false);
        var allowed = TestPolicies.Usual.Evaluate(ActionRequest.Shell("git status"));
        var denied = TestPolicies.Usual.Evaluate(ActionRequest.Shell("rm x"));

        foreach (string? fault in new[] { null, "full", "full", null, null })
            reporter.Decided(null, TestPolicies.Usual, fault is null ? allowed : denied, ActionContext.Empty, fault);

        observer.Heard.Should().Equal("unavailable full", "not allowed", "not allowed", "available");
    }

    private sealed class Noting : GateObserver
    {
        internal List<string> Heard { get; } = [];

        internal override void Opened(string policyHash, int layers, GateMode mode) => Heard.Add("opened");

        internal override void PolicyReplaced(string policyHash, int layers) => Heard.Add("replaced");

        internal override void LayersRemoved(IReadOnlyList<string> files) => Heard.Add("removed");

        internal override void ReloadFailed(IReadOnlyList<Diagnostic> diagnostics) => Heard.Add("failed");

        internal override void ReloadRecovered(string policyHash) => Heard.Add("recovered");

        internal override void NotAllowed(in Decision decision, string kind, string? agent, string? target) => Heard.Add("not allowed");

        internal override void ApprovalAsked(in Decision decision, string kind, string? agent) => Heard.Add("asked");

        internal override void ApprovalAnswered(in Decision decision, string kind, string? agent, string outcome) => Heard.Add("answered");

        internal override void AuditUnavailable(string fault) => Heard.Add("unavailable " + fault);

        internal override void AuditAvailable() => Heard.Add("available");
    }
}
