using System.Security.Cryptography;
using System.Text;
namespace ActionGate.Tests.Gates;

/// <summary>Blocks of Python at a gate: real paths, links, the record.</summary>
public sealed class PythonBlockGateTests : DiskGateTests
{
    private static readonly string[] Rules =
    [
        "deny file_read R/w/keep/**", "allow code_execution python", "allow file_read R/w/**", "allow file_write R/w/**", "allow file_read,file_write /opt/there/**",
        "allow shell_exec '{cat,ln,python3} *'", "deny file_read /etc/hidden", "allow file_delete R/w/**",
    ];

    [SkippableTheory]
    [InlineData("open('w/a')", "allow r1")]
    [InlineData("open('w/out/passwd')", "deny default")]
    [InlineData("open('w/inside/a')", "allow r1")]
    [InlineData("open('w/out/new', 'w')", "deny default")]
    [InlineData("import os\nos.remove('w/out')", "allow r1")]
    [InlineData("import shutil\nshutil.rmtree('w/sub')", "allow r1")]
    [InlineData("import shutil\nshutil.copytree('w', 'w/copy')", "deny")]
    [InlineData("import shutil\nshutil.copytree('w/sub', 'w/copy')", "allow r1")]
    [InlineData("import subprocess\nsubprocess.run(['cat', 'out/passwd'], cwd='w')", "deny default")]
    [InlineData("open('w/' + input())", "deny r0")]
    public async Task Decide_RealPaths_CountForCodeToo(string code, string expected)
    {
        NeedsLinks();
        Disk.Write("w/a");
        Disk.Write("w/keep/k");
        Disk.Write("w/sub/x");
        Disk.Write("elsewhere/passwd");
        Disk.Link("w/out", Disk["elsewhere"]);
        Disk.Link("w/inside", Disk["w"]);

        RuleLines.Told(await Decide(code)).Should().StartWith(expected);
    }

    [SkippableTheory]
    [InlineData("import os\nos.symlink('/opt/there/a', 'w/lnk')\nopen('w/lnk/hosts')", "deny @unresolved")]
    [InlineData("import os\ndef f(): return open('w/lnk/hosts')\nos.symlink('/opt/there/a', 'w/lnk')\nf()", "deny @unresolved")]
    [InlineData("from pathlib import Path\nPath('w/lnk').symlink_to('/opt/there/a')\nPath('w/lnk/hosts').read_text()", "deny @unresolved")]
    [InlineData("import os\nos.symlink('/opt/there/a', 'w/lnk')\nopen('w/./lnk/x/../hosts')", "deny @unresolved")]
    [InlineData("import os\nos.symlink('/opt/there/a', 'w/lnk')\nos.system('cat w/lnk/hosts')", "deny @unresolved")]
    [InlineData("import os\nos.symlink('/opt/there/a', 'w/' + input())\nopen('w/x/hosts')", "deny")]
    [InlineData("import os\nfor i in range(2):\n    open('w/lnk/hosts')\n    os.system('ln -s /opt/there/a w/lnk')", "deny @unresolved")]
    [InlineData("import os\nfor n in ['l', 'l/x']:\n    os.symlink('/opt/there/a', 'w/' + n)", "deny @unresolved")]
    [InlineData("import os\nos.rename('w/link', 'w/moved')\nopen('w/moved/hosts')", "deny @unresolved")]
    [InlineData("import shutil\nshutil.move('w/link', 'w/moved')\nopen('w/moved/hosts')", "deny @unresolved")]
    [InlineData("import os\nos.rename('w/plain', 'w/moved')\nopen('w/moved')", "allow r1")]
    [InlineData("import os\nos.symlink('/opt/there/a', 'w/lnk')\nos.remove('w/lnk')", "allow r1")]
    [InlineData("import os\nos.symlink('/opt/there/a', 'w/lnk')\nopen('w/other')", "allow r1")]
    public async Task Decide_LinksThatTheBlockMakes_LeadNobodyKnowsWhere(string code, string expected)
    {
        NeedsLinks();
        Disk.Write("w/plain");
        Disk.Link("w/link", "/opt/there/a");

        RuleLines.Told(await Decide(code)).Should().StartWith(expected);
    }

    [SkippableTheory]
    [InlineData("python", "import os; os.symlink('/opt/there/a', 'w/lnk')", "bash", "cat w/lnk/hosts")]
    [InlineData("bash", "ln -s /opt/there/a w/lnk", "python", "open('w/lnk/hosts')")]
    [InlineData("python", "import os; os.symlink('/opt/there/a', 'w/lnk')", "python", "open('w/lnk/hosts')")]
    public async Task Decide_LinksOfEarlierBlocks_LeadNobodyKnowsWhere(string first, string firstCode, string second, string secondCode)
    {
        NeedsLinks();
        Disk.Folder("w");

        RuleLines.Told(await Decide([new CodeBlock(firstCode, first), new CodeBlock(secondCode, second)])).Should().Be("deny @unresolved");
    }

    [Theory]
    [InlineData("open('R/policy.yaml', 'w')", "deny @self")]
    [InlineData("import os\nos.remove('R/.claude/settings.json')", "deny @self")]
    [InlineData("import shutil\nshutil.rmtree('R/.claude')", "deny @self")]
    [InlineData("import subprocess\nsubprocess.run(['actiongate', 'approve', '1'])", "deny @self")]
    public async Task Decide_GatesOwnFiles_AreOutOfReachOfCode(string code, string expected)
    {
        Disk.Write(".claude/settings.json", "{}");
        string yaml = "version: 1\nrules:\n  - { id: r, action: [code_execution, file_write, file_delete, shell_exec], target: '*', decision: allow }\n";
        string file = Disk.Write("policy.yaml", yaml);
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new GateOptions { Policy = Policy.Load(file), Audit = audit });

        var decision = await gate.DecideAsync(new CodeRequest([new CodeBlock(code.Replace("R/", Disk.Root + "/", StringComparison.Ordinal), "python")], OpenGate.Coder));

        RuleLines.Told(decision.Overall).Should().Be(expected);
    }

    [Theory]
    [InlineData("swordfish = 1")]
    [InlineData("exec('swordfish = 1')")]
    [InlineData("exec('swordfish (')")]
    [InlineData("swordfish (")]
    [InlineData("'swordfish")]
    [InlineData("import os\nos.system('echo swordfish')")]
    [InlineData("import os\nos.system('echo swordfish; \"')")]
    [InlineData("import os\nos.system('echo swordfish' + input())")]
    [InlineData("import subprocess\nsubprocess.run(['python3', '-c', 'swordfish = 1'])")]
    [InlineData("import subprocess\nsubprocess.run(['echo', 'swordfish', input()])")]
    [InlineData("open(input() + 'x')  # swordfish")]
    public async Task Record_OfCode_HoldsItsHashAndNoneOfIt(string code)
    {
        await Decide(code);

        string record = Open.Records("decision")[0].Json;
        record.Should().Contain("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)))).And.NotContain("swordfish");
    }

    [Fact]
    public async Task Record_OfCode_NamesItsOperations()
    {
        await Decide("open('w/a')\nopen('/etc/hidden')");

        Open.Records("decision")[0].Json.Should().Contain("{\"kind\":\"file_read\",\"target\":\"w/a\",\"verdict\":\"allow\",\"rule\":\"r2\"}")
            .And.Contain("\"target\":\"/etc/hidden\",\"verdict\":\"deny\",\"rule\":\"r6\"");
    }

    [Theory]
    [InlineData("print(1)\n", "cd w && python3 ../x.py", "allow")]
    [InlineData("open('a', 'w')\n", "cd w && python3 ../x.py", "allow")]
    [InlineData("open('a', 'w')\n", "python3 x.py", "deny default")]
    [InlineData("import subprocess\nsubprocess.run(['python3', 'x.py'])\n", "python3 x.py", "allow")]
    [InlineData("open('/etc/shadow', 'w')\n", "python3 x.py", "deny default")]
    public void Decide_ScriptInPython_IsReadAndDecided(string script, string command, string expected)
    {
        Disk.Folder("w");
        Disk.Write("x.py", script);
        Prepare();

        var decision = Open.Decide(command, context: Context);

        RuleLines.Told(decision).Should().StartWith(expected);
        decision.Scripts.Should().ContainSingle().Which.Path.Should().Be(Disk["x.py"]);
    }

    private Task<Decision> Decide(string code) => Decide([new CodeBlock(code, "python")]);

    private async Task<Decision> Decide(CodeBlock[] blocks)
    {
        Prepare();
        return (await Open.Gate.DecideAsync(new CodeRequest(blocks, Context))).Overall;
    }

    private void Prepare() => OpenFor(Rules);
}
