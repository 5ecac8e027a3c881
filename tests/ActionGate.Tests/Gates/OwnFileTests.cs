using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Tests.Gates;

/// <summary>What lies in the working directory, or comes there, may become a part of the code that an executor runs, unless it says that it isolates it.</summary>
public sealed class OwnFileTests : DiskGateTests
{
    private static readonly string[] Rules =
    [
        "allow shell_exec '{echo,cp,mv,sed,sort,touch,tee,cat} *'", "allow file_read,file_write ./**", "allow code_execution python", "allow module_import '*'",
    ];

    [SkippableTheory]
    [InlineData("for f in tmp_code_*; do echo \"rm b\" >> \"$f\"; done")]
    [InlineData("for f in *; do echo 'rm b' >> \"$f\"; done")]
    [InlineData("cp w/a tmp_code_*")]
    [InlineData("cp w/* .")]
    [InlineData("tee -a *.sh < w/a")]
    public async Task ShellBlock_ThatMayWriteItsOwnFile_IsRefusedUnlessIsolated(string code)
    {
        var (isolated, other) = await Decide(new CodeBlock(code, "bash"));

        RuleLines.Told(isolated).Should().StartWith("allow");
        (RuleLines.Told(other), other.DiagnosticId).Should().Be(("deny @unresolved", "AG3018"));
    }

    [SkippableTheory]
    [InlineData("for f in w/*; do echo x >> \"$f\"; done", "bash")]
    [InlineData("echo x >> log.txt; cp w/a b; touch *", "bash")]
    [InlineData("for f in *.txt; do sed -i s/a/b/ \"$f\"; done", "sh")]
    [InlineData("import glob\nopen('out.txt', 'w').write('x')", "python")]
    [InlineData("import json, re", "python")]
    public async Task Block_ThatLeavesItsFile_IsUpToTheRules(string code, string language)
    {
        var (isolated, other) = await Decide(new CodeBlock(code, language));

        (isolated.IsAllowed, other.IsAllowed).Should().Be((true, true), other.Reason);
    }

    [SkippableTheory]
    [InlineData("json.py", "import json", null, false)]
    [InlineData("json/__init__.py", "import json", null, false)]
    [InlineData("re.py", "import json", null, false)]
    [InlineData("sub/json.py", "import json", null, true)]
    [InlineData("sub/json.py", "# filename: sub/a.py\nimport json", "sub/a.py", false)]
    [InlineData("helper.py", "import json", null, true)]
    public async Task Python_ModuleOfTheLibraryBesideTheBlock_IsRefusedUnlessIsolated(string file, string code, string? name, bool expected)
    {
        NeedsLinks();
        Disk.Write(file, "x = 1\n");

        var (isolated, other) = await Decide(new CodeBlock(code, "python") { FileName = name });

        isolated.IsAllowed.Should().BeTrue(isolated.Reason);
        (other.IsAllowed, other.DiagnosticId).Should().Be((expected, expected ? null : "AG3018"), other.Reason);
    }

    [SkippableFact]
    public async Task Python_ModuleThatAnEarlierBlockWrites_IsRefusedUnlessIsolated()
    {
        var (isolated, other) = await Decide(new CodeBlock("open('json.py', 'w').write('x')", "python"), new CodeBlock("import json", "python"));

        (isolated.IsAllowed, other.IsAllowed).Should().Be((true, false));
    }

    [SkippableFact]
    public async Task Python_InAFolderThatNobodyNames_ImportsNothing()
    {
        OpenFor(Rules);
        var nowhere = OpenGate.Coder with { WorkingDirectory = null };

        (await Open.Gate.AuthorizeAsync(new CodeRequest([new CodeBlock("import json", "python")], nowhere))).IsGranted.Should().BeFalse();
        (await Open.Gate.AuthorizeAsync(new CodeRequest([new CodeBlock("import json", "python")], nowhere) { IsIsolated = true })).IsGranted.Should().BeTrue();
        (await Open.Gate.AuthorizeAsync(new CodeRequest([new CodeBlock("import sys", "python")], nowhere))).IsGranted.Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("bash", "bash", "")]
    [InlineData("python", "py", "")]
    [InlineData("bash", "sh", "\n")]
    public async Task Block_WhoseFileIsALink_IsRefused(string language, string ending, string end)
    {
        NeedsLinks();
        const string Code = "echo = 1";
        Disk.Link($"tmp_code_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Code)))}.{ending}", "/tmp/elsewhere");

        var (isolated, other) = await Decide(new CodeBlock(Code + end, language));

        (isolated.IsAllowed, other.DiagnosticId).Should().Be((true, "AG3018"));
    }

    private async Task<(Decision Isolated, Decision Other)> Decide(params CodeBlock[] blocks)
    {
        NeedsLinks();
        Disk.Write("w/a", "x\n");
        OpenFor(Rules);
        return (
            (await Open.Gate.DecideAsync(new CodeRequest(blocks, Context) { IsIsolated = true })).Overall,
            (await Open.Gate.DecideAsync(new CodeRequest(blocks, Context))).Overall);
    }
}
