namespace ActionGate.Cli.Tests.Commands;

/// <summary>A log of a few decisions, with the public half of the key that signs it.</summary>
internal sealed class AuditSample : IDisposable
{
    internal const string Hostile = "x\u001b[2J\u202e\u0085\n9 allow' verdict=allow";

    private readonly TemporaryFolder _folder = new();

    internal AuditSample()
    {
        Directory = System.IO.Path.Combine(_folder.Path, "audit");
        KeyFile = System.IO.Path.Combine(_folder.Path, "keys", "audit.key");
        PublicKey = _folder.File("audit.pub", AuditKey.Create(KeyFile).PublicKey.ToString());
        OtherKey = _folder.File("other.pub", AuditKey.Create(System.IO.Path.Combine(_folder.Path, "other.key")).PublicKey.ToString());
        Options = new AuditOptions { KeyFile = KeyFile, Origin = "example.com/agents/a" };
    }

    internal string Directory { get; }

    internal string KeyFile { get; }

    internal string PublicKey { get; }

    internal string OtherKey { get; }

    internal AuditOptions Options { get; }

    internal string Path(string name) => System.IO.Path.Combine(_folder.Path, name);

    internal string File(string name, string text) => _folder.File(name, text);

    internal string FirstSegment => System.IO.Path.Combine(Directory, "audit-000000000000.jsonl");

    /// <summary>Opening, policy, decisions of these agents and targets, close.</summary>
    internal AuditSample With(params ReadOnlySpan<(string Agent, string Target)> decisions)
    {
        using var log = AuditLog.Open(Directory, Options);
        Append(log, decisions);
        return this;
    }

    internal static void Append(AuditLog log, params ReadOnlySpan<(string Agent, string Target)> decisions)
    {
        var policy = Policy.Parse("version: 1\nrules:\n  - { id: git, action: shell_exec, target: 'git *', decision: allow }\n  - { id: read, action: file_read, target: '*', decision: allow }");
        using var gate = new Gate(new() { Policy = policy, Audit = log });
        foreach (var (agent, target) in decisions)
            gate.Decide(new ActionRequest("shell_exec", target, new ActionContext { Agent = agent }));
    }

    public void Dispose() => _folder.Dispose();
}
