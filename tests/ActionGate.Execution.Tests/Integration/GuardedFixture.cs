namespace ActionGate.Execution.Tests.Integration;

/// <summary>Gates of this test's work directory, with one log, before an executor that really runs.</summary>
public abstract class GuardedFixture : ExecutorFixture
{
    protected AuditLog Audit { get; } = AuditLog.InMemory();

    protected Gate GateOf(string yaml, GateMode? mode = null, IApprovalHandler? approvals = null, AuditLog? audit = null) => new(new()
    {
        Policy = Policy.Parse(yaml, new PolicyOptions { BaseDirectory = Work }),
        Audit = audit ?? Audit,
        Mode = mode,
        Approvals = approvals,
    });

    /// <summary>A gate under one of the policies of this repository, with another folder in the place of one that it names.</summary>
    protected Gate PublishedGate(string file, string folder, string replacement, AuditLog? audit = null) =>
        GateOf(File.ReadAllText(Path.Combine(RepositoryFolder(), "policies", file)).Replace(folder, replacement, StringComparison.Ordinal), audit: audit);

    protected ActionContext As(string agent, string? suggester = null) => new() { Agent = agent, Suggester = suggester, WorkingDirectory = Work };

    protected Task<CodeResult> RunAsync(Gate gate, ActionContext who, params string[] blocks) =>
        RunAsync(new ProcessCodeExecutor(Options).Guard(gate, who), new CodeExecution([.. blocks.Select(b => new CodeBlock(b, "python"))]));

    protected AuditRecord[] Records(AuditLog? audit = null) => [.. (audit ?? Audit).ReadAsync().ToBlockingEnumerable()];

    protected string Place(string file, string text)
    {
        string path = Path.Combine(Work, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static string RepositoryFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ActionGate.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("expected ActionGate.sln in a folder above the tests, found none");
    }
}
