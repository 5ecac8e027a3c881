namespace ActionGate.Tests.Gates;

/// <summary>What an archive brings is not there when it is decided: links, names that rules refuse, hooks of agents' hosts.</summary>
public sealed class UnpackingTests : DiskGateTests
{
    private static readonly string[] Rules =
    [
        "allow shell_exec '{tar,unzip,patch,git,python3,cat,ls,rm,cd,echo,cp,mkdir} *'", "allow file_read ./**", "allow file_write,file_delete ./w", "allow file_write,file_delete ./w/**",
        "allow module_import *", "allow code_execution python", "allow network example.org", "allow script_exec ./**",
    ];

    [SkippableTheory]
    [InlineData("unzip -q a.zip -d w", "cat w/l")]
    [InlineData("unzip -q a.zip -d w", "echo x > w/d/x")]
    [InlineData("tar xf a.tar -C w", "cd w/d && ls")]
    [InlineData("patch -d w -p1 < w/p.diff", "cat w/l")]
    [InlineData("cd w && git apply ../p.diff", "cat w/l")]
    [InlineData("git clone https://example.org/r w/r", "cat w/r/l")]
    [InlineData("py:import tarfile\ntarfile.open('a.tar').extractall('w')", "cat w/l")]
    [InlineData("tar xf a.tar -C w", "py:print(open('w/l').read())")]
    [InlineData("py:import tarfile\ntarfile.open('a.tar').extractall('w')\nprint(open('w/l').read())")]
    [InlineData("py:import shutil\nshutil.unpack_archive('a.tar', 'w')\nopen('w/d/x', 'w').write('x')")]
    [InlineData("py:import subprocess\nsubprocess.run(['tar', 'xf', 'a.tar', '-C', 'w'])\nprint(open('w/l').read())")]
    [InlineData("py:import shutil\nshutil.unpack_archive('a.tar', 'w')\nshutil.copytree('w', 'w/x')")]
    public async Task PathBelowTheFolder_MayLeadThroughALink(params string[] blocks)
    {
        NeedsLinks();

        var permit = await Authorize(Rules, blocks);

        (permit.IsGranted, permit.Decision.Rule?.Id).Should().Be((false, "@unresolved"), permit.Decision.Reason);
    }

    [SkippableTheory]
    [InlineData("tar xf a.tar -C w; ls w")]
    [InlineData("tar xf a.tar -C w", "ls w", "rm w/x", "rm -rf w")]
    [InlineData("cat w/x", "tar xf w/a.tar -C w")]
    [InlineData("patch -d w -p1 < w/p.diff")]
    [InlineData("git clone https://example.org/r w/r")]
    [InlineData("py:import tarfile\ntarfile.open('w/a.tar').extractall('w')\nprint('done')")]
    [InlineData("py:import zipfile, os\nwith zipfile.ZipFile('a.zip') as z:\n    z.extractall('w')\nprint(os.listdir('w'))")]
    [InlineData("mkdir -p w/a/b")]
    public async Task OtherPaths_AreUpToTheRules(params string[] blocks)
    {
        NeedsLinks();

        var permit = await Authorize(Rules, blocks);

        permit.IsGranted.Should().BeTrue(permit.Decision.Reason);
    }

    [SkippableTheory]
    [InlineData("tar xf a.tar -C w", false)]
    [InlineData("unzip a.zip -d w", false)]
    [InlineData("patch -d w -p1 < w/p.diff", false)]
    [InlineData("cd w && git apply ../p.diff", false)]
    [InlineData("python3 -m zipfile -e a.zip w", false)]
    [InlineData("py:import tarfile\ntarfile.open('a.tar').extractall('w')", false)]
    [InlineData("mkdir -p w/a", true)]
    [InlineData("tar xf a.tar -C w/free", true)]
    public async Task RuleThatRefusesANameBelow_CountsForUnpacking(string block, bool isGranted)
    {
        NeedsLinks();

        var permit = await Authorize(["allow file_write ./w/free", "allow file_write ./w/free/**", "deny file_write **/*.pem", .. Rules], block);

        permit.IsGranted.Should().Be(isGranted, permit.Decision.Reason);
    }

    [SkippableTheory]
    [InlineData("tar xf a.tar", false)]
    [InlineData("unzip a.zip -d .", false)]
    [InlineData("unzip a.zip -d w/..", false)]
    [InlineData("cd w; tar xf ../a.tar -C ..", false)]
    [InlineData("tar xf a.tar -C w/.github", false)]
    [InlineData("py:import zipfile\nzipfile.ZipFile('a.zip').extractall()", false)]
    [InlineData("tar xf a.tar -C w", true)]
    [InlineData("git apply p.diff", true)]
    public async Task FolderInWhichHooksLie_IsNoneToUnpackInto(string block, bool isGranted)
    {
        NeedsLinks();

        var permit = await Authorize(["allow file_write /**", .. Rules], block);

        permit.IsGranted.Should().Be(isGranted, permit.Decision.Reason);
        if (!isGranted)
            permit.Decision.Rule?.Id.Should().Be("@self");
    }

    private async Task<Permit> Authorize(string[] rules, params string[] blocks)
    {
        Disk.Write("w/x");
        Disk.Write("w/a.tar");
        Disk.Write("w/p.diff");
        OpenFor(rules);
        CodeBlock[] code = [.. blocks.Select(BlockOf)];
        return await Open.Gate.AuthorizeAsync(new CodeRequest(code, Context));
    }
}
