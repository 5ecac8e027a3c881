namespace ActionGate.Tests.Gates;

/// <summary>A run is decided before its first block makes a link, so its later blocks may not lead through one.</summary>
public sealed class LinksMadeTests : DiskGateTests
{
    private static readonly string[] Rules =
    [
        "allow shell_exec 'ln *'", "allow shell_exec 'link *'", "allow shell_exec 'cp *'", "allow shell_exec 'mv *'", "allow shell_exec 'cat ./w/**'",
        "allow shell_exec 'touch *'", "allow file_write /**",
    ];

    [SkippableTheory]
    [InlineData("ln -s /etc w/lnk", "cat w/lnk/passwd")]
    [InlineData("ln -s /etc w/lnk", "cat ./w/./lnk/passwd")]
    [InlineData("ln -s /etc/passwd w/lnk/", "cat w/lnk")]
    [InlineData("/usr/bin/ln -s /etc w/lnk", "cat w/lnk/passwd")]
    [InlineData("ln -s /etc/passwd w", "cat w/passwd")]
    [InlineData("ln -st w /etc/passwd", "cat w/passwd")]
    [InlineData("ln --symbolic --target-directory=w /etc/passwd", "cat w/passwd")]
    [InlineData("link /etc/passwd w/lnk", "cat w/lnk")]
    [InlineData("cp -as /etc w/lnk", "cat w/lnk/passwd")]
    [InlineData("ln -s /etc w/lnk", "touch x", "cat w/lnk/passwd")]
    [InlineData("mv there/lnk w/moved", "cat w/moved/passwd")]
    [InlineData("mv -f there w/moved", "cat w/moved/lnk/passwd")]
    [InlineData("mv -t w there/lnk", "cat w/lnk/passwd")]
    [InlineData("mv --target-directory=w there/lnk", "cat w/lnk/passwd")]
    public async Task LaterBlock_ThroughALinkOfAnEarlierOne_IsUnresolved(params string[] blocks)
    {
        NeedsLinks();
        Prepare();

        var permit = await Authorize(blocks);

        (permit.IsGranted, permit.Decision.Rule?.Id, permit.Decision.DiagnosticId).Should().Be((false, "@unresolved", "AG3016"));
    }

    [SkippableTheory]
    [InlineData("ln -s /etc w/lnk", "cat w/other")]
    [InlineData("cat w/lnk/passwd", "ln -s /etc w/lnk")]
    [InlineData("cp w/other w/copy", "cat w/copy")]
    [InlineData("mv w/other w/moved", "cat w/moved")]
    [InlineData("mv -f w/other w/moved", "cat w/moved")]
    [InlineData("touch lnk", "cat w/lnk")]
    public async Task OtherBlocks_AreUpToTheRules(params string[] blocks)
    {
        NeedsLinks();
        Prepare();

        (await Authorize(blocks)).IsGranted.Should().BeTrue();
    }

    [SkippableFact]
    public async Task FileOfALaterBlock_ThroughALink_IsUnresolved()
    {
        NeedsLinks();
        Prepare();
        CodeBlock[] blocks = [new("ln -s /etc w/lnk", "bash"), new("touch x", "bash") { FileName = "w/lnk/cron.d/x.sh" }];

        var permit = await Open.Gate.AuthorizeAsync(new CodeRequest(blocks, Context));

        (permit.IsGranted, permit.Decision.Rule?.Id).Should().Be((false, "@unresolved"));
    }

    [SkippableFact]
    public async Task NextRun_SeesTheLinkOnTheDisk()
    {
        NeedsLinks();
        Prepare();
        (await Authorize("ln -s /etc w/lnk")).IsGranted.Should().BeTrue();
        Disk.Link("w/lnk", "/etc");

        (await Authorize("cat w/lnk/passwd")).IsGranted.Should().BeFalse();
    }

    private void Prepare()
    {
        Disk.Write("w/other");
        Disk.Folder("there");
        Disk.Link("there/lnk", "/etc");
        OpenFor(Rules);
    }

    private async Task<Permit> Authorize(params string[] blocks) =>
        await Open.Gate.AuthorizeAsync(new CodeRequest([.. blocks.Select(b => new CodeBlock(b, "bash"))], Context));
}
