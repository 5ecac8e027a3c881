using System.Security.Cryptography;
using System.Text;
namespace ActionGate.Tests.Gates;

/// <summary>What the scripts that a command runs would do belongs to the request, as <c>scripts</c> says.</summary>
public sealed class ScriptTests : DiskGateTests
{
    private static readonly string[] Rules =
    [
        "deny shell_exec 'rm *'", "allow shell_exec '{sh,bash,echo,python3,npm,sed,awk} *'", "allow shell_exec ./run", "allow shell_exec 'source *'", "allow file_write R/out/**",
    ];

    [Theory]
    [InlineData("echo a\n", "sh x.sh", "allow r1")]
    [InlineData("echo a\nrm b\n", "sh x.sh", "deny r0")]
    [InlineData("echo a\nrm b\n", "sh ./x.sh 1 2", "deny r0")]
    [InlineData("echo a; rm b", "bash x.sh", "deny r0")]
    [InlineData("rm b", "source ./x.sh", "deny r0")]
    [InlineData("rm b", "cd . && sh x.sh", "deny r0")]
    [InlineData("echo a > out/b", "sh x.sh", "allow r1")]
    [InlineData("echo a > c", "sh x.sh", "deny default")]
    [InlineData("whoami", "sh x.sh", "deny default")]
    [InlineData("echo 'open", "sh x.sh", "deny @unresolved")]
    [InlineData("sh x.sh", "sh x.sh", "allow r1")]
    [InlineData("print(1)", "python3 x.sh", "allow r1")]
    [InlineData("open('out/b', 'w')", "python3 x.sh", "allow r1")]
    [InlineData("open('c', 'w')", "python3 x.sh", "deny default")]
    [InlineData("import os; os.system('rm b')", "python3 x.sh 1 2", "deny r0")]
    [InlineData("import os; os.system('sh x.sh')", "python3 x.sh", "deny @unresolved")]
    [InlineData("import helper", "python3 x.sh", "deny @unresolved")]
    [InlineData("print(", "python3 x.sh", "deny @unresolved")]
    [InlineData("python3 -c 'open(\"c\", \"w\")'", "sh x.sh", "deny default")]
    [InlineData("open('b', 'w')", "cd out && python3 ../x.sh", "allow default")]
    [InlineData("open('out/b', 'w')", "cd . && python3 x.sh", "allow default")]
    public void Scan_ScriptOfACommand_BelongsToTheRequest(string script, string command, string expected)
    {
        Disk.Write("x.sh", script);

        RuleLines.Told(Decide("", command)).Should().Be(expected);
    }

    [Theory]
    [InlineData("s/a/b/\n", "sed -f x.sh f", "allow r1")]
    [InlineData("s/'/x/\n", "sed -f x.sh f", "allow r1")]
    [InlineData("s/a/b/\ne rm b\n", "sed -f x.sh f", "deny r0")]
    [InlineData("w c\n", "sed -n -f x.sh f", "deny default")]
    [InlineData("{ print $1 }", "awk -f x.sh f", "allow r1")]
    [InlineData("BEGIN { system(\"rm b\") }", "awk -f x.sh f", "deny r0")]
    [InlineData("BEGIN { x = \"rm b\"; system(x) }", "awk -f x.sh f", "deny @unresolved")]
    public void Scan_ProgramForSedOrAwk_IsReadAsIfItWereAnArgument(string program, string command, string expected)
    {
        Disk.Write("x.sh", program);

        RuleLines.Told(Decide("", command)).Should().Be(expected);
    }

    [Theory]
    [InlineData("#!/bin/sh\nrm b", "deny r0")]
    [InlineData("#!/usr/bin/env bash\nrm b", "deny r0")]
    [InlineData("#!/bin/bash -eu\nrm b", "deny r0")]
    [InlineData("rm b", "deny r0")]
    [InlineData("#!/bin/sh\necho a", "allow r2")]
    [InlineData("#!/usr/bin/env python3\nprint(1)", "allow r2")]
    [InlineData("#!/usr/bin/env python3\nopen('c', 'w')", "deny default")]
    [InlineData("#!/usr/bin/perl\n1", "allow r2")]
    [InlineData("#!/usr/bin/env -iS bash\nrm b", "deny @unresolved")]
    [InlineData("#!/usr/bin/env -S touch x\n", "deny @unresolved")]
    [InlineData("#!/usr/bin/touch x\n", "deny @unresolved")]
    [InlineData("#!/bin/bash --rcfile=x\necho a", "deny @unresolved")]
    public void Scan_FileThatIsAProgram_IsWhatItsFirstLineSays(string script, string expected)
    {
        Disk.Write("run", script);

        RuleLines.Told(Decide("", "./run")).Should().Be(expected);
    }

    [Theory]
    [InlineData("scripts: scan", "sh gone.sh", "allow r1")]
    [InlineData("scripts: ignore", "sh x.sh", "allow r1")]
    [InlineData("scripts: require", "sh x.sh", "deny r0")]
    [InlineData("scripts: require", "sh gone.sh", "deny @unresolved")]
    [InlineData("scripts: require", "python3 x.py", "allow r1")]
    [InlineData("scripts: require", "python3 gone.py", "deny @unresolved")]
    [InlineData("scripts: scan", "echo 'rm b' > out/y.sh; sh out/y.sh", "deny @unresolved")]
    [InlineData("scripts: ignore", "echo 'rm b' > out/y.sh; sh out/y.sh", "allow r1")]
    [InlineData("scripts: scan", "npm test", "allow r1")]
    [InlineData("scripts: scan", "echo 'rm b' > out/y.py; python3 out/y.py", "deny @unresolved")]
    [InlineData("scripts: ignore", "echo 'rm b' > out/y.py; python3 out/y.py", "allow r1")]
    [InlineData("scripts: ignore", "python3 w.py", "allow r1")]
    [InlineData("scripts: scan", "python3 w.py", "deny default")]
    public void Scripts_EachWord_SaysWhatCounts(string scripts, string command, string expected)
    {
        Disk.Write("x.sh", "rm b");
        Disk.Write("x.py", "print(1)");
        Disk.Write("w.py", "open('c', 'w')");
        Disk.Write("package.json", "{ \"scripts\": { \"test\": \"jest\" } }");

        RuleLines.Told(Decide(scripts, command)).Should().Be(expected);
    }

    [Fact]
    public void Scan_SameScriptFromAnotherFolder_IsDecidedThereToo()
    {
        Disk.Write("x.sh", "echo a > y");
        Disk.Folder("out");
        Disk.Folder("etc");

        RuleLines.Told(Decide("", $"cd out && sh {Disk["x.sh"]}")).Should().Be("allow default");
        RuleLines.Told(Decide("", $"(cd out && sh {Disk["x.sh"]}); cd etc && sh {Disk["x.sh"]}")).Should().Be("deny default");
    }

    [Theory]
    [InlineData("x=1")]
    [InlineData("# nothing")]
    public void Decide_TextThatDoesNothing_IsStillForListedAgentsOnly(string text)
    {
        const string Listed = "version: 1\nagents: { coder: {} }\nrules: []\n";
        Open = new OpenGate(Listed);

        Open.Decide(text).IsAllowed.Should().BeTrue();
        Open.Decide(text, context: OpenGate.Coder with { Agent = "somebody" }).IsAllowed.Should().BeFalse();
    }

    [Fact]
    public void Scan_ScriptThatWasRead_IsNamedWithItsHash()
    {
        Disk.Write("x.sh", "echo a\n");

        var decision = Decide("", "sh x.sh");

        var script = decision.Scripts.Should().ContainSingle().Subject;
        script.Path.Should().Be(Disk["x.sh"]);
        script.Hash.Should().Be("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("echo a\n"))));
        Open.Records("decision")[0].Json.Should().Contain($"\"scripts\":[\"{script.Hash}\"]");
    }

    [Theory]
    [InlineData("sh x", "# body\nX=body\n")]
    [InlineData("awk -f x a", "BEGIN { key = \"body\" }\n")]
    [InlineData("sed -f x a", "s/a/body/\n")]
    public void Scan_ScriptThatDoesNothing_StandsInNoRecord(string command, string script)
    {
        Disk.Write("x", script);

        Decide("", command);

        Open.Records("decision")[0].Json.Should().NotContain("body");
    }

    [Fact]
    public async Task Approval_ScriptThatChangesMeanwhile_IsNotGranted()
    {
        Disk.Write("x.sh", "echo a\n");
        string yaml = RuleLines.Yaml($"base: {Disk.Root}", ["ask shell_exec 'sh *'", "allow shell_exec 'echo *'"], Disk.Root);
        Open = new OpenGate(yaml, (open, options) => options with
        {
            Approvals = ApprovalHandler.From(_ =>
            {
                Disk.Write("x.sh", "rm b\n");
                return ApprovalResponse.Approve("somebody");
            }),
        });

        var permit = await Open.Authorize("sh x.sh", context: Context);

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3019"));
    }

    /// <summary>What no scanner reads is bound all the same.</summary>
    [Theory]
    [InlineData("node x.js", "x.js")]
    [InlineData("perl x.pl", "x.pl")]
    [InlineData("make", "Makefile")]
    [InlineData("./tool", "tool")]
    public async Task Approval_ScriptThatNobodyReadsAndThatChangesMeanwhile_IsNotGranted(string command, string file)
    {
        Disk.Write(file, "#!/usr/bin/perl\nprint 1;\n");
        bool changes = false;
        Open = new OpenGate(RuleLines.Yaml($"base: {Disk.Root}", ["ask shell_exec '*'", "allow script_exec ./**"], Disk.Root), (open, options) => options with
        {
            Approvals = ApprovalHandler.From(request =>
            {
                open.Asked.Add(request);
                if (changes)
                    Disk.Write(file, "#!/usr/bin/perl\nprint 2;\n");
                return ApprovalResponse.Approve("somebody");
            }),
        });

        (await Open.Authorize(command, context: Context)).IsGranted.Should().BeTrue();
        changes = true;
        var permit = await Open.Authorize(command, context: Context);

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3019"));
        Open.Asked[0].Scripts.Should().ContainSingle().Which.Path.Should().Be(Disk[file]);
    }

    [Theory]
    [InlineData("sh new.sh", "new.sh")]
    [InlineData("sh there && ./new", "new")]
    [InlineData("python3 -m new", "new.py")]
    [InlineData("node new.js", "new.js")]
    [InlineData("make", "Makefile")]
    public async Task Approval_ScriptThatAppearsMeanwhile_IsNotGranted(string command, string file)
    {
        string yaml = RuleLines.Yaml($"base: {Disk.Root}", ["ask shell_exec '*'", "allow shell_exec 'echo *'"], Disk.Root);
        Open = new OpenGate(yaml, (open, options) => options with
        {
            Approvals = ApprovalHandler.From(request =>
            {
                open.Asked.Add(request);
                if (open.Asked.Count == 2)
                    Disk.Write(file, "a=1\n");
                return ApprovalResponse.Approve("somebody");
            }),
        });

        (await Open.Authorize(command, context: Context)).IsGranted.Should().BeTrue();
        var permit = await Open.Authorize(command, context: Context);

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3019"));
        permit.Decision.Scripts.Should().BeEmpty();
        (await Open.Authorize(command, context: Context)).Decision.Scripts.Should().NotBeEmpty();
        Open.Asked[0].Digest.Should().NotBe(Open.Asked[2].Digest);
        Open.Records("decision")[0].Json.Should().NotContain("absent");
    }

    private Decision Decide(string head, string command)
    {
        OpenFor(Rules, head + "\n");
        return Open.Decide(command, context: Context);
    }
}
