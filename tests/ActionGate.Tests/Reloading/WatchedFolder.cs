using ActionGate.Tests.Audit;

namespace ActionGate.Tests.Reloading;

/// <summary>A gate, the policy files that it watches in a folder of their own, and a clock that moves by hand.</summary>
internal sealed class WatchedFolder : IDisposable
{
    internal const string Allow = "version: 1\nrules:\n  - { id: yes, action: shell_exec, target: git status, decision: allow }\n";
    internal const string Deny = "version: 1\nrules:\n  - { id: no, action: shell_exec, target: '*', decision: deny }\n";
    internal const string Broken = "version: 1\nrules:\n  - { id: yes, action: shell_exec, target: git status, decision: alow }\n";

    private static readonly ActionRequest Request = ActionRequest.Shell("git status");

    private readonly TempFolder _temp = new();

    internal WatchedFolder(params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(Policies);
        foreach (var (name, text) in files)
            Write(name, text);
    }

    internal string Policies => System.IO.Path.Combine(_temp.Path, "policies");

    internal ManualClock Clock { get; } = new();

    internal AuditLog Audit { get; } = AuditLog.InMemory();

    internal List<PolicyReload> Reports { get; } = [];

    internal Gate Gate { get; private set; } = null!;

    internal PolicyWatcher Watcher { get; private set; } = null!;

    internal IEnumerable<PolicyReloadOutcome> Outcomes => Reports.Select(r => r.Outcome);

    internal string? Decides => Gate.Decide(Request).Rule?.Id;

    internal string At(string name) => System.IO.Path.Combine(Policies, name);

    internal void Write(string name, string text) => File.WriteAllText(At(name), text);

    /// <summary>Opens the gate under what is in the paths now, the folder where none are named, and watches.</summary>
    internal WatchedFolder Watch(params string[] names)
    {
        string[] paths = names.Length == 0 ? [Policies] : [.. names.Select(At)];
        return Watch(PolicyWatcher.Load(paths), paths);
    }

    internal WatchedFolder Watch(Policy policy, params string[] paths)
    {
        Gate = new Gate(new() { Policy = policy, Audit = Audit });
        Watcher = new PolicyWatcher(Gate, paths, new() { Clock = Clock, Reloaded = Reports.Add });
        return this;
    }

    /// <summary>Looks, lets the quiet period pass, and looks again.</summary>
    internal PolicyReload Settle()
    {
        Watcher.CheckNow();
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        return Watcher.CheckNow();
    }

    public void Dispose()
    {
        Watcher?.Dispose();
        Gate?.Dispose();
        Audit.Dispose();
        _temp.Dispose();
    }
}
