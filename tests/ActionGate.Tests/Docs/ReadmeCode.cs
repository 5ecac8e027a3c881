using Microsoft.Extensions.DependencyInjection;

namespace ActionGate.Tests.Docs;

/// <summary>The code of README.md, so that it compiles; a test compares the two. What runs on its own is the first screen.</summary>
internal static class ReadmeCode
{
    internal static async Task GuardAsync(Gate gate, HttpClient http)
    {
        var coder = new ActionContext { Agent = "coder", WorkingDirectory = "/srv/project" };

        // A code executor: handing the wrapped one to the agent is the whole change.
        ICodeExecutor executor = new ProcessCodeExecutor(new() { WorkDirectory = "/srv/project" }).Guard(gate, coder);
        CodeResult result = await executor.ExecuteAsync(new CodeExecution([new CodeBlock("git status", "bash")]));
        // denied: exit code 1, IsDenied, and "Code execution was not approved. Reason: …" as output

        // A function: a denial throws ActionDeniedException, or becomes a result of your choice.
        var fetch = gate.Guard(ActionKind.Network, (string url, CancellationToken ct) => http.GetStringAsync(url, ct),
                               denied: decision => $"denied: {decision.Reason}");
        _ = (result, fetch);
    }

    internal static async Task OpenAsync(Gate gate, ActionContext coder)
    {
        using FileStream notes = gate.OpenRead("notes/monday.txt", coder);
        using FileStream report = await gate.OpenWriteAsync("out/report.md", FileMode.Create, coder);    // asks for approval, where the policy does
    }

    internal static void Request(Gate gate, ActionContext coder)
    {
        using var client = new HttpClient(gate.CreateHttpHandler(coder));
    }

    internal static void Ask(Policy policy, AuditLog audit)
    {
        using var gate = new Gate(new()
        {
            Policy = policy,
            Audit = audit,
            Approvals = ApprovalHandler.Console(),      // or ApprovalHandler.From(request => …), sync or async
        });
    }

    internal static void Host(IServiceCollection services)
    {
        services.AddActionGate(options =>
        {
            options.PolicyFiles.Add("/etc/agents/organisation.yaml");    // layers: the strictest verdict stands
            options.PolicyFiles.Add("/srv/project/policies");            // a folder: every *.yaml in it is a layer
            options.BaseDirectory = "/srv/project";
            options.AuditDirectory = "/var/lib/agents/audit";
            options.Mode = GateMode.Enforce;
        });
    }

    internal static void Reload(AuditLog audit)
    {
        using var gate = new Gate(new() { Policy = PolicyWatcher.Load(["policies"]), Audit = audit });
        using var watcher = new PolicyWatcher(gate, ["policies"], new() { Reloaded = reload => Console.WriteLine(reload) });
    }
}
