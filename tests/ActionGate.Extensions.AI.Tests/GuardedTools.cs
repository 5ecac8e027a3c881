using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ActionGate.Extensions.AI.Tests;

/// <summary>A gate, and functions that remember what reached them.</summary>
internal sealed class GuardedTools : IDisposable
{
    internal const string Base = "/srv/project";

    internal static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = Base };

    internal static readonly ToolGuardOptions ByCoder = new() { Context = Coder };

    internal GuardedTools(GateMode mode = GateMode.Enforce, IApprovalHandler? approvals = null) =>
        Gate = new Gate(new() { Policy = Usual, Audit = Audit, Mode = mode, Approvals = approvals });

    internal static Policy Usual { get; } = Of("""
          - { id: secret, action: [file_read, file_write], target: "**/secret/**", decision: deny }
          - { id: read, action: file_read, target: "./**", decision: allow }
          - { id: release, action: file_write, target: "./release/**", decision: require_approval }
          - { id: write, action: file_write, target: "./out/**", decision: allow }
          - { id: git, action: shell_exec, target: "git *", decision: allow }
          - { id: api, action: network, target: "https://api.example/**", decision: allow }
          - { id: clock, action: tool_call, target: "clock", decision: allow }
        """);

    internal AuditLog Audit { get; } = AuditLog.InMemory();

    internal Gate Gate { get; }

    /// <summary>What reached a function inside, one entry a call.</summary>
    internal List<string> Calls { get; } = [];

    internal static Policy Of(string rules) => Policy.Parse($"version: 1\nkinds: [tool_call]\nrules:\n{rules}", new PolicyOptions { BaseDirectory = Base });

    /// <summary>A function of one text, as a host would make it.</summary>
    internal AIFunction Read => AIFunctionFactory.Create((string path) => Seen($"read {path}"), "read_file", "Reads a file.");

    internal AIFunction Copy => AIFunctionFactory.Create((string source, string destination) => Seen($"copied {source} to {destination}"), "copy_file");

    internal AIFunction GuardedRead => Read.Guard(Gate, ToolMapping.ReadFile("path"), ByCoder);

    internal AIFunction GuardedCopy => Copy.Guard(Gate, ToolMapping.ReadFile("source").And(ToolMapping.WriteFile("destination")), ByCoder);

    public void Dispose()
    {
        Gate.Dispose();
        Audit.Dispose();
    }

    internal static AIFunctionArguments With(params (string Name, object? Value)[] arguments)
    {
        var result = new AIFunctionArguments();
        foreach (var (name, value) in arguments)
            result.Add(name, value);
        return result;
    }

    internal static JsonElement Json(string text, int maxDepth = 64) =>
        JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = maxDepth }).RootElement;

    /// <summary>Calls a function as an invoker would, with arguments as JSON.</summary>
    internal static Task<string> CallAsync(AIFunction function, string json) =>
        CallAsync(function, new AIFunctionArguments(Json(json).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value)));

    internal static async Task<string> CallAsync(AIFunction function, AIFunctionArguments arguments, CancellationToken cancellationToken = default) =>
        (await function.InvokeAsync(arguments, cancellationToken))?.ToString() ?? "";

    internal string Seen(string call)
    {
        lock (Calls)
            Calls.Add(call);
        return call;
    }

    internal List<AuditRecord> Records()
    {
        var records = new List<AuditRecord>();
        var reader = Audit.ReadAsync().GetAsyncEnumerator();
        while (reader.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            records.Add(reader.Current);
        return records;
    }
}
