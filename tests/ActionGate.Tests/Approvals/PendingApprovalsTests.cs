using ActionGate.Tests.Gates;
using ActionGate.Tests.Simulation;

namespace ActionGate.Tests.Approvals;

/// <summary>Requests and answers as files: only a signed answer to exactly what is asked lets anything happen, and once.</summary>
public sealed class PendingApprovalsTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - { id: one, action: shell_exec, target: 'one *', decision: require_approval }
          - { id: two, action: shell_exec, target: 'two *', decision: require_approval, approval: { required: 2 } }
          - { id: bob, action: shell_exec, target: 'bob *', decision: require_approval, approval: { approvers: [bob] } }
          - { id: hour, action: shell_exec, target: 'hour *', decision: require_approval, approval: { scope: 1h } }
          - { id: code, action: code_execution, target: '*', decision: require_approval }
          - { id: bash, action: [shell_exec, script_exec], target: 'bash *', decision: allow }
          - { id: scripts, action: script_exec, target: '/**', decision: allow }
          - { id: read, action: file_read, target: '/**', decision: require_approval }
          - { id: files, action: [file_write, file_delete], target: '/**', decision: allow }
        """;

    private readonly TestFolder _folder = new();
    private readonly AuditKey _ann;
    private readonly AuditKey _bob;
    private readonly AuditKey _coder;

    public PendingApprovalsTests()
    {
        _ann = AuditKey.Create(_folder.At("ann.key"));
        _bob = AuditKey.Create(_folder.At("bob.key"));
        _coder = AuditKey.Create(_folder.At("coder.key"));
    }

    private string Store => _folder.At("approvals");

    private static ApprovalResponse Ann(string? reason = null) => ApprovalResponse.Approve("ann", reason);

    [Fact]
    public async Task SignedYes_IsGrantedAndRecordedAndTakenAway()
    {
        using var open = Open();
        var asked = open.Authorize("one x");
        var request = await Waiting();

        (request.Kind, request.Target, request.Agent, request.Required).Should().Be(("shell_exec", "one x", "coder", 1));
        await Answer(request, Ann("looked at it"), _ann);

        (await asked).IsGranted.Should().BeTrue();
        var record = open.Records("approval").Single();
        (record.IsApproved, record.Approver, record.Reason).Should().Be((true, "ann", "looked at it"));
        Directory.EnumerateFiles(Store).Should().BeEmpty();
    }

    [Fact]
    public async Task Request_OfMoreThanItSays_SaysAllOfIt()
    {
        Directory.CreateDirectory(_folder.At("real"));
        Directory.CreateSymbolicLink(_folder.At("link"), _folder.At("real"));
        File.WriteAllText(_folder.At("s.sh"), "one x\n");
        using var open = Open();
        var context = new ActionContext { Agent = "coder", WorkingDirectory = _folder.Path };
        _ = open.Gate.AuthorizeAsync(new ActionRequest("file_read", _folder.At("link/x"), context) { IsRecursive = true }).AsTask();
        _ = open.Gate.AuthorizeAsync(new CodeRequest([new CodeBlock("bash s.sh", "bash")], context)).AsTask();

        var read = await Waiting(r => r.Kind is not null);
        (read.RealPath, read.IsRecursive, read.Operations.Count).Should().Be((_folder.At("real/x"), true, 0));
        var code = await Waiting(r => r.Blocks.Count > 0);
        code.Scripts.Should().ContainSingle().Which.Path.Should().Be(_folder.At("s.sh"));
        code.Scripts[0].Hash.Should().Be("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("one x\n"u8)));
        code.Operations.Should().Contain(o => o.Decision == "require_approval" && o.Target == "one x" && o.Reason == "rule 'one' (line 3) matched 'one *'");
    }

    [Fact]
    public async Task SignedNo_IsRefusedWithTheReason()
    {
        using var open = Open();
        var asked = open.Authorize("one x");
        await Answer(await Waiting(), ApprovalResponse.Deny("ann", "not today"), _ann);

        var permit = await asked;
        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG5000"));
        permit.Decision.Reason.Should().Contain("not today");
        Directory.EnumerateFiles(Store).Should().BeEmpty();
    }

    [Fact]
    public async Task Code_IsShownWhole()
    {
        using var open = Open();
        var asked = open.AuthorizeCode("true\n# \"\u00e9\" <", "false");
        var request = await Waiting();

        request.Blocks.Select(b => (b.Language, b.Code)).Should().Equal(("bash", "true\n# \"\u00e9\" <"), ("bash", "false"));
        await Answer(request, Ann(), _ann);
        (await asked).IsGranted.Should().BeTrue();
    }

    public static TheoryData<string> Forgeries => ["by a stranger's key", "under another's name", "edited", "unsigned", "to another request", "twice signed", "to a request that was changed", "to a request that was put back"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forgery_CountsForNothing(string how)
    {
        using var open = Open(clock: true);
        var asked = open.Authorize("one x");
        var request = await Waiting(open.Clock);
        string file = Path.Combine(Store, $"{request.File}.ann.answer");
        switch (how)
        {
            case "by a stranger's key":
                await Answer(request, Ann(), _coder);
                break;
            case "under another's name":
                await Answer(request, ApprovalResponse.Approve("bob"), _ann);
                break;
            case "edited":
                await Answer(request, ApprovalResponse.Deny("ann", "no"), _ann, elsewhere: true);
                File.WriteAllText(file, File.ReadAllText(Path.Combine(_folder.At("elsewhere"), Path.GetFileName(file))).Replace("refused", "approved", StringComparison.Ordinal));
                break;
            case "unsigned":
                File.WriteAllText(file, $"actiongate/approval/v1\n{request.Hash}\napproved\n-\n2026-01-01T00:00:00Z\n\n");
                break;
            case "to another request":
                var other = open.Authorize("one y");
                var second = (await Both(open.Clock)).Single(r => r.Target == "one y");
                await Answer(second, Ann(), _ann, elsewhere: true);
                File.Copy(Path.Combine(_folder.At("elsewhere"), $"{second.File}.ann.answer"), file);
                _ = other;
                break;
            case "twice signed":
                await Answer(request, Ann(), _ann, elsewhere: true);
                string note = File.ReadAllText(Path.Combine(_folder.At("elsewhere"), Path.GetFileName(file)));
                File.WriteAllText(file, note + note[note.LastIndexOf('\u2014')..]);
                break;
            case "to a request that was put back":
                // The approver is shown something harmless, and answers by its id when the real one lies there again.
                string path = Path.Combine(Store, request.File + ".request");
                string real = File.ReadAllText(path);
                File.WriteAllText(path, real.Replace("one x", "one harmless", StringComparison.Ordinal));
                var shown = PendingApprovals.List(Store, open.Clock).Single();
                File.WriteAllText(path, real);
                await FluentActions.Invoking(() => Answer(shown, Ann(), _ann)).Should().ThrowAsync<IOException>();
                PendingApprovals.List(Store, open.Clock).Should().NotContain(r => r.Id == shown.Id);
                break;
            default:
                // What the approver sees is harmless, and its answer is genuine.
                string whole = File.ReadAllText(Path.Combine(Store, request.File + ".request"));
                File.WriteAllText(Path.Combine(Store, request.File + ".request"), whole.Replace("one x", "one harmless", StringComparison.Ordinal));
                await Answer(PendingApprovals.List(Store, open.Clock).Single(), Ann(), _ann);
                break;
        }

        await Expire(asked, open.Clock);
        (await asked).IsGranted.Should().BeFalse();
        open.Records("approval").Should().OnlyContain(r => !r.IsApproved!.Value);
    }

    [Fact]
    public async Task Restart_AnswerGivenMeanwhile_CountsOnce()
    {
        using (var first = Open())
        {
            using var giveUp = new CancellationTokenSource();
            var asked = first.Gate.AuthorizeAsync(ActionRequest.Shell("one x", OpenGate.Coder), giveUp.Token).AsTask();
            await Waiting();
            await giveUp.CancelAsync();
            await asked.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        }
        await Answer(PendingApprovals.List(Store).Single(), Ann(), _ann);

        using var second = Open();
        (await second.Authorize("one x")).IsGranted.Should().BeTrue();
        var again = second.Authorize("one x");
        (await Waiting()).AnsweredBy.Should().BeEmpty();
        again.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task FilesPutBackAfterUse_ServeNoSecondTime()
    {
        using var open = Open();
        var asked = open.Authorize("one x");
        var request = await Waiting();
        await Answer(request, Ann(), _ann, elsewhere: true);
        string kept = _folder.At("elsewhere");
        File.Copy(Path.Combine(kept, $"{request.File}.ann.answer"), Path.Combine(Store, $"{request.File}.ann.answer"));
        (await asked).IsGranted.Should().BeTrue();

        foreach (string file in Directory.EnumerateFiles(kept))
            File.Copy(file, Path.Combine(Store, Path.GetFileName(file)), overwrite: true);
        var again = open.Authorize("one x");

        (await Waiting(r => r.AnsweredBy.Count == 0)).Target.Should().Be("one x");
        again.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task TwoRequired_TakesTwoPeople()
    {
        using var open = Open();
        var asked = open.Authorize("two x");
        await Answer(await Waiting(), Ann(), _ann);
        await Until(() => open.Records("approval").Count == 1);
        asked.IsCompleted.Should().BeFalse();
        await Answer(await Waiting(), ApprovalResponse.Approve("bob"), _bob);

        (await asked).IsGranted.Should().BeTrue();
        open.Records("approval").Select(r => r.Approver).Should().Equal("ann", "bob");
    }

    /// <summary>Both wait for the second of two people; what the first said serves the one that goes ahead.</summary>
    [Fact]
    public async Task TwoRequired_SameActionAskedTwiceAtOnce_EachTakesTwoAnswersOfItsOwn()
    {
        using var open = Open();
        var first = open.Authorize("two x");
        var second = open.Authorize("two x");
        await Answer(await Waiting(), Ann(), _ann);
        await Until(() => open.Records("approval").Count == 2);
        await Answer(await Waiting(), ApprovalResponse.Approve("bob"), _bob);
        (await await Task.WhenAny(first, second)).IsGranted.Should().BeTrue();

        await Answer(await Waiting(r => r.AnsweredBy.Count == 0), ApprovalResponse.Approve("bob"), _bob);
        var other = first.IsCompleted ? second : first;
        (await Task.WhenAny(other, Task.Delay(300))).Should().NotBeSameAs(other);
        await Answer(await Waiting(r => r.AnsweredBy.Count == 1), Ann(), _ann);

        (await other).IsGranted.Should().BeTrue();
    }

    [Theory]
    [InlineData("bob x", "ann")]
    [InlineData("one x", "coder")]
    public async Task AnswerOfOneWhoMayNot_CountsForNothing(string command, string approver)
    {
        using var open = Open(clock: true);
        var asked = open.Authorize(command);
        await Answer(await Waiting(open.Clock), ApprovalResponse.Approve(approver), approver == "ann" ? _ann : _coder);

        await Expire(asked, open.Clock);
        (await asked).IsGranted.Should().BeFalse();
    }

    [Fact]
    public async Task SameActionAskedTwiceAtOnce_OneApprovalServesOne()
    {
        using var open = Open();
        var first = open.Authorize("one x");
        var second = open.Authorize("one x");
        await Answer(await Waiting(), Ann(), _ann);

        (await await Task.WhenAny(first, second)).IsGranted.Should().BeTrue();
        (await Waiting(r => r.AnsweredBy.Count == 0)).Target.Should().Be("one x");
        (first.IsCompleted && second.IsCompleted).Should().BeFalse();
    }

    /// <summary>The other one's request comes between the time that one took for its own and the look into the folder.</summary>
    [Fact]
    public async Task SameActionAskedTwiceAtOnce_TheRequestThatIsThereStays()
    {
        using var first = Open();
        Task? asked = null;
        var clock = new InterruptedClock();
        using var second = Open(clock);
        clock.Interruption = () =>
        {
            asked = first.Authorize("one x");
            SpinWait.SpinUntil(() => PendingApprovals.List(Store).Count > 0, TimeSpan.FromMinutes(1));
        };
        var other = second.Authorize("one x");

        var request = await Waiting();
        await Until(() => asked is not null && PendingApprovals.List(Store).Count > 0);
        await Task.Delay(50);
        (await Waiting()).Id.Should().Be(request.Id);
        await Answer(request, Ann(), _ann);
        (await Task.WhenAny(asked!, other)).IsCompletedSuccessfully.Should().BeTrue();
    }

    [Theory]
    [InlineData(60, 2)]
    [InlineData(0, 3)]
    public async Task Scope_OfTheAnswer_ShortensTheRules(int seconds, int asked)
    {
        var answers = new List<ApprovalRequest>();
        using var open = new OpenGate(Rules, (_, o) => o with
        {
            Approvals = ApprovalHandler.From(request =>
            {
                answers.Add(request);
                return ApprovalResponse.Approve("ann", null, TimeSpan.FromSeconds(seconds));
            }),
        });

        (await open.Authorize("hour x")).IsGranted.Should().BeTrue();
        (await open.Authorize("hour x")).IsGranted.Should().BeTrue();
        open.Clock.Advance(TimeSpan.FromSeconds(61));
        (await open.Authorize("hour x")).IsGranted.Should().BeTrue();

        answers.Should().HaveCount(asked);
    }

    [Fact]
    public void Gate_KeepsAgentsOutOfTheFolder()
    {
        using var open = Open();

        open.Decide(Path.Combine(Store, "0123456789abcdef.ann.answer"), "file_write").Rule!.Id.Should().Be("@self");
        open.Decide(Store, "file_delete").Rule!.Id.Should().Be("@self");
        open.Decide("/srv/other", "file_write").IsAllowed.Should().BeTrue();
    }

    [Fact]
    public async Task List_Rubbish_IsLeftOut()
    {
        using var open = Open();
        Directory.CreateDirectory(Path.Combine(Store, "0000000000000000.request"));
        File.WriteAllText(Path.Combine(Store, "0000000000000001.request"), "{");
        File.WriteAllText(Path.Combine(Store, "0000000000000002.request"), "{\"digest\":\"00000000000000020\",\"nonce\":7}");
        File.WriteAllText(Path.Combine(Store, "x.request"), "{}");
        File.WriteAllText(Path.Combine(Store, "0000000000000003.request"), new string('[', 100_000));
        _ = open.Authorize("one x");

        (await Waiting()).Target.Should().Be("one x");
    }

    [Fact]
    public void Options_WithoutNamesOrTwice_AreRefused()
    {
        var plain = AuditPublicKey.Parse(_ann.PublicKey.ToString());
        var ann = Key(_ann, "ann");

        foreach (AuditPublicKey[] approvers in new AuditPublicKey[][] { [], [plain], [ann, Key(_bob, "ANN")], [ann, Key(_ann, "bob")] })
        {
            var make = () => new PendingApprovals(new PendingApprovalsOptions { Directory = Store, Approvers = approvers });
            make.Should().Throw<ArgumentException>();
        }
    }

    /// <summary>Requests that a test leaves behind may still be put into the folder.</summary>
    public void Dispose()
    {
        for (int i = 0; ; i++)
        {
            try
            {
                _folder.Dispose();
                return;
            }
            catch (IOException) when (i < 1000)
            {
            }
        }
    }

    private static AuditPublicKey Key(AuditKey key, string name) => AuditPublicKey.Parse(key.PublicKey.ToVerifierKey(name));

    private OpenGate Open(TimeProvider handlers) => Open(_ => handlers, clock: false);

    private OpenGate Open(bool clock = false) => Open(gate => clock ? gate.Clock : TimeProvider.System, clock);

    private OpenGate Open(Func<OpenGate, TimeProvider> handlers, bool clock) => new(Rules, (gate, options) => options with
    {
        Clock = clock ? gate.Clock : TimeProvider.System,
        Approvals = new PendingApprovals(new PendingApprovalsOptions
        {
            Directory = Store,
            Approvers = [Key(_ann, "ann"), Key(_bob, "bob"), Key(_coder, "coder")],
            PollInterval = TimeSpan.FromMilliseconds(clock ? 1000 : 1),
            Clock = handlers(gate),
        }),
    });

    private async Task Answer(PendingApproval request, ApprovalResponse response, AuditKey key, bool elsewhere = false)
    {
        string folder = Store;
        if (elsewhere)
        {
            folder = Directory.CreateDirectory(_folder.At("elsewhere")).FullName;
            File.Copy(Path.Combine(Store, request.File + ".request"), Path.Combine(folder, request.File + ".request"), overwrite: true);
        }
        await PendingApprovals.AnswerAsync(folder, request, response, key);
    }

    private Task<PendingApproval> Waiting(TimeProvider? clock = null) => Waiting(_ => true, clock);

    private async Task<PendingApproval> Waiting(Func<PendingApproval, bool> isIt, TimeProvider? clock = null)
    {
        PendingApproval? found = null;
        await Until(() => (found = PendingApprovals.List(Store, clock).FirstOrDefault(isIt)) is not null);
        return found!;
    }

    private async Task<IReadOnlyList<PendingApproval>> Both(TimeProvider clock)
    {
        await Until(() => PendingApprovals.List(Store, clock).Count == 2);
        return PendingApprovals.List(Store, clock);
    }

    private static async Task Expire(Task asked, ManualClock clock)
    {
        for (int i = 0; i < 400 && !asked.IsCompleted; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await asked.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static async Task Until(Func<bool> holds)
    {
        for (int i = 0; i < 10_000 && !holds(); i++)
            await Task.Delay(1);
        holds().Should().BeTrue();
    }

    /// <summary>The system's clock, which lets something happen once, right after it was asked.</summary>
    private sealed class InterruptedClock : TimeProvider
    {
        private Action? _interruption;

        internal Action? Interruption { set => _interruption = value; }

        public override DateTimeOffset GetUtcNow()
        {
            var now = base.GetUtcNow();
            Interlocked.Exchange(ref _interruption, null)?.Invoke();
            return now;
        }
    }
}
