using ActionGate.Tests.FileSystem;

namespace ActionGate.Tests.Gates;

/// <summary>
/// What a gate that allows everything keeps from being written and deleted for its own sake, and what of everyday's texts it lets pass:
/// Corpus/GateTexts.
/// </summary>
public sealed class GateTextTests : IDisposable
{
    private const string Everything =
        "version: 1\nrules:\n  - { id: all, action: [shell_exec, file_read, file_write, file_delete, network, env_write, env_read, script_exec], target: '*', decision: allow }\n";

    private static readonly ActionContext Agent = new() { Agent = "coder" };

    private readonly DiskFolder _disk = new();

    public void Dispose() => _disk.Dispose();

    [SkippableFact]
    public void Decide_EachTextOfTheCorpus_IsLetPassOrNot()
    {
        using var audit = OpenLog();
        using var gate = Open(audit, Everything);
        var failures = new List<string>();
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "GateTexts", "everyday.txt")))
        {
            if (line is "" or ['#', ..])
                continue;
            var decision = Decide(gate, line[2..].Replace("{{root}}", _disk.Root, StringComparison.Ordinal));
            bool isKept = decision.Verdict == Verdict.Deny && decision.Operations.Any(o => o.Rule?.Id is "@self" or "@unresolved");
            if (line[0] == '+' ? !decision.IsAllowed : !isKept)
                failures.Add($"{line}   ({decision.Verdict}: {decision.Reason})");
        }

        failures.Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("cp evil ?txy")]
    [InlineData("cp ?txy evil")]
    [InlineData("mv evil *txy")]
    [InlineData("for f in ?txy; do cp evil \"$f\"; done")]
    [InlineData("install evil ?txy")]
    public void Decide_FileThatBearsAnOptionsName_IsNoOperand(string text)
    {
        Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
        using var audit = OpenLog();
        using var gate = Open(audit, Everything);
        _disk.Write("evil");
        bool isFreeBefore = Decide(gate, text).IsAllowed;
        _disk.Write("-txy");
        _disk.Link("xy", "log");

        var decision = Decide(gate, text);

        (isFreeBefore, decision.Verdict, decision.Rule?.Id).Should().Be((true, Verdict.Deny, "@unresolved"), decision.Reason);
    }

    [SkippableTheory]
    [InlineData("for f in *.x; do rm -r $f; done", false)]
    [InlineData("for f in *.x; do cp evil $f; done", false)]
    [InlineData("for f in *.x; do gcc -c $f; done", false)]
    [InlineData("for f in *.x; do sed -i s/a/b/ $f; done", false)]
    [InlineData("for f in src/*; do rm -r $f; done", false)]
    [InlineData("for f in src/*; do cp evil docs/${f##*/}; done", false)]
    [InlineData("for f in src/*; do cp evil docs/$(basename $f); done", false)]
    [InlineData("del() { rm -r \"$@\"; }; for f in *.x; do del $f; done", false)]
    [InlineData("for f in *.x; do for g in $f; do rm -r \"$g\"; done; done", false)]
    [InlineData("for f in *.x; do a=($f); rm -r \"${a[1]}\"; done", false)]
    [InlineData("for f in *.x; do set -- $f; rm -r \"$2\"; done", false)]
    [InlineData("for f in *.x; do rm \"$f\"; done", true)]
    [InlineData("for f in *.x; do cat $f; done", true)]
    [InlineData("for f in *.o; do rm $f; done", true)]
    [InlineData("for f in build/*; do rm $f; done", true)]
    public void Decide_FileWithABlankInItsName_IsNotOneArgument(string text, bool isAllowed)
    {
        using var audit = OpenLog();
        using var gate = Open(audit, Everything);
        _disk.Write("evil");
        _disk.Write("a log b.x");
        _disk.Write("src/a log");

        var decision = Decide(gate, text);

        decision.IsAllowed.Should().Be(isAllowed, decision.Reason);
    }

    /// <summary>One of its parts may be hidden, or lead upwards.</summary>
    [SkippableTheory]
    [InlineData("cd w; for f in *; do cat $f; done", false)]
    [InlineData("cd w; for f in *; do cat $f.env; done", false)]
    [InlineData("cd w; for f in *; do cat $f/secret; done", false)]
    [InlineData("for f in w/*; do cat $f.env; done", false)]
    [InlineData("x='w/* y'; for f in $x; do cat $f; done", false)]
    [InlineData("a=(w/*); cat ${a[0]}", false)]
    [InlineData("for f in plain/*; do cat $f; done; touch 'plain/a .env'", false)]
    [InlineData("cp w/* plain/; for f in plain/*; do cat $f; done", false)]
    [InlineData("cp \"$x\" plain/; for f in plain/*; do cat $f; done", false)]
    [InlineData("for f in w/*; do cat \"$f\"; done", true)]
    [InlineData("for f in plain/*; do cat $f; done", true)]
    [InlineData("for f in plain/*; do sort $f > $f.sorted; done", true)]
    [InlineData("cp plain/* other/; for f in other/*; do cat $f; done", true)]
    public void Decide_FileWithABlankInItsName_IsReadAsSeveral(string text, bool isAllowed)
    {
        string noHidden = $$"""
            version: 1
            base: {{_disk.Root}}
            rules:
              - { id: hidden, action: file_read, path: "**/.*", decision: deny }
              - { id: below, action: [file_read, file_write, file_delete], path: "./**", decision: allow }
              - { id: commands, action: shell_exec, target: "*", decision: allow }
            """;
        using var audit = OpenLog();
        using var gate = Open(audit, noHidden);
        _disk.Write("w/ ");
        _disk.Write("w/x .env");
        _disk.Write("w/.env");
        _disk.Write("plain/a");
        Directory.CreateDirectory(_disk["other"]);

        var decision = Decide(gate, text);

        decision.IsAllowed.Should().Be(isAllowed, decision.Reason);
    }

    [SkippableTheory]
    [InlineData("f=$(mktemp) || exit 1; echo x > \"$f\"; rm \"$f\"", true)]
    [InlineData("d=$(mktemp -d) && cp a.txt \"$d/x\" && cat \"$d/x\" && rm -r \"$d\"", true)]
    [InlineData("f=$(mktemp /tmp/x.XXXXXX) || exit 1; echo x > \"$f\"", true)]
    [InlineData("f=$(mktemp /tmp/kept.XXXXXX) || exit 1; echo x > \"$f\"", false)]
    [InlineData("f=$(mktemp /tmp/k.XXXXXX) || exit 1; echo x > \"$f/kept/x\"", false)]
    [InlineData("f=$(mktemp /var/x.XXXXXX) || exit 1; echo x > \"$f\"", false)]
    [InlineData("f=$(mktemp -p /var) || exit 1; echo x > \"$f\"", false)]
    [InlineData("f=$(mktemp) || exit 1; echo x > \"$f/../../var/x\"", false)]
    [InlineData("d=$(mktemp -d); echo x > \"$d/x\"", false)]
    [InlineData("f=$(mktemp); bash \"$f\"", false)]
    public void Decide_NameThatIsMadeUp_IsUpToTheRulesOfItsFolder(string text, bool isAllowed)
    {
        const string Temporary = """
            version: 1
            rules:
              - { id: kept, action: file_write, path: ["/tmp/kept.*", "/tmp/**/kept/**"], decision: deny }
              - { id: files, action: [file_read, file_write, file_delete, script_exec], path: "/tmp/**", decision: allow }
              - { id: here, action: file_read, path: "**/a.txt", decision: allow }
              - { id: commands, action: shell_exec, target: "*", decision: allow }
            """;
        Skip.If(OperatingSystem.IsWindows(), "its folders are others");
        using var audit = OpenLog();
        using var gate = Open(audit, Temporary);

        var decision = Decide(gate, text);

        decision.IsAllowed.Should().Be(isAllowed, decision.Reason);
    }

    [Theory]
    [InlineData("linux")]
    [InlineData("macos")]
    [InlineData("windows")]
    public void Evaluate_NameThatIsMadeUp_HasARuleOnEachPlatform(string platform)
    {
        var policy = Policy.Parse(Everything.Replace("version: 1", $"version: 1\nplatform: {platform}", StringComparison.Ordinal), new PolicyOptions { BaseDirectory = platform == "windows" ? "C:\\w" : "/w" });

        var decision = policy.Evaluate(ActionRequest.Shell("f=$(mktemp) || exit 1; echo x > \"$f\"", new ActionContext { Agent = "coder" }));

        decision.Operations.Should().Contain(o => o.Operation.Kind == ActionKind.FileWrite && o.Rule!.Id == "all");
    }

    [SkippableFact]
    public void Decide_PathThatHoldsTheMarkOfAMadeUpName_IsAPathThatIsThere()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
        using var audit = OpenLog();
        using var gate = Open(audit, Everything);
        _disk.Link("x\uFDD3", "log/checkpoint");

        gate.Decide(ActionRequest.WriteFile(_disk["x\uFDD3"], Agent)).Verdict.Should().Be(Verdict.Deny);
        Decide(gate, "cat a.txt > x\uFDD3").Verdict.Should().Be(Verdict.Deny);
        Decide(gate, "python3 -c \"open('x\\uFDD3', 'w')\"").Verdict.Should().Be(Verdict.Deny);
    }

    private Decision Decide(Gate gate, string text) => gate.Decide(ActionRequest.Shell(text, Agent with { WorkingDirectory = _disk.Root }));

    private AuditLog OpenLog()
    {
        foreach (string file in new[] { "keys/other", "plain/a", "a.txt", "b.txt", "a.o", "b.o", "x.pyc", "list", "src/a.c", "src/b.c", "build/x", "docs/n" })
            _disk.Write(file);
        if (!OperatingSystem.IsWindows())
        {
            _disk.Link("link", "keys/audit.key");
            _disk.Link("tolog", "log");
        }
        return AuditLog.Open(_disk["log"], new AuditOptions { KeyFile = _disk["keys/audit.key"] });
    }

    private static Gate Open(AuditLog audit, string policy) => new(new() { Policy = Policy.Parse(policy), Audit = audit });
}
