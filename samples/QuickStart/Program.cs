using ActionGate;

string folder = Directory.CreateTempSubdirectory("actiongate-quickstart-").FullName;
string log = Path.Combine(folder, "audit");
var policy = Policy.Load(Path.Combine(AppContext.BaseDirectory, "policy.yaml"), new() { BaseDirectory = folder });
var coder = new ActionContext { Agent = "coder", Session = "quick-start", WorkingDirectory = folder };

using (var audit = AuditLog.Open(log))
using (var gate = new Gate(new() { Policy = policy, Audit = audit }))
{
    Console.WriteLine("Decisions");
    ActionRequest[] requests =
    [
        ActionRequest.Shell("python3 process_data.py", coder),
        ActionRequest.Shell("rm -rf /tmp/workspace", coder),
        ActionRequest.Shell("python3 process_data.py; rm -rf /", coder),
        ActionRequest.WriteFile("./workspace/summary.json", coder),
        ActionRequest.WriteFile("./workspace/../../etc/crontab", coder),
        ActionRequest.WriteFile("/etc/crontab", coder),
        ActionRequest.Network("https://pypi.org/simple/requests/", coder),
        ActionRequest.Network("https://pypi.org@malicious-site.com/payload", coder),
    ];
    foreach (var request in requests)
        Console.WriteLine($"  {gate.Decide(request)}");

    Console.WriteLine("\nA guarded code executor");
    var executor = new ProcessCodeExecutor(new() { WorkDirectory = folder }).Guard(gate, coder);
    foreach (string code in new[] { "echo hello from behind the gate", "rm -rf ." })
    {
        var result = await executor.ExecuteAsync(new CodeExecution([new CodeBlock(code, "bash")]));
        Console.WriteLine($"  bash> {code}\n    exit code {result.ExitCode}: {result.Output.TrimEnd()}");
    }

    Console.WriteLine("\nA guarded function");
    var write = gate.Guard<string>(ActionKind.FileWrite, static path => path, WriteNoteAsync, coder);
    await Try(write, Path.Combine(folder, "workspace", "notes.txt"));
    await Try(write, Path.Combine(folder, "notes.txt"));

    Console.WriteLine("\nThe audit log");
    await foreach (var record in audit.ReadAsync())
        Console.WriteLine($"  {record.Sequence,2} {record.Type,-9} {record.Verdict,-6} {record.Action} {record.Target}");
}
Console.WriteLine($"  verified: {await AuditLog.VerifyAsync(log)}");
Directory.Delete(folder, recursive: true);

static async Task Try(Func<string, CancellationToken, Task> write, string path)
{
    try
    {
        await write(path, default);
        Console.WriteLine($"  wrote {Path.GetFileName(path)}");
    }
    catch (ActionDeniedException denied)
    {
        Console.WriteLine($"  {denied.Message}");
    }
}

static async Task WriteNoteAsync(string path, CancellationToken cancellationToken)
{
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    await File.WriteAllTextAsync(path, "written behind the gate\n", cancellationToken);
}
