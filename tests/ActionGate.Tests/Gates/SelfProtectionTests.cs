using ActionGate.Tests.FileSystem;

namespace ActionGate.Tests.Gates;

/// <summary>Section 2: no agent changes what keeps the gate in force, whatever the rules say.</summary>
public sealed class SelfProtectionTests : IDisposable
{
    private const string AllowAll = "version: 1\nrules:\n  - { id: all, action: [file_read, file_write, file_delete, shell_exec], target: '*', decision: allow }\n";

    private readonly DiskFolder _disk = new();

    public void Dispose() => _disk.Dispose();

    /// <summary>As for a store of requests that stands behind a handler of the host's.</summary>
    [Theory]
    [InlineData("file_write", "requests/x.answer", false)]
    [InlineData("file_delete", "requests", false)]
    [InlineData("shell_exec", "rm requests/x.request", false)]
    [InlineData("file_write", "other", true)]
    public void ProtectedFolders_AreOutOfReach(string kind, string target, bool isAllowed)
    {
        _disk.Write("requests/x.request");
        using var open = new OpenGate(AllowAll, (_, o) => o with { ProtectedFolders = [_disk["requests"]] });

        open.Decide(target, kind, OpenGate.Coder with { WorkingDirectory = _disk.Root }).IsAllowed.Should().Be(isAllowed);
    }

    [Fact]
    public void ProtectedFolders_RelativePath_Throws()
    {
        var open = () => new OpenGate(AllowAll, (_, o) => o with { ProtectedFolders = ["requests"] });

        open.Should().Throw<ArgumentException>().WithMessage("*'requests'*");
    }

    [SkippableTheory]
    [InlineData("xargs actiongate")]
    [InlineData("echo key log | xargs actiongate audit")]
    [InlineData("printf new-segment | xargs -I@ actiongate audit @ log --reason x")]
    [InlineData("read p <<< new-segment; actiongate audit $p log --reason x")]
    [InlineData("actiongate \"$p\"")]
    [InlineData("actiongate audit pru\"$p\" log")]
    [InlineData("actiongate eval -p p.yaml \"$p\" shell_exec x")]
    [InlineData("./tool audit new-segment log --reason x")]
    [InlineData("./tool audit key log")]
    [InlineData("./tool audit \"$p\" log")]
    [InlineData("dotnet exec tool.dll audit new-segment log --reason x")]
    [InlineData("dotnet tool.dll audit prune log")]
    [InlineData("dotnet w/ActionGate.Cli.dll audit prune log")]
    public void OwnCommand_BehindWhatIsNotKnown_IsOutOfReach(string command)
    {
        using var gate = Open(AllowAll);
        _disk.Write("w/ActionGate.Cli");
        _disk.Write("w/ActionGate.Cli.dll");
        _disk.Link("tool", "w/ActionGate.Cli");
        _disk.Link("tool.dll", "w/ActionGate.Cli.dll");

        var decision = gate.Decide(ActionRequest.Shell(command, new ActionContext { Agent = "coder", WorkingDirectory = _disk.Root }));

        decision.Operations.Should().Contain(o => o.Rule!.Id == "@self", decision.Reason);
        decision.Verdict.Should().Be(Verdict.Deny);
    }

    [SkippableTheory]
    [InlineData("actiongate check policies/*.yaml")]
    [InlineData("actiongate audit verify log")]
    [InlineData("./tool check p/policy.yaml")]
    [InlineData("echo w/ActionGate.Cli \"$p\"")]
    public void OwnCommand_ThatChangesNothing_IsUpToTheRules(string command)
    {
        using var gate = Open(AllowAll);
        _disk.Write("w/ActionGate.Cli");
        _disk.Link("tool", "w/ActionGate.Cli");

        gate.Decide(ActionRequest.Shell(command, new ActionContext { Agent = "coder", WorkingDirectory = _disk.Root })).IsAllowed.Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("file_write", "p/policy.yaml")]
    [InlineData("file_delete", "p/policy.yaml")]
    [InlineData("file_write", "p/../p/./policy.yaml")]
    [InlineData("file_write", "p//policy.yaml/")]
    [InlineData("file_write", "p/POLICY.YAML")]
    [InlineData("file_write", "link")]
    [InlineData("file_write", "folder/policy.yaml")]
    [InlineData("file_delete", "folder/policy.yaml")]
    [InlineData("file_delete", "p")]
    [InlineData("file_delete", "folder/")]
    [InlineData("file_delete", "")]
    [InlineData("file_write", "p")]
    [InlineData("file_write", "folder")]
    [InlineData("file_write recursive", "p")]
    [InlineData("file_write recursive", "folder")]
    [InlineData("file_write recursive", "w/up")]
    [InlineData("file_delete recursive", "")]
    [InlineData("file_write", "p/policy.yaml/x")]
    public void PolicyFile_InAnySpelling_IsOutOfReach(string operation, string name)
    {
        using var gate = Open(AllowAll);

        var decision = Decide(gate, operation, name);

        (decision.Verdict, decision.Rule?.Id, decision.DiagnosticId).Should().Be((Verdict.Deny, "@self", "AG3013"));
    }

    [SkippableTheory]
    [InlineData("file_read", "p/policy.yaml")]
    [InlineData("file_read", "link")]
    [InlineData("file_read recursive", "p")]
    [InlineData("file_write", "p/policy.yaml.new")]
    [InlineData("file_write", "p/other.yaml")]
    [InlineData("file_delete", "w/a")]
    [InlineData("file_delete", "w")]
    public void OtherFiles_AndReading_AreUpToTheRules(string operation, string name)
    {
        using var gate = Open(AllowAll);

        Decide(gate, operation, name).Rule?.Id.Should().Be("all");
    }

    [SkippableTheory]
    [InlineData("symlinks: ignore")]
    [InlineData("recursive: allow")]
    [InlineData("unresolved: allow")]
    [InlineData("default: abstain")]
    [InlineData("agent: somebody")]
    [InlineData("agents: { coder: { code_execution: { allowed_file_operations: [write, delete], allowed_file_paths: [/] } } }")]
    public void PolicyFile_WhateverTheDocumentSays_IsOutOfReach(string head)
    {
        // A layer that allows all stands beside it; only the document itself knows its file.
        using var gate = Open(AllowAll.Replace("version: 1", "version: 1\n" + head, StringComparison.Ordinal), beside: AllowAll);

        Decide(gate, "file_write", "p/policy.yaml").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_write", "link").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_delete", "folder/policy.yaml").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_delete", "p").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_delete recursive", "folder/").Rule?.Id.Should().Be("@self");
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("symlinks: ignore")]
    [InlineData("agent: somebody")]
    public void PolicyFile_LoadedThroughLinks_IsOutOfReachByAllItsNamesAndTheLinksToo(string head)
    {
        Needs();
        _disk.Write("v1/policy.yaml", AllowAll.Replace("version: 1", "version: 1\n" + head, StringComparison.Ordinal));
        _disk.Folder("etc");
        _disk.Link("now", "v1");
        _disk.Link("etc/policy.yaml", "../now/policy.yaml");
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = Policy.Combine(Policy.Load(_disk["etc/policy.yaml"]), Policy.Parse(AllowAll)), Audit = audit });

        foreach (string name in new[] { "etc/policy.yaml", "now/policy.yaml", "v1/policy.yaml" })
        {
            Decide(gate, "file_write", name).Rule?.Id.Should().Be("@self", name);
            Decide(gate, "file_delete", name).Rule?.Id.Should().Be("@self", name);
        }
        Decide(gate, "file_delete", "now").Rule?.Id.Should().Be("@self", "another folder could take its place");
        Decide(gate, "file_delete", "v1").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_delete", "etc").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_write", "v1/other").Rule?.Id.Should().Be("all");
    }

    [SkippableFact]
    public void PolicyFile_OfEachLayer_IsOutOfReachForEveryAgent()
    {
        using var gate = Open(AllowAll, beside: AllowAll);
        _disk.Write("q/second.yaml", AllowAll);
        gate.Replace(Policy.Combine(Policy.Load(_disk["p/policy.yaml"]), Policy.Load(_disk["q/second.yaml"])));

        foreach (string? agent in new[] { null, "coder", "root" })
        {
            var context = new ActionContext { Agent = agent };
            gate.Decide(ActionRequest.WriteFile(_disk["p/policy.yaml"], context)).Rule?.Id.Should().Be("@self");
            gate.Decide(ActionRequest.WriteFile(_disk["q/second.yaml"], context)).Rule?.Id.Should().Be("@self");
        }
        gate.Replace(Policy.Parse(AllowAll));
        Decide(gate, "file_write", "q/second.yaml").Rule?.Id.Should().Be("all", "it is in force no more");
    }

    [SkippableTheory]
    [InlineData("symlinks: check")]
    [InlineData("symlinks: ignore")]
    public void RecursiveWrite_OverALinkToThePolicy_IsOutOfReach(string head)
    {
        using var gate = Open(AllowAll.Replace("version: 1", "version: 1\n" + head, StringComparison.Ordinal));

        Decide(gate, "file_write recursive", "w").Rule?.Id.Should().Be("@self", "'w/up' leads to a folder that holds it");
        Decide(gate, "file_write recursive", "there").Rule?.Id.Should().Be("@self");
        File.Delete(_disk["there/policy"]);
        Decide(gate, "file_write recursive", "there").Rule?.Id.Should().Be("all");
    }

    [SkippableFact]
    public void Decision_ByALink_SaysWhere()
    {
        using var gate = Open(AllowAll);

        Decide(gate, "file_write", "link").Reason.Should().Be($"on disk it reaches '{_disk["p/policy.yaml"]}': the gate protects itself: it would change a policy that is in force");
    }

    [SkippableTheory]
    [InlineData("file_write", "way/log/new", "@self")]
    [InlineData("file_write", "way/log/deep/er", "@self")]
    [InlineData("file_delete", "way/log/audit-000000000000.jsonl", "@self")]
    [InlineData("file_delete", "way/log", "@self")]
    [InlineData("file_write", "tolog/x", "@self")]
    [InlineData("file_write", "really/log/x", "@self")]
    [InlineData("file_delete", "really", "@self")]
    [InlineData("file_delete", "tolog/", "@self")]
    [InlineData("file_write recursive", "", "@self")]
    [InlineData("file_write", "way/logs", "all")]
    [InlineData("file_write", "really/other", "all")]
    [InlineData("file_read", "way/log/audit-000000000000.jsonl", "all")]
    public void AuditFolder_WithAllThatLiesInIt_IsOutOfReach(string operation, string name, string rule)
    {
        Needs();
        _disk.Folder("really");
        _disk.Link("way", "really");
        _disk.Link("tolog", "way/log");
        using var audit = AuditLog.Open(_disk["way/log"]);
        using var gate = new Gate(new() { Policy = Policy.Parse(AllowAll), Audit = audit });

        Decide(gate, operation, name).Rule?.Id.Should().Be(rule);
    }

    [SkippableFact]
    public void WatchedFolder_TakesNoFurtherPolicies()
    {
        using var gate = Open(AllowAll);
        _disk.Link("watched", "p");
        Decide(gate, "file_write", "p/more.yaml").Rule?.Id.Should().Be("all");
        using var watcher = new PolicyWatcher(gate, [_disk["watched"]], new() { Clock = new ManualClock() });

        foreach (string name in new[] { "watched/more.yaml", "p/more.yaml", "p/MORE.YAML", "p/more.yml", "watched/policy.yaml" })
            Decide(gate, "file_write", name).Rule?.Id.Should().Be("@self", name);
        Decide(gate, "file_delete", "p").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_delete", "watched").Rule?.Id.Should().Be("@self");
        Decide(gate, "file_write", "p/notes.md").Rule?.Id.Should().Be("all");
        Decide(gate, "file_write", "w/more.yaml").Rule?.Id.Should().Be("all");
        Decide(gate, "file_read", "p/policy.yaml").Rule?.Id.Should().Be("all");
    }

    [SkippableTheory]
    [InlineData("file_write", "ws/pfile")]
    [InlineData("file_write", "ws/afile")]
    [InlineData("file_write", "ws/afold/x")]
    [InlineData("file_write", "ws/hook")]
    [InlineData("file_write", "ws/loop")]
    [InlineData("file_write", "PROC/p")]
    [InlineData("file_write", "PROC/p/policy.yaml")]
    [InlineData("file_delete", "PROC/p")]
    [InlineData("file_delete", "PROC/p/policy.yaml")]
    [InlineData("file_delete", "ws/pfold/policy.yaml")]
    [InlineData("file_write recursive", "PROC/p")]
    [InlineData("file_write recursive", "ws/pfold")]
    [InlineData("file_write recursive", "ws")]
    [InlineData("file_write", "/proc/self/root")]
    [InlineData("file_write", "/proc/self/cwd")]
    [InlineData("file_write", "/proc/self/fd/0")]
    [InlineData("file_write", "~bob/x")]
    [InlineData("file_delete", "~bob")]
    public void Place_ThatNobodyCanFind_IsNeitherWrittenNorDeleted(string operation, string name)
    {
        Needs();
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /proc");
        foreach (string head in new[] { "", "symlinks: ignore", "unresolved: allow", "recursive: allow", "default: allow" })
        {
            using var audit = AuditLog.Open(_disk["log"]);
            using var gate = OpenBehindProc(head, "*", audit);

            var decision = Decide(gate, operation, name);

            (decision.Verdict, decision.Rule?.Id).Should().BeOneOf([(Verdict.Deny, "@unresolved"), (Verdict.Deny, "@self")], $"{head}: {decision.Reason}");
        }
    }

    [SkippableTheory]
    [InlineData("ws/pfile")]
    [InlineData("ws/afold/x")]
    [InlineData("ws/hook")]
    public void Place_ThatNobodyCanFind_IsNotWhatUnresolvedAllows(string name)
    {
        Needs();
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /proc");
        using var audit = AuditLog.Open(_disk["log"]);
        using var gate = OpenBehindProc("unresolved: allow", _disk["ws"] + "/**", audit);

        var decision = Decide(gate, "file_write", name);

        (decision.Verdict, decision.Rule?.Id).Should().Be((Verdict.Deny, "@unresolved"));
        decision.Reason.Should().Contain("/proc").And.Contain("neither written nor deleted");
        Decide(gate, "file_write", "ws/plain").Rule?.Id.Should().Be("all");
        Decide(gate, "file_delete", name == "ws/afold/x" ? "ws/afold" : name).Rule?.Id.Should().Be("all", "the link itself is only a link");
    }

    [SkippableFact]
    public void Place_ThatNobodyCanFind_MayBeApprovedAndRead()
    {
        Needs();
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /proc");
        using var audit = AuditLog.InMemory();
        using var gate = OpenBehindProc("unresolved: require_approval", _disk["ws"] + "/**", audit);

        Decide(gate, "file_write", "ws/pfile").Verdict.Should().Be(Verdict.RequireApproval);
        using var all = OpenBehindProc("", "*", audit);
        Decide(all, "file_read", "ws/pfile").Rule?.Id.Should().Be("all");
        Decide(all, "file_write", "/dev/stderr").Rule?.Id.Should().Be("all", "it is no file of the gate, wherever it leads");
    }

    [SkippableTheory]
    [InlineData("file_delete", "ws/p2")]
    [InlineData("file_delete", "ws/p2/")]
    [InlineData("file_delete", "ws/topl2/")]
    [InlineData("file_delete", "ws")]
    [InlineData("file_delete", "ws/proj/.github")]
    [InlineData("file_delete recursive", "ws/proj")]
    [InlineData("file_write", "ws/p2")]
    [InlineData("file_write", "ws/topl2")]
    [InlineData("file_write", "ws/proj/.github")]
    [InlineData("file_write recursive", "ws/links")]
    [InlineData("file_write", "ws/x/../p2")]
    public void FolderThatHoldsHooks_WhateverRecursiveSays_IsOutOfReach(string operation, string name)
    {
        Needs();
        foreach (string head in new[] { "recursive: allow", "", "symlinks: ignore" })
        {
            using var gate = new Gate(new() { Policy = Policy.Parse(AllowAll.Replace("version: 1", "version: 1\n" + head, StringComparison.Ordinal)), Audit = AuditLog.InMemory() });
            _disk.Write("ws/p2/.claude/settings.json");
            _disk.Write("ws/proj/.github/hooks/x.json");
            _disk.Folder("ws/links");
            foreach (var (link, target) in new[] { ("ws/topl2", "p2"), ("ws/links/l", "../p2") })
            {
                File.Delete(_disk[link]);
                _disk.Link(link, target);
            }

            Decide(gate, operation, name).Rule?.Id.Should().Be("@self", head);
            Decide(gate, "file_delete", "ws/topl2").Rule?.Id.Should().Be("all", "the link goes, and what it leads to stays");
            Decide(gate, "file_write", "ws/p2/notes").Rule?.Id.Should().Be("all");
            Decide(gate, "file_read recursive", "ws/p2").Rule?.Id.Should().Be("all");
        }
    }

    [SkippableFact]
    public void Folder_ThatHoldsNoHooks_IsUpToTheRules()
    {
        Needs();
        using var gate = Open(AllowAll);
        _disk.Write("w/.github/workflows/x.yml");
        _disk.Write("w/.claude-notes/settings.json");
        File.Delete(_disk["w/up"]);

        Decide(gate, "file_delete", "w").Rule?.Id.Should().Be("all");
        Decide(gate, "file_write", "w/.github").Rule?.Id.Should().Be("all");
    }

    [SkippableFact]
    public void HooksBesideTheLog_AreNamedAsHooks()
    {
        Needs();
        using var audit = AuditLog.Open(_disk["home"]);
        using var gate = new Gate(new() { Policy = Policy.Parse(AllowAll), Audit = audit });

        Decide(gate, "file_write", "home/.claude/settings.json").Reason.Should().Contain("hooks");
        gate.Decide(ActionRequest.WriteFile("~/home/.claude/settings.json")).Reason.Should().Contain("hooks");
    }

    [SkippableFact]
    public async Task Guard_WritingThePolicyThroughALink_ChangesNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "guarded files need linux");
        using var gate = Open(AllowAll);

        await gate.Invoking(g => g.OpenWriteAsync(_disk["link"], FileMode.Create)).Should().ThrowAsync<ActionDeniedException>();

        File.ReadAllText(_disk["p/policy.yaml"]).Should().Be(AllowAll);
    }

    private Gate Open(string policy, string? beside = null)
    {
        Needs();
        _disk.Write("w/a");
        _disk.Write("p/policy.yaml", policy);
        _disk.Link("link", "p/policy.yaml");
        _disk.Link("folder", "p");
        _disk.Link("w/up", "..");
        _disk.Folder("there");
        _disk.Link("there/policy", "../link");
        var loaded = Policy.Load(_disk["p/policy.yaml"]);
        return new Gate(new() { Policy = beside is null ? loaded : Policy.Combine(loaded, Policy.Parse(beside)), Audit = AuditLog.InMemory() });
    }

    private Gate OpenBehindProc(string head, string target, AuditLog audit)
    {
        _disk.Write("p/policy.yaml", AllowAll.Replace("version: 1", "version: 1\n" + head, StringComparison.Ordinal).Replace("'*'", $"'{target}'", StringComparison.Ordinal));
        _disk.Write("home/.claude/settings.json");
        _disk.Folder("ws");
        string proc = "/proc/self/root" + _disk.Root;
        foreach (var (link, there) in new[] { ("pfile", proc + "/p/policy.yaml"), ("pfold", proc + "/p"), ("afile", proc + "/log/audit-000000000000.jsonl"), ("afold", proc + "/log"), ("hook", proc + "/home/.claude/settings.json"), ("loop", "loop") })
        {
            File.Delete(_disk["ws/" + link]);
            _disk.Link("ws/" + link, there);
        }
        _disk.Folder("etc");
        File.Delete(_disk["etc/policy.yaml"]);
        _disk.Link("etc/policy.yaml", "../p/policy.yaml");
        return new Gate(new() { Policy = Policy.Load(_disk["etc/policy.yaml"]), Audit = audit });
    }

    private static void Needs() => Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");

    private Decision Decide(Gate gate, string operation, string name)
    {
        string[] words = operation.Split(' ');
        string target = name.Length > 0 && name[0] is '/' or '~' ? name : name.StartsWith("PROC/", StringComparison.Ordinal) ? "/proc/self/root" + _disk[name[5..]] : _disk[name];
        return gate.Decide(new ActionRequest(words[0], target, OpenGate.Coder) { IsRecursive = words.Length > 1 });
    }
}
