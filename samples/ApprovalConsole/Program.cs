using ActionGate;

// dotnet run --project samples/ApprovalConsole                           asks here, at the console
// dotnet run --project samples/ApprovalConsole -- --yes                  a function answers (--no: refuses)
// dotnet run --project samples/ApprovalConsole -- --pending DIR KEY      waits for 'actiongate approve answer DIR ID --yes --key FILE --as NAME'
IApprovalHandler approvals;
switch (args)
{
    case []:
        approvals = ApprovalHandler.Console();
        break;
    case ["--yes" or "--no"]:
        approvals = ApprovalHandler.From(request => Answer(request, args[0] == "--yes"));
        break;
    case ["--pending", var directory, var key]:
        approvals = new PendingApprovals(new() { Directory = Path.GetFullPath(directory), Approvers = [AuditPublicKey.Parse(key)] });
        Console.WriteLine($"Requests wait in {directory}; 'actiongate approve list {directory}' shows them.\n");
        break;
    default:
        Console.Error.WriteLine("expected nothing, --yes, --no, or --pending DIR KEY ('actiongate approve key FILE --as NAME' prints a KEY)");
        return 2;
}

string folder = Directory.CreateTempSubdirectory("actiongate-approval-").FullName;
var policy = Policy.Load(Path.Combine(AppContext.BaseDirectory, "policy.yaml"), new() { BaseDirectory = folder });
var coder = new ActionContext { Agent = "coder", Session = "approval-console", WorkingDirectory = folder };

using (var audit = AuditLog.InMemory())
using (var gate = new Gate(new() { Policy = policy, Audit = audit, Approvals = approvals }))
{
    var executor = new ProcessCodeExecutor(new() { WorkDirectory = folder }).Guard(gate, coder);
    foreach (string code in new[] { "echo nothing to ask", "touch release.txt", "touch /etc/release.txt" })
    {
        var result = await executor.ExecuteAsync(new CodeExecution([new CodeBlock(code, "bash")]));
        Console.WriteLine($"bash> {code}\n  exit code {result.ExitCode} {result.Output.TrimEnd()}");
    }
    Console.WriteLine($"\nrelease.txt {(File.Exists(Path.Combine(folder, "release.txt")) ? "is there" : "is not there")}\n\nThe record");
    await foreach (var record in audit.ReadAsync())
        Console.WriteLine($"  {record.Sequence} {record.Type} {record.Verdict}");
}
Directory.Delete(folder, recursive: true);
return 0;

// A host's own answer: a dialog, a chat message, a ticket. The approver's name is the host's word, and never the agent's.
static ApprovalResponse Answer(ApprovalRequest request, bool isApproved)
{
    Console.WriteLine($"asked: {request.Decision.Reason}");
    return isApproved ? ApprovalResponse.Approve("release-manager", "release day") : ApprovalResponse.Deny("release-manager", "not today");
}
