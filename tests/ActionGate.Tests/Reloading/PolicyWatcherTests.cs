namespace ActionGate.Tests.Reloading;

public sealed class PolicyWatcherTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void Timer_ChangedFile_ReplacesThePolicyAfterTheQuietPeriod()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Clock.Advance(Interval);
        folder.Write("p.yaml", WatchedFolder.Deny);

        folder.Clock.Advance(Interval);
        folder.Decides.Should().Be("yes", "the change was seen once only");
        folder.Clock.Advance(Quiet);

        folder.Decides.Should().Be("no");
        folder.Outcomes.Should().Equal(PolicyReloadOutcome.Replaced);
        folder.Gate.Policy.Hash.Should().Be(Policy.Parse(WatchedFolder.Deny).Hash).And.Be(folder.Reports[0].PolicyHash);
        folder.Audit.Records().Last(r => r.Type == "policy").PolicyHash.Should().Be(folder.Gate.Policy.Hash);
    }

    [Fact]
    public void CheckNow_NothingChanged_ReplacesNothing()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        var policy = folder.Gate.Policy;
        File.SetLastWriteTimeUtc(folder.At("p.yaml"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        folder.Settle().Outcome.Should().Be(PolicyReloadOutcome.Unchanged);

        folder.Gate.Policy.Should().BeSameAs(policy);
        folder.Reports.Should().BeEmpty();
    }

    [Fact]
    public void CheckNow_SameLengthAndTimeStamp_SeesTheChange()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Settle();
        var stamp = File.GetLastWriteTimeUtc(folder.At("p.yaml"));

        folder.Write("p.yaml", WatchedFolder.Allow.Replace("yes", "yep", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(folder.At("p.yaml"), stamp);

        folder.Settle().Outcome.Should().Be(PolicyReloadOutcome.Replaced);
        folder.Decides.Should().Be("yep");
    }

    [Fact]
    public void CheckNow_FileWrittenInPieces_NeverLoadsABeginningOfIt()
    {
        const string First = "version: 1\nrules:\n  - { id: first, action: shell_exec, target: 'git *', decision: allow }\n";
        const string Whole = First + "  - { id: last, action: file_read, target: '**', decision: deny }\n";
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        Policy.TryParse(First, null, out _, out _).Should().BeTrue("the danger is that it loads");

        folder.Write("p.yaml", First);
        folder.Watcher.CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Waiting);
        folder.Clock.Advance(Quiet - TimeSpan.FromMilliseconds(1));
        folder.Watcher.CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Waiting);
        folder.Write("p.yaml", Whole);
        folder.Clock.Advance(TimeSpan.FromMilliseconds(1));
        folder.Watcher.CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Waiting, "it is another text now");
        folder.Decides.Should().Be("yes");
        folder.Clock.Advance(Quiet);
        folder.Watcher.CheckNow();

        folder.Gate.Policy.Hash.Should().Be(Policy.Parse(Whole).Hash);
        folder.Outcomes.Should().Equal(PolicyReloadOutcome.Replaced);
    }

    [Fact]
    public void CheckNow_BrokenFile_KeepsTheLastGoodAndReportsOnce()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Write("p.yaml", WatchedFolder.Broken);

        folder.Settle().Outcome.Should().Be(PolicyReloadOutcome.Failed);
        folder.Settle().Outcome.Should().Be(PolicyReloadOutcome.Failed, "it is so still");

        folder.Decides.Should().Be("yes");
        var report = folder.Reports.Should().ContainSingle().Subject;
        report.Diagnostics.Should().ContainSingle().Which.Id.Should().Be("AG1104");
        report.ToString().Should().Contain($"{folder.At("p.yaml")}:3:").And.Contain("did you mean 'allow'?");
        report.PolicyHash.Should().Be(folder.Gate.Policy.Hash);
    }

    [Fact]
    public void CheckNow_BrokenInAnotherWay_IsReportedAgain()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Write("p.yaml", WatchedFolder.Broken);
        folder.Settle();
        folder.Write("p.yaml", WatchedFolder.Broken.Replace("alow", "alloww", StringComparison.Ordinal));
        folder.Settle();

        folder.Outcomes.Should().Equal(PolicyReloadOutcome.Failed, PolicyReloadOutcome.Failed);
    }

    [Fact]
    public void CheckNow_UnreadableInAnotherWay_IsReportedAgain()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        File.Delete(folder.At("p.yaml"));
        folder.Settle();
        folder.Write("p.yaml", "");
        folder.Settle();

        folder.Reports.Select(r => r.Diagnostics[0].Id).Should().Equal("AG1001", "AG1002");
    }

    [Fact]
    public void CheckNow_BrokenThenAsBefore_ReportsThatItIsRestored()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        var policy = folder.Gate.Policy;
        folder.Settle();
        folder.Write("p.yaml", WatchedFolder.Broken);
        folder.Settle();
        folder.Write("p.yaml", WatchedFolder.Allow);

        var reload = folder.Settle();

        (reload.Outcome, reload.IsRecovery).Should().Be((PolicyReloadOutcome.Restored, true));
        folder.Outcomes.Should().Equal(PolicyReloadOutcome.Failed, PolicyReloadOutcome.Restored);
        folder.Gate.Policy.Should().BeSameAs(policy);
    }

    [Fact]
    public void CheckNow_BrokenThenAnotherPolicy_ReplacesAndEndsTheFailure()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Write("p.yaml", WatchedFolder.Broken);
        folder.Settle();
        folder.Write("p.yaml", WatchedFolder.Deny);
        folder.Settle();

        folder.Outcomes.Should().Equal(PolicyReloadOutcome.Failed, PolicyReloadOutcome.Replaced);
        folder.Reports[1].IsRecovery.Should().BeTrue();
        folder.Decides.Should().Be("no");
    }

    [Theory]
    [InlineData("missing", "AG1001")]
    [InlineData("empty", "AG1002")]
    [InlineData("folder", "AG1002")]
    [InlineData("bytes", "AG1004")]
    [InlineData("dangling", "AG1001")]
    public void CheckNow_FileThatIsNoPolicy_KeepsTheLastGoodUntilItIsBack(string what, string id)
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        string path = folder.At("p.yaml");
        File.Delete(path);
        if (what == "empty")
            File.WriteAllText(path, "");
        else if (what == "folder")
            Directory.CreateDirectory(path);
        else if (what == "bytes")
            File.WriteAllBytes(path, [0xC3, 0x28]);
        else if (what == "dangling")
            File.CreateSymbolicLink(path, folder.At("nowhere"));

        folder.Settle();
        folder.Settle();
        folder.Decides.Should().Be("yes");
        folder.Reports.Should().ContainSingle().Which.Diagnostics.Should().ContainSingle().Which.Id.Should().Be(id);

        if (what == "folder")
            Directory.Delete(path);
        File.Delete(path);
        folder.Write("p.yaml", WatchedFolder.Deny);
        folder.Settle();
        folder.Decides.Should().Be("no");
    }

    [Fact]
    public void CheckNow_FileReplacedByRename_IsLoadedAfterTheQuietPeriodToo()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Write("p.yaml.new", WatchedFolder.Deny);
        File.Move(folder.At("p.yaml.new"), folder.At("p.yaml"), overwrite: true);

        folder.Watcher.CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Waiting);
        folder.Settle();

        folder.Decides.Should().Be("no");
    }

    [Fact]
    public void CheckNow_LinksSwappedAsByAConfigMap_LoadsWhatTheyLeadTo()
    {
        using var folder = new WatchedFolder();
        foreach (var (version, text) in new[] { ("..1", WatchedFolder.Allow), ("..2", WatchedFolder.Deny) })
        {
            Directory.CreateDirectory(folder.At(version));
            File.WriteAllText(Path.Combine(folder.At(version), "p.yaml"), text);
        }
        Directory.CreateSymbolicLink(folder.At("..data"), "..1");
        File.CreateSymbolicLink(folder.At("p.yaml"), Path.Combine("..data", "p.yaml"));
        folder.Watch();
        folder.Decides.Should().Be("yes");

        Directory.CreateSymbolicLink(folder.At("..data_tmp"), "..2");
        Directory.Delete(folder.At("..data"));
        Directory.Move(folder.At("..data_tmp"), folder.At("..data"));
        folder.Settle();

        folder.Decides.Should().Be("no");
    }

    [Fact]
    public void CheckNow_LayersAddedAndRemoved_DecideTogetherAndTheRemovalIsTold()
    {
        using var folder = new WatchedFolder(("a.yaml", WatchedFolder.Allow), ("a.tests.yaml", "no policy"), ("notes.txt", "x")).Watch();
        folder.Decides.Should().Be("yes");

        folder.Write("b.yml", WatchedFolder.Deny);
        folder.Settle();
        folder.Decides.Should().Be("no");
        folder.Reports[0].Files.Should().Equal(folder.At("a.yaml"), folder.At("b.yml"));
        folder.Reports[0].RemovedFiles.Should().BeEmpty();

        File.Delete(folder.At("b.yml"));
        folder.Settle();
        folder.Decides.Should().Be("yes");
        folder.Reports[1].Outcome.Should().Be(PolicyReloadOutcome.Replaced);
        folder.Reports[1].RemovedFiles.Should().Equal(folder.At("b.yml"));
    }

    [Fact]
    public void CheckNow_OneLayerOfSeveralIsBroken_ReplacesNothingAndNamesAll()
    {
        using var folder = new WatchedFolder(("a.yaml", WatchedFolder.Allow), ("b.yaml", WatchedFolder.Allow)).Watch();
        folder.Write("a.yaml", WatchedFolder.Deny);
        folder.Write("b.yaml", WatchedFolder.Broken);
        File.CreateSymbolicLink(folder.At("c.yaml"), folder.At("nowhere"));

        folder.Settle();

        folder.Decides.Should().Be("yes");
        folder.Reports.Should().ContainSingle().Which.Diagnostics.Select(d => d.Id).Should().Equal("AG1104", "AG1001");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CheckNow_FolderWithoutPolicies_KeepsTheLastGood(bool isGone)
    {
        using var folder = new WatchedFolder(("a.yaml", WatchedFolder.Allow)).Watch();
        if (isGone)
            Directory.Delete(folder.Policies, recursive: true);
        else
            File.Delete(folder.At("a.yaml"));

        folder.Settle();

        folder.Decides.Should().Be("yes");
        folder.Reports.Should().ContainSingle().Which.Diagnostics.Should().ContainSingle().Which.Id.Should().Be("AG5020");
    }

    [Fact]
    public void CheckNow_LogThatCannotBeWritten_KeepsTheOldPolicyAndReports()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        var policy = folder.Gate.Policy;
        folder.Audit.Dispose();
        folder.Write("p.yaml", WatchedFolder.Deny);

        folder.Settle();
        folder.Settle();

        folder.Gate.Policy.Should().BeSameAs(policy);
        folder.Reports.Should().ContainSingle().Which.Diagnostics.Should().ContainSingle().Which.Id.Should().Be("AG4000");
    }

    [Fact]
    public void CheckNow_GateWithAnotherPolicyThanTheFiles_TakesTheFiles()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Deny));
        folder.Watch(Policy.Parse(WatchedFolder.Allow), folder.At("p.yaml"));
        folder.Decides.Should().Be("yes", "the file changed between loading and watching");

        folder.Settle();

        folder.Decides.Should().Be("no");
    }

    [Fact]
    public void CheckNow_FilesThatNeverRest_AreReportedOnceAndTakenWhenTheyDo()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        for (int i = 0; i < 700; i++)
        {
            folder.Write("p.yaml", WatchedFolder.Deny + $"# {i}\n");
            folder.Clock.Advance(TimeSpan.FromMilliseconds(100));
            folder.Watcher.CheckNow();
        }
        folder.Decides.Should().Be("yes");
        folder.Reports.Should().ContainSingle().Which.Diagnostics.Should().ContainSingle().Which.Id.Should().Be("AG5021");

        folder.Settle();

        folder.Decides.Should().Be("no");
        folder.Reports[^1].IsRecovery.Should().BeTrue();
    }

    [Fact]
    public void CheckNow_ReportThatThrows_ChangesNothing()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        using var watcher = new PolicyWatcher(folder.Gate, [folder.At("p.yaml")], new() { QuietPeriod = TimeSpan.Zero, Clock = folder.Clock, Reloaded = _ => throw new InvalidOperationException() });
        folder.Write("p.yaml", WatchedFolder.Deny);

        watcher.CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Replaced, "without a quiet period one look is enough");
        folder.Write("p.yaml", WatchedFolder.Allow);
        folder.Clock.Advance(Interval);

        folder.Decides.Should().Be("yes");
    }

    [Fact]
    public void Dispose_BetweenTwoLooks_EndsTheWatching()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Write("p.yaml", WatchedFolder.Deny);
        folder.Watcher.CheckNow();

        folder.Watcher.Dispose();
        folder.Clock.Advance(Quiet);
        folder.Clock.Advance(Interval);

        folder.Decides.Should().Be("yes");
        folder.Reports.Should().BeEmpty();
        folder.Watcher.Invoking(w => w.CheckNow()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void CheckNow_FileWrittenBetweenTheLookAndTheReading_WaitsForIt()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        var clock = new InterruptingClock();
        using var watcher = new PolicyWatcher(folder.Gate, [folder.At("p.yaml")], new() { QuietPeriod = TimeSpan.Zero, Clock = clock });
        folder.Write("p.yaml", WatchedFolder.Deny);
        clock.Interrupt = () => folder.Write("p.yaml", WatchedFolder.Allow + "# other\n");

        watcher.CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Waiting, "what was read is not what was found");
        folder.Gate.Policy.Hash.Should().Be(Policy.Parse(WatchedFolder.Allow).Hash);
        watcher.CheckNow().Outcome.Should().Be(PolicyReloadOutcome.Replaced);
    }

    [Theory]
    [InlineData(WatchedFolder.Deny)]
    [InlineData(WatchedFolder.Broken)]
    public void Dispose_WhileALookIsUnderWay_NothingIsReplacedOrReported(string text)
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        var clock = new InterruptingClock();
        int reports = 0;
        using var watcher = new PolicyWatcher(folder.Gate, [folder.At("p.yaml")], new() { QuietPeriod = TimeSpan.Zero, Clock = clock, Reloaded = _ => reports++ });
        clock.Interrupt = watcher.Dispose;
        folder.Write("p.yaml", text);

        try
        {
            watcher.CheckNow();
        }
        catch (ObjectDisposedException)
        {
        }

        clock.Interrupt.Should().BeNull("the look was interrupted");
        reports.Should().Be(0);
        folder.Decides.Should().Be("yes");
    }

    [Fact]
    public void Dispose_InItsOwnReport_DoesNotWaitForItself()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        PolicyWatcher? watcher = null;
        int reports = 0;
        watcher = new PolicyWatcher(folder.Gate, [folder.At("p.yaml")], new() { QuietPeriod = TimeSpan.Zero, Clock = folder.Clock, Reloaded = _ => { reports++; watcher!.Dispose(); } });
        folder.Write("p.yaml", WatchedFolder.Deny);

        folder.Clock.Advance(Interval);
        folder.Clock.Advance(Interval);

        reports.Should().Be(1);
    }

    [Fact]
    public void Timer_GateClosedFirst_EndsTheWatching()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        folder.Gate.Dispose();
        folder.Write("p.yaml", WatchedFolder.Deny);

        folder.Clock.Advance(Interval);
        folder.Clock.Advance(Quiet);

        folder.Reports.Should().BeEmpty();
        folder.Watcher.Invoking(w => w.CheckNow()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Constructor_MistakesOfTheHost_Throw()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        PolicyWatcher Watch(PolicyWatcherOptions? options = null, params string[] paths) => new(folder.Gate, paths, options);

        FluentActions.Invoking(() => new PolicyWatcher(null!, ["p.yaml"])).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new PolicyWatcher(folder.Gate, null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Watch()).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Watch(null, "")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Watch(new() { Interval = TimeSpan.Zero }, "p.yaml")).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Watch(new() { Interval = TimeSpan.FromDays(2) }, "p.yaml")).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Watch(new() { QuietPeriod = -Quiet }, "p.yaml")).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Watch(new() { QuietPeriod = TimeSpan.FromDays(2) }, "p.yaml")).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Load_SeveralFilesWithFaults_NamesAll()
    {
        using var folder = new WatchedFolder(("a.yaml", WatchedFolder.Broken), ("b.yaml", WatchedFolder.Broken));

        FluentActions.Invoking(() => PolicyWatcher.Load([folder.Policies, folder.At("none.yaml")])).Should().Throw<PolicyException>()
            .Which.Diagnostics.Select(d => d.Id).Should().Equal("AG1104", "AG1104", "AG1001");
    }

    [Fact]
    public void Load_RelativePatterns_ResolveAgainstTheFolderOfTheirFile()
    {
        using var folder = new WatchedFolder(("p.yaml", "version: 1\nrules:\n  - { id: w, action: file_write, target: ./out/*, decision: allow }\n"));

        var policy = PolicyWatcher.Load([folder.Policies]);

        policy.Evaluate(ActionRequest.WriteFile(folder.At("out/x"))).IsAllowed.Should().BeTrue();
        policy.Evaluate(ActionRequest.WriteFile("/out/x")).IsAllowed.Should().BeFalse();
    }

    [Fact]
    public void WatchedPaths_RelativeAndFolders_AreFull()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch();

        folder.Watcher.WatchedPaths.Should().Equal(folder.Policies);
        using var watcher = new PolicyWatcher(folder.Gate, ["p.yaml"], new() { Clock = folder.Clock });
        watcher.WatchedPaths.Should().OnlyContain(p => Path.IsPathFullyQualified(p));
    }

    /// <summary>A clock that does something once, when it is asked the time.</summary>
    private sealed class InterruptingClock : TimeProvider
    {
        internal Action? Interrupt { get; set; }

        public override long GetTimestamp()
        {
            var interrupt = Interrupt;
            Interrupt = null;
            interrupt?.Invoke();
            return base.GetTimestamp();
        }
    }
}
