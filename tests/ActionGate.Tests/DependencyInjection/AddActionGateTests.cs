using ActionGate.Tests.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ActionGate.Tests.DependencyInjection;

public sealed class AddActionGateTests : IDisposable
{
    private const string Allow = "version: 1\nrules:\n  - { id: yes, action: shell_exec, target: 'git *', decision: allow }\n";
    private const string Deny = "version: 1\nrules:\n  - { id: no, action: shell_exec, target: '*', decision: deny }\n";
    private const string Ask = "version: 1\nrules:\n  - { id: ask, action: shell_exec, target: '*', decision: require_approval }\n";
    private const string Broken = "version: 1\nrules:\n  - { id: yes, action: shell_exec, target: 'git *', decision: alow }\n";

    private static readonly ActionRequest Request = ActionRequest.Shell("git status");

    private readonly TempFolder _folder = new();
    private readonly ServiceCollection _services = new();
    private readonly ManualClock _clock = new();

    public AddActionGateTests() => _services.AddSingleton<TimeProvider>(_clock);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AddActionGate_FilesAndAuditDirectory_MakesAGateThatRecords()
    {
        _services.AddActionGate(o =>
        {
            o.PolicyFiles.Add(Policy("p.yaml", Allow));
            o.AuditDirectory = _folder.Log;
        });
        using var provider = _services.BuildServiceProvider();

        var gate = provider.GetRequiredService<Gate>();

        gate.Decide(Request).Rule!.Id.Should().Be("yes");
        gate.Should().BeSameAs(provider.GetRequiredService<Gate>());
        var record = provider.GetRequiredService<AuditLog>().Records()[^1];
        (record.Type, record.Rule).Should().Be(("decision", "yes"));
    }

    [Fact]
    public void AddActionGate_EveryOption_ReachesTheGate()
    {
        const string Text = "version: 1\nrules:\n  - { id: w, action: file_write, target: '${ROOT}/*', decision: allow }\n  - { id: b, action: file_read, target: './*', decision: allow }\n";
        _services.AddActionGate(o =>
        {
            o.PolicyFiles.Add(Policy("p.yaml", Text));
            o.AuditDirectory = _folder.Log;
            o.Audit = new AuditOptions { Origin = "example.com/host" };
            o.BaseDirectory = "/srv/base";
            o.Variables["ROOT"] = "/srv/root";
            o.Mode = GateMode.Simulate;
        });
        using var provider = _services.BuildServiceProvider();
        var gate = provider.GetRequiredService<Gate>();

        gate.Decide(ActionRequest.WriteFile("/srv/root/x")).Verdict.Should().Be(Verdict.Allow);
        gate.Decide(ActionRequest.ReadFile("/srv/base/x")).Verdict.Should().Be(Verdict.Allow);
        gate.Decide(Request).Mode.Should().Be(GateMode.Simulate);
        var records = provider.GetRequiredService<AuditLog>().Records();
        records[0].Json.Should().Contain("example.com/host");
        records[^1].Json.Should().Contain("2026-04-03T14:42:15", "the clock is the registered one");
    }

    [Fact]
    public void AddActionGate_Folder_IsLayers()
    {
        Policy("policies/a.yaml", Allow);
        Policy("policies/b.yaml", Deny);
        _services.AddSingleton(AuditLog.InMemory());
        _services.AddActionGate(o => o.PolicyFiles.Add(Path.Combine(_folder.Path, "policies")));
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<Gate>().Decide(Request).Rule!.Id.Should().Be("no");
    }

    [Fact]
    public void AddActionGate_ChangedFile_IsReloaded()
    {
        string file = Policy("p.yaml", Allow);
        _services.AddSingleton(AuditLog.InMemory());
        _services.AddActionGate(o => o.PolicyFiles.Add(file));
        using var provider = _services.BuildServiceProvider();
        var gate = provider.GetRequiredService<Gate>();

        File.WriteAllText(file, Deny);
        _clock.Advance(TimeSpan.FromSeconds(1));
        gate.Decide(Request).Rule!.Id.Should().Be("yes");
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        gate.Decide(Request).Rule!.Id.Should().Be("no");

        File.WriteAllText(file, Broken);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        provider.GetRequiredService<PolicyWatcher>().CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Failed);
        gate.Decide(Request).Rule!.Id.Should().Be("no");
    }

    [Fact]
    public void AddActionGate_ReloadOff_DoesNotWatch()
    {
        string file = Policy("p.yaml", Allow);
        _services.AddSingleton(AuditLog.InMemory());
        _services.AddActionGate(o =>
        {
            o.PolicyFiles.Add(file);
            o.ReloadOnChange = false;
        });
        using var provider = _services.BuildServiceProvider();
        var gate = provider.GetRequiredService<Gate>();
        File.WriteAllText(file, Deny);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        gate.Decide(Request).Rule!.Id.Should().Be("yes");
        provider.Invoking(p => p.GetRequiredService<PolicyWatcher>()).Should().Throw<InvalidOperationException>().WithMessage("*ReloadOnChange*");
    }

    [Fact]
    public void AddActionGate_NamedGates_HaveTheirOwnPoliciesAndShareALog()
    {
        _services.AddActionGate("coder", o => Configure(o, "a.yaml", Allow, _folder.Log));
        _services.AddActionGate("reader", o => Configure(o, "b.yaml", Deny, Path.Combine(_folder.Path, "sub", "..", "log")));
        using (var provider = _services.BuildServiceProvider())
        {
            provider.GetRequiredKeyedService<Gate>("coder").Decide(Request).Rule!.Id.Should().Be("yes");
            provider.GetRequiredKeyedService<Gate>("reader").Decide(Request).Rule!.Id.Should().Be("no");
            provider.GetRequiredKeyedService<AuditLog>("coder").Should().BeSameAs(provider.GetRequiredKeyedService<AuditLog>("reader"));
            provider.GetService<Gate>().Should().BeNull("no gate without a name was registered");
        }
        using var log = AuditLog.Open(_folder.Log);
        log.Records().Where(r => r.Type == "decision").Select(r => r.Rule).Should().Equal("yes", "no");
    }

    [Fact]
    public void AddActionGate_Twice_ConfiguresTheSameGate()
    {
        _services.AddSingleton(AuditLog.InMemory());
        _services.AddActionGate(o => o.PolicyFiles.Add(Policy("a.yaml", Allow)));
        _services.AddActionGate(o => o.PolicyFiles.Add(Policy("b.yaml", Deny)));
        using var provider = _services.BuildServiceProvider();

        provider.GetServices<Gate>().Should().ContainSingle().Which.Decide(Request).Rule!.Id.Should().Be("no");
    }

    [Fact]
    public void Dispose_WatcherThatNobodyAskedFor_EndsItToo()
    {
        _services.AddActionGate(o => Configure(o, "p.yaml", Allow, _folder.Log));
        using (var provider = _services.BuildServiceProvider())
        {
            provider.GetRequiredService<Gate>();
            _clock.Timers.Should().Be(2, "the watcher's, and that of the log's checkpoints");
        }
        _clock.Timers.Should().Be(0);
    }

    [Fact]
    public void Dispose_OfTheProvider_ClosesWatcherAndGateAndLastTheLog()
    {
        foreach (string name in new[] { "one", "two" })
            _services.AddActionGate(name, o => Configure(o, name + ".yaml", Allow, _folder.Log));
        var provider = _services.BuildServiceProvider();
        var first = provider.GetRequiredKeyedService<Gate>("one");
        var watcher = provider.GetRequiredKeyedService<PolicyWatcher>("two");
        var log = provider.GetRequiredKeyedService<AuditLog>("two");
        provider.GetRequiredKeyedService<AuditLog>("one").Should().BeSameAs(log);
        provider.Dispose();

        first.Invoking(g => g.Decide(Request)).Should().Throw<ObjectDisposedException>();
        watcher.Invoking(w => w.CheckNow()).Should().Throw<ObjectDisposedException>();
        log.Invoking(l => l.Records()).Should().Throw<ObjectDisposedException>();
        using var again = AuditLog.Open(_folder.Log);
        again.Records().Select(r => r.Type).Should().Equal("log.open", "policy", "policy", "close");
    }

    [Fact]
    public async Task DisposeAsync_LogOfTwoGates_IsClosedAfterTheLastOfThem()
    {
        foreach (string name in new[] { "one", "two" })
            _services.AddActionGate(name, o => Configure(o, name + ".yaml", Allow, _folder.Log));
        // Made after the first gate's log and before the second gate, so it is closed between them.
        _services.AddSingleton(p => new Closing(p.GetRequiredKeyedService<Gate>("one")));
        var provider = _services.BuildServiceProvider();
        var closing = provider.GetRequiredService<Closing>();
        provider.GetRequiredKeyedService<Gate>("two");

        await provider.DisposeAsync();

        closing.Verdict.Should().Be(Verdict.Allow, "the log must not be closed while a gate can decide");
    }

    [Fact]
    public void AddActionGate_LogOfTheHost_IsUsedAndNotClosed()
    {
        using var log = AuditLog.InMemory();
        _services.AddSingleton(log);
        _services.AddActionGate(o => o.PolicyFiles.Add(Policy("p.yaml", Allow)));
        using (var provider = _services.BuildServiceProvider())
            provider.GetRequiredService<Gate>().Decide(Request);

        log.Records()[^1].Type.Should().Be("decision");
    }

    [Fact]
    public async Task AddApprovalHandler_GateWithoutAName_Asks()
    {
        _services.AddSingleton(AuditLog.InMemory());
        _services.AddActionGate(o => o.PolicyFiles.Add(Policy("p.yaml", Ask))).AddApprovalHandler<Yes>();
        using var provider = _services.BuildServiceProvider();

        await using var permit = await provider.GetRequiredService<Gate>().AuthorizeAsync(Request);

        permit.IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task AddApprovalHandler_NamedGate_ComesBeforeTheHandlerOfAll()
    {
        _services.AddSingleton(ApprovalHandler.From(_ => ApprovalResponse.Deny("all", "no")));
        _services.AddActionGate("own", o => Configure(o, "a.yaml", Ask, _folder.Log)).AddApprovalHandler<Yes>();
        _services.AddActionGate("set", o =>
        {
            Configure(o, "b.yaml", Ask, _folder.Log);
            o.Approvals = ApprovalHandler.From(_ => ApprovalResponse.Approve("set"));
        }).AddApprovalHandler<No>();
        _services.AddActionGate("none", o => Configure(o, "c.yaml", Ask, _folder.Log));
        using var provider = _services.BuildServiceProvider();

        var granted = new List<bool>();
        foreach (string name in new[] { "own", "set", "none" })
        {
            await using var permit = await provider.GetRequiredKeyedService<Gate>(name).AuthorizeAsync(Request);
            granted.Add(permit.IsGranted);
        }

        granted.Should().Equal(true, true, false);
    }

    [Fact]
    public void StartupValidator_PolicyWithErrors_SaysWhatCheckSays()
    {
        string file = Policy("p.yaml", Broken);
        _services.AddActionGate(o =>
        {
            o.PolicyFiles.Add(file);
            o.PolicyFiles.Add(Path.Combine(_folder.Path, "none.yaml"));
            o.AuditDirectory = _folder.Log;
        });
        using var provider = _services.BuildServiceProvider();
        string expected = FluentActions.Invoking(() => PolicyWatcher.Load([file, Path.Combine(_folder.Path, "none.yaml")])).Should().Throw<PolicyException>().Which.Message;

        var start = provider.GetRequiredService<IStartupValidator>();

        start.Invoking(s => s.Validate()).Should().Throw<OptionsValidationException>().WithMessage(expected)
            .Which.Message.Should().Contain("AG1104").And.Contain("did you mean 'allow'?").And.Contain("AG1001");
        provider.Invoking(p => p.GetRequiredService<Gate>()).Should().Throw<PolicyException>("a host that validates nothing hears it at first use")
            .WithMessage(expected);
        Directory.Exists(_folder.Log).Should().BeFalse("a policy with an error leaves no trace");
    }

    [Fact]
    public void StartupValidator_WrongOptions_NamesAllOfThemAndTheGate()
    {
        _services.AddActionGate("coder", o =>
        {
            o.CatalogFiles.Add(" ");
            o.BaseDirectory = "here";
            o.ApprovalTimeout = TimeSpan.Zero;
            o.ReloadInterval = TimeSpan.Zero;
            o.ReloadQuietPeriod = TimeSpan.FromDays(2);
            o.AuditDirectory = " ";
            o.Mode = (GateMode)7;
            o.Audit = null!;
        });
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Invoking(s => s.Validate()).Should().Throw<OptionsValidationException>()
            .Which.Failures.Select(f => f.Split(": ")[1]).Should()
            .Equal("PolicyFiles", "CatalogFiles", "BaseDirectory", "AuditDirectory", "Audit", "Mode", "ApprovalTimeout", "ReloadInterval", "ReloadQuietPeriod");
    }

    [Fact]
    public void StartupValidator_NoAuditLog_SaysHowToNameOne()
    {
        _services.AddActionGate(o => o.PolicyFiles.Add(Policy("p.yaml", Allow)));
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Invoking(s => s.Validate()).Should().Throw<OptionsValidationException>()
            .WithMessage("gate: AuditDirectory: expected the folder of the audit log, found none, and no AuditLog is registered");
    }

    [Fact]
    public void StartupValidator_LockedLog_SaysSo()
    {
        using var holder = AuditLog.Open(_folder.Log);
        _services.AddActionGate(o => Configure(o, "p.yaml", Allow, _folder.Log));
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Invoking(s => s.Validate()).Should().Throw<OptionsValidationException>()
            .WithMessage("*share one AuditLog*");
    }

    [Fact]
    public void StartupValidator_EverythingRight_OpensEveryGate()
    {
        _services.AddActionGate("one", o => Configure(o, "a.yaml", Allow, _folder.Log));
        _services.AddActionGate(o => Configure(o, "b.yaml", Allow, _folder.Log));
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        provider.GetRequiredService<AuditLog>().Records().Count(r => r.Type == "policy").Should().Be(2);
    }

    [Fact]
    public void AddActionGate_CatalogFiles_AreKnownToTheGateAndOutOfReach()
    {
        string one = Policy("one.catalog", "acme.* none?\nacme.put write 0\n");
        string two = Policy("two.catalog", "acme.mean_file none\n");
        _services.AddActionGate(o =>
        {
            Configure(o, "p.yaml", "version: 1\nrules:\n  - { id: no, action: file_write, target: '/etc/**', decision: deny }\n  - { id: any, action: [code_execution, file_write], target: '**', decision: allow }\n", _folder.Log);
            o.CatalogFiles.Add(one);
            o.CatalogFiles.Add(two);
        });
        using var provider = _services.BuildServiceProvider();
        var gate = provider.GetRequiredService<Gate>();

        Decide("import acme\nacme.put('/etc/a')").Overall.Rule!.Id.Should().Be("no");
        Decide("import acme\nacme.mean_file('/etc/a')").IsOpaque.Should().BeFalse();
        gate.Decide(ActionRequest.WriteFile(one)).DiagnosticId.Should().Be("AG3013");
        gate.Decide(ActionRequest.WriteFile(Path.Combine(_folder.Path, "three.catalog"))).Verdict.Should().Be(Verdict.Allow);

        CodeDecision Decide(string code) => gate.DecideAsync(new CodeRequest([new CodeBlock(code, "python")])).AsTask().GetAwaiter().GetResult();
    }

    [Fact]
    public void StartupValidator_CatalogsWithErrors_NamesThemAllAndLeavesNoTrace()
    {
        string one = Policy("one.catalog", "acme.f raed 0\nrequests.get none\n");
        string two = Policy("two.catalog", "acme.g write\n");
        _services.AddActionGate("coder", o =>
        {
            Configure(o, "p.yaml", Allow, _folder.Log);
            o.CatalogFiles.Add(one);
            o.CatalogFiles.Add(two);
            o.CatalogFiles.Add(Path.Combine(_folder.Path, "none.catalog"));
        });
        using var provider = _services.BuildServiceProvider();

        var failures = provider.GetRequiredService<IStartupValidator>().Invoking(s => s.Validate()).Should().Throw<OptionsValidationException>().Which.Failures;

        failures.Should().SatisfyRespectively(
            f => f.Should().StartWith($"gate 'coder': CatalogFiles: {one}:1:8: expected a verb (none, "),
            f => f.Should().Be($"gate 'coder': CatalogFiles: {one}:2:1: 'requests.get' is known already; write 'requests.get!' to put this line in its place"),
            f => f.Should().Be($"gate 'coder': CatalogFiles: {two}:1:13: expected 1 arguments behind 'write', found 0"),
            f => f.Should().Be($"gate 'coder': CatalogFiles: {Path.Combine(_folder.Path, "none.catalog")}: there is no such file"));
        Directory.Exists(_folder.Log).Should().BeFalse();
    }

    [Fact]
    public void StartupValidator_CatalogsThatContradictEachOther_SaysSo()
    {
        string one = Policy("one.catalog", "acme.put write 0\n");
        string two = Policy("two.catalog", "acme.put none\n");
        _services.AddActionGate(o =>
        {
            Configure(o, "p.yaml", Allow, _folder.Log);
            o.CatalogFiles.Add(one);
            o.CatalogFiles.Add(two);
        });
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Invoking(s => s.Validate()).Should().Throw<OptionsValidationException>()
            .WithMessage($"gate: CatalogFiles: {two}:1:1: 'acme.put' is known already; write 'acme.put!' to put this line in its place");
    }

    [Fact]
    public void StartupValidator_OneGateOfTwoIsWrong_NamesIt()
    {
        _services.AddActionGate("good", o => Configure(o, "a.yaml", Allow, _folder.Log));
        _services.AddActionGate("bad", o => o.PolicyFiles.Add(Policy("b.yaml", Allow)));
        using var provider = _services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Invoking(s => s.Validate()).Should().Throw<OptionsValidationException>().WithMessage("gate 'bad': AuditDirectory: *");
        provider.GetRequiredKeyedService<Gate>("good").Decide(Request).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public void AddActionGate_MistakesOfTheHost_Throw()
    {
        _services.Invoking(s => s.AddActionGate(null!)).Should().Throw<ArgumentNullException>();
        _services.Invoking(s => s.AddActionGate("", _ => { })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ActionGateServiceCollectionExtensions.AddActionGate(null!, _ => { })).Should().Throw<ArgumentNullException>();
    }

    private void Configure(ActionGateOptions options, string file, string policy, string log)
    {
        options.PolicyFiles.Add(Policy(file, policy));
        options.AuditDirectory = log;
    }

    private string Policy(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class Yes : IApprovalHandler
    {
        public ValueTask<ApprovalResponse> RequestAsync(ApprovalRequest request, CancellationToken cancellationToken) => new(ApprovalResponse.Approve("ann"));
    }

    private sealed class No : IApprovalHandler
    {
        public ValueTask<ApprovalResponse> RequestAsync(ApprovalRequest request, CancellationToken cancellationToken) => new(ApprovalResponse.Deny("bob", "no"));
    }

    /// <summary>A service of the host that still asks the gate while it closes.</summary>
    private sealed class Closing(Gate gate) : IDisposable
    {
        internal Verdict? Verdict { get; private set; }

        public void Dispose() => Verdict = gate.Decide(Request).Verdict;
    }
}
