namespace ActionGate.Tests.Gates;

/// <summary>What of a policy mounts can say: places on the disk, and whether there is a network.</summary>
public sealed class ConfinementTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("actiongate-confine-").FullName;
    private readonly AuditLog _audit = AuditLog.InMemory();

    public void Dispose()
    {
        _audit.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [SkippableFact]
    public async Task Confinement_WholeSubtrees_AreOnePlaceEach()
    {
        Write("in/a", "in/sub/b", "out/x", "other/y");

        var confinement = await ConfineAsync(Rule("file_read", "ROOT/in/**"), Rule("[file_read, file_write]", "ROOT/out/**"));

        Shown(confinement).Should().Equal("ReadOnly in/", "ReadWrite out/");
        confinement.AllowsNetwork.Should().BeFalse();
    }

    [SkippableFact]
    public async Task Confinement_RefusedThings_AreMasked()
    {
        Write("out/x", "out/.env", "out/sub/.git/config", "out/sub/ok");

        var confinement = await ConfineAsync(Rule("[file_read, file_write]", "**/.*", "deny"), Rule("[file_read, file_write]", "ROOT/out/**"));

        Shown(confinement).Should().Equal("ReadWrite out/", "Hidden out/.env", "Hidden out/sub/.git/");
    }

    [SkippableFact]
    public async Task Confinement_DeleteRefused_IsNoFolderToChange()
    {
        Write("out/x");

        var confinement = await ConfineAsync(Rule("file_delete", "**", "deny"), Rule("[file_read, file_write]", "ROOT/out/**"));

        Shown(confinement).Should().Equal("ReadOnly out/", "ReadWrite out/x");
    }

    [SkippableFact]
    public async Task Confinement_NarrowPatterns_AreTheFilesThatAreThere()
    {
        Write("in/a.txt", "in/b.key", "in/sub/c.txt");

        Shown(await ConfineAsync(Rule("file_read", "ROOT/in/*.txt"))).Should().Equal("ReadOnly in/a.txt");
        Shown(await ConfineAsync(Rule("file_read", "ROOT/in/**/*.txt"))).Should().Equal("ReadOnly in/a.txt", "ReadOnly in/sub/c.txt");
        Shown(await ConfineAsync(Rule("file_read", "ROOT/in/a.txt"))).Should().Equal("ReadOnly in/a.txt");
    }

    [SkippableFact]
    public async Task Confinement_WriteWithoutRead_IsNothing()
    {
        Write("out/x");

        Shown(await ConfineAsync(Rule("file_write", "ROOT/out/**"))).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Confinement_Links_AreDecidedByWhereTheyLead()
    {
        Write("secret/x", "in/y");
        Directory.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_root, "secret"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "in/link"), Path.Combine(_root, "secret"));

        Shown(await ConfineAsync(Rule("file_read", "ROOT/secret/**", "deny"), Rule("file_read", "ROOT/link/**"), Rule("file_read", "ROOT/in/**")))
            .Should().Equal("ReadOnly in/");
    }

    [SkippableFact]
    public async Task Confinement_WhatIsAskedAbout_IsThereOnceItWasApproved()
    {
        Write("in/a", "in/b");
        string[] rules = [Rule("file_read", "ROOT/in/*", "require_approval"), Rule("shell_exec", "cat *")];

        var confinement = await ConfineAsync(rules, $"cat {_root}/in/a", approves: true);

        Shown(confinement).Should().Equal("ReadOnly in/a");
    }

    [SkippableFact]
    public async Task Confinement_WriteThatWasGranted_LetsNobodyRead()
    {
        Write("in/a");
        string[] rules = [Rule("file_read", "**", "deny"), Rule("file_write", "ROOT/in/*", "require_approval"), Rule("shell_exec", "echo *")];

        Shown(await ConfineAsync(rules, $"echo x >> {_root}/in/a", approves: true)).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Confinement_TooMuchToLookAt_IsHidden()
    {
        Write([.. Enumerable.Range(0, 4200).Select(i => $"out/f{i}"), "out/.env"]);

        var confinement = await ConfineAsync(Rule("[file_read, file_write]", "**/.*", "deny"), Rule("[file_read, file_write]", "ROOT/out/**"));

        confinement.GetPaths().Should().OnlyContain(p => p.Access != PathAccess.ReadWrite || p.Path.EndsWith("/out", StringComparison.Ordinal));
        confinement.GetPaths().Should().HaveCountLessThan(1100).And.Contain(p => p.Path == Path.Combine(_root, "out/.env") && p.Access == PathAccess.Hidden);
    }

    [SkippableFact]
    public async Task Confinement_TooManyToMask_HidesAllAroundThem()
    {
        Write([.. Enumerable.Range(0, 1500).Select(i => $"out/.f{i}"), "out/ok"]);

        var confinement = await ConfineAsync(Rule("[file_read, file_write]", "**/.*", "deny"), Rule("[file_read, file_write]", "ROOT/out/**"));

        Shown(confinement).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("example.com", "allow", true)]
    [InlineData("example.com", "deny", false)]
    [InlineData("example.com", "require_approval", false)]
    public async Task Confinement_Network_IsThereWhereARuleMayAllowSome(string host, string decision, bool expected) =>
        (await ConfineAsync(Rule("network", host, decision))).AllowsNetwork.Should().Be(expected);

    [SkippableFact]
    public async Task Confinement_NetworkOfOneLayer_IsNone()
    {
        var net = Policy.Parse(Document([Rule("network", "example.com")]));
        var without = Policy.Parse(Document([]));
        var silent = Policy.Parse("version: 1\ndefault: abstain\nrules:\n  - { action: network, target: \"10.0.0.1\", decision: deny }\n");

        (await ConfineAsync(Policy.Combine(net, without), "true", approves: false)).AllowsNetwork.Should().BeFalse();
        (await ConfineAsync(Policy.Combine(silent, net), "true", approves: false)).AllowsNetwork.Should().BeTrue();
    }

    [SkippableFact]
    public async Task Confinement_OfAnAgent_IsItsOwn()
    {
        Write("in/a");
        const string Text = """
            version: 1
            agents:
              coder: { rules: [{ action: file_read, target: "ROOT/in/**", decision: allow }] }
              other: {}
            rules:
              - { action: shell_exec, target: "true", decision: allow }
            """;
        var policy = Policy.Parse(Text.Replace("ROOT", _root, StringComparison.Ordinal));

        Shown(await ConfineAsync(policy, "true", approves: false)).Should().Equal("ReadOnly in/");
        Shown(await ConfineAsync(policy, "true", approves: false, "other")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Confinement_WatchedPolicyFolder_IsHiddenWhereCodeCouldAddAPolicy()
    {
        Write("out/x", "out/policies/p.yaml", "out/policies/deep/y", "in/p.yaml", "in/other");
        using var gate = new Gate(new()
        {
            Policy = Policy.Parse(Document([Rule("[file_read, file_write]", "ROOT/out/**"), Rule("file_read", "ROOT/in/**")]).Replace("ROOT", _root, StringComparison.Ordinal)),
            Audit = _audit,
        });
        gate.ProtectPolicyFolders([Path.Combine(_root, "out/policies"), Path.Combine(_root, "in")]);

        var permit = await gate.AuthorizeAsync(new CodeRequest([new CodeBlock("true", "bash")], new ActionContext { Agent = "coder", WorkingDirectory = _root }));

        Shown(permit.Confinement!).Should().Equal("ReadOnly in/", "Hidden in/p.yaml", "ReadWrite out/", "Hidden out/policies/");
    }

    [SkippableFact]
    public async Task Confinement_DiskThatChanged_IsLookedAtAgain()
    {
        Write("out/x");
        var confinement = await ConfineAsync(Rule("[file_read, file_write]", "**/.*", "deny"), Rule("[file_read, file_write]", "ROOT/out/**"));
        Shown(confinement).Should().Equal("ReadWrite out/");

        Write("out/.env");

        Shown(confinement).Should().Equal("ReadWrite out/", "Hidden out/.env");
    }

    [SkippableFact]
    public async Task Authorize_NotGrantedOrNotCode_ConfinesNothing()
    {
        using var gate = new Gate(new() { Policy = Policy.Parse(Document([])), Audit = _audit });

        (await gate.AuthorizeAsync(new CodeRequest([new CodeBlock("rm x", "bash")], OpenGate.Coder))).Confinement.Should().BeNull();
        (await gate.AuthorizeAsync(ActionRequest.Shell("true"))).Confinement.Should().BeNull();
    }

    private static string Rule(string action, string target, string decision = "allow") => $"  - {{ action: {action}, target: \"{target}\", decision: {decision} }}";

    private static string Document(string[] rules) =>
        $"version: 1\nrules:\n{string.Join('\n', rules)}\n  - {{ action: shell_exec, target: \"true\", decision: allow }}\n";

    private Task<Confinement> ConfineAsync(params string[] rules) => ConfineAsync(rules, "true", approves: false);

    private Task<Confinement> ConfineAsync(string[] rules, string code, bool approves) =>
        ConfineAsync(Policy.Parse(Document(rules).Replace("ROOT", _root, StringComparison.Ordinal)), code, approves);

    private async Task<Confinement> ConfineAsync(Policy policy, string code, bool approves, string agent = "coder")
    {
        Skip.If(OperatingSystem.IsWindows(), "no sandbox there");
        var approvals = approves ? ApprovalHandler.From(_ => ApprovalResponse.Approve("ann")) : null;
        using var gate = new Gate(new() { Policy = policy, Audit = _audit, Approvals = approvals });
        await using var permit = await gate.AuthorizeAsync(new CodeRequest([new CodeBlock(code, "bash")], new ActionContext { Agent = agent, WorkingDirectory = _root }));
        permit.IsGranted.Should().BeTrue(permit.Decision.Reason);
        return permit.Confinement!;
    }

    private void Write(params string[] files)
    {
        foreach (string file in files)
        {
            string path = Path.Combine(_root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    private IEnumerable<string> Shown(Confinement confinement) => confinement.GetPaths()
        .Select(p => $"{p.Access} {Path.GetRelativePath(_root, p.Path)}{(p.IsFolder ? "/" : "")}")
        .Order(StringComparer.Ordinal)
        .OrderBy(line => line.Split(' ')[1], StringComparer.Ordinal);
}
