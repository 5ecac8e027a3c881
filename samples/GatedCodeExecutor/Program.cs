using ActionGate;

string folder = Directory.CreateTempSubdirectory("actiongate-gated-").FullName;
Directory.CreateDirectory(Path.Combine(folder, "workspace"));
var policy = Policy.Load(Path.Combine(AppContext.BaseDirectory, "policy.yaml"), new() { BaseDirectory = folder });
var coder = new ActionContext { Agent = "coder", Session = "gated-code-executor", WorkingDirectory = folder };

using (var audit = AuditLog.InMemory())
using (var gate = new Gate(new() { Policy = policy, Audit = audit }))
{
    // Handing the guarded executor to the agent is all there is to do.
    var executor = new ProcessCodeExecutor(new() { WorkDirectory = folder }).Guard(gate, coder);

    await Run(executor, "writes into the workspace", """
        total = sum(range(10))
        with open("workspace/total.txt", "w") as file:
            file.write(f"the total is {total}\n")
        print("wrote workspace/total.txt")
        """);
    await Run(executor, "reads /etc/passwd", """
        print("never printed: all of it is decided before any of it runs")
        print(open("/etc/passwd").read())
        """);
    await Run(executor, "hides what it reads", """
        parts = ["/etc", "passwd"]
        print(open("/".join(parts)).read())
        """);
    await Run(executor, "eats memory", """
        eaten = []
        while True:
            eaten.append("x" * 10_000_000)
        """);

    string file = Path.Combine(folder, "workspace", "total.txt");
    Console.WriteLine($"In the workspace: {(File.Exists(file) ? File.ReadAllText(file).TrimEnd() : "nothing")}\n\nThe record");
    await foreach (var record in audit.ReadAsync())
        Console.WriteLine($"  {record.Sequence} {record.Type} {record.Verdict}");
}
Directory.Delete(folder, recursive: true);

static async Task Run(ICodeExecutor executor, string what, string code)
{
    var result = await executor.ExecuteAsync(new CodeExecution([new CodeBlock(code, "python")]));
    string outcome = result.IsDenied ? "refused" : result.LimitHit is { } limit ? $"ended at its limit of {limit}" : $"exit code {result.ExitCode}";
    Console.WriteLine($"A block that {what}: {outcome}\n  {result.Output.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
}
