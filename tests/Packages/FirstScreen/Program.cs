using ActionGate;
using var audit = AuditLog.Open("audit");
using var gate = new Gate(new() { Policy = Policy.Load("policy.yaml"), Audit = audit });
foreach (var c in new[] { "git status", "git push origin main", "git log --output=/etc/x", "git status; rm -rf build" })
    Console.WriteLine(gate.Decide(ActionRequest.Shell(c)));
