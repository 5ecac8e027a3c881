using ActionGate.Tests.Audit;
using ActionGate.Tests.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActionGate.Tests.DependencyInjection;

public sealed class LoggingTests : IDisposable
{
    private const string Secret = "tell-nobody";

    private static readonly ActionContext Coder = new() { Agent = "coder" };

    private readonly TempFolder _folder = new();
    private readonly CapturedLogs _logs = new();
    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly List<IDisposable> _providers = [];

    public void Dispose()
    {
        _providers.ForEach(p => p.Dispose());
        _logs.Dispose();
        _audit.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Gate_OpenedDeniedReplaced_IsLoggedWithoutTargets()
    {
        var provider = Provide(WatchedFolder.Allow);
        var gate = provider.GetRequiredService<Gate>();
        gate.Decide(ActionRequest.Shell("git status", Coder));
        gate.Decide(ActionRequest.Shell($"rm {Secret}\n", Coder));
        gate.Decide(new ActionRequest("made\nup", Secret, Coder));
        Write(WatchedFolder.Deny);
        provider.GetRequiredService<PolicyWatcher>().CheckNow();

        Events().Should().Equal("1 GateOpened Information", "10 NotAllowed Information", "10 NotAllowed Information", "2 PolicyReplaced Information");
        _logs.Entries.Should().OnlyContain(e => e.Category == "ActionGate" && !e.Text.Contains(Secret) && !e.Text.Contains('\n'));
        _logs.Entries[0].Text.Should().Be($"gate opened under policy {Policy.Parse(WatchedFolder.Allow).Hash} of 1 layers, mode enforce");
        _logs.Entries[1].Text.Should().Be("deny shell_exec (enforce) of agent 'coder': rule @default, diagnostic none");
        _logs.Entries[2].Text.Should().Be("deny unknown (enforce) of agent 'coder': rule @fault, diagnostic AG3004");
    }

    [Fact]
    public void Gate_TargetsAskedFor_LogsThemInOneLine()
    {
        var gate = Provide(WatchedFolder.Allow, o => o.RevealTargets = true).GetRequiredService<Gate>();

        gate.Decide(ActionRequest.Shell("rm a\nb", Coder));

        var entry = _logs.Entries[^1];
        (entry.Id, entry.Event).Should().Be((11, "TargetNotAllowed"));
        entry.Text.Should().StartWith(@"deny shell_exec 'rm a\u000ab' (enforce) of agent 'coder': ");
    }

    [Fact]
    public void Watcher_FailureAndItsEnd_AreLogged()
    {
        var provider = Provide(WatchedFolder.Allow);
        var watcher = provider.GetRequiredService<PolicyWatcher>();
        watcher.CheckNow();
        Write(WatchedFolder.Broken);
        watcher.CheckNow();
        watcher.CheckNow();
        Write(WatchedFolder.Allow);
        watcher.CheckNow();

        Events().Should().Equal("1 GateOpened Information", "3 ReloadFailed Error", "4 ReloadRecovered Information");
        _logs.Entries[1].Text.Should().Contain("AG1104").And.Contain("did you mean 'allow'?");
    }

    [Fact]
    public void Watcher_LayerRemoved_IsAWarning()
    {
        var provider = Provide(WatchedFolder.Allow);
        Write(WatchedFolder.Deny, "q.yaml");
        provider.GetRequiredService<Gate>();
        var watcher = provider.GetRequiredService<PolicyWatcher>();
        watcher.CheckNow();
        File.Delete(Path.Combine(_folder.Path, "policies", "q.yaml"));
        watcher.CheckNow();

        Events().Should().Contain("5 LayersRemoved Warning");
        _logs.Entries.Single(e => e.Id == 5).Text.Should().Contain("q.yaml");
    }

    [Fact]
    public async Task Gate_Approval_IsLoggedWhenAskedAndWhenAnswered()
    {
        const string Ask = "version: 1\nrules:\n  - { id: ask, action: shell_exec, target: 'deploy *', decision: require_approval }\n";
        var gate = Provide(Ask, o => o.Approvals = ApprovalHandler.From(_ => ApprovalResponse.Deny("ann", Secret))).GetRequiredService<Gate>();

        await using var permit = await gate.AuthorizeAsync(ActionRequest.Shell($"deploy {Secret}", Coder));

        _logs.Entries.Skip(1).Select(e => e.Text).Should().Equal(
            "require_approval shell_exec (enforce) of agent 'coder': rule ask, diagnostic none",
            "approval asked for shell_exec of agent 'coder': rule ask",
            "approval refused for shell_exec of agent 'coder': rule ask");
    }

    [Fact]
    public void Gate_AuditUnavailable_IsCriticalAndSaidOnce()
    {
        var gate = Provide(WatchedFolder.Allow).GetRequiredService<Gate>();
        _audit.Dispose();

        for (int i = 0; i < 3; i++)
            gate.Decide(ActionRequest.Shell("git status", Coder)).IsAllowed.Should().BeFalse();

        _logs.Entries.Where(e => e.Level == LogLevel.Critical).Should().ContainSingle().Which.Event.Should().Be("AuditUnavailable");
    }

    [Fact]
    public void Gate_LoggerThatThrows_ChangesNoDecision()
    {
        _logs.Each = () => throw new InvalidOperationException();
        var provider = Provide(WatchedFolder.Allow);
        var gate = provider.GetRequiredService<Gate>();

        gate.Decide(ActionRequest.Shell("rm x", Coder)).Verdict.Should().Be(Verdict.Deny);
        Write(WatchedFolder.Deny);
        provider.GetRequiredService<PolicyWatcher>().CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Replaced);
    }

    [Fact]
    public void Gate_NamedGate_LogsUnderItsName()
    {
        Write(WatchedFolder.Allow);
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_logs).AddKeyedSingleton("coder", _audit)
            .AddActionGate("coder", o => o.PolicyFiles.Add(Path.Combine(_folder.Path, "policies")));
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredKeyedService<Gate>("coder");

        _logs.Entries.Should().ContainSingle().Which.Category.Should().Be("ActionGate.coder");
    }

    private ServiceProvider Provide(string policy, Action<ActionGateOptions>? configure = null)
    {
        Write(policy);
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_logs).AddSingleton<TimeProvider>(new ManualClock()).AddSingleton(_audit).AddActionGate(o =>
        {
            o.PolicyFiles.Add(Path.Combine(_folder.Path, "policies"));
            o.ReloadQuietPeriod = TimeSpan.Zero;
            configure?.Invoke(o);
        });
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider;
    }

    private void Write(string text, string name = "p.yaml")
    {
        string folder = Path.Combine(_folder.Path, "policies");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
    }

    private IEnumerable<string> Events() => _logs.Entries.Select(e => $"{e.Id} {e.Event} {e.Level}");
}
