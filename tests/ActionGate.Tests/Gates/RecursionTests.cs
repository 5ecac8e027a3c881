using ActionGate.FileSystem;
using ActionGate.Tests.FileSystem;

namespace ActionGate.Tests.Gates;

/// <summary>Section 4 at a gate: who deletes, copies or archives a folder does it to everything in it, and the disk says what that is.</summary>
public sealed class RecursionTests : IDisposable
{
    private readonly DiskFolder _disk = new();
    private readonly List<OpenGate> _open = [];

    public void Dispose()
    {
        foreach (var open in _open)
            open.Dispose();
        _disk.Dispose();
    }

    [SkippableFact]
    public void Delete_FolderThatHoldsWhatIsRefused_IsRefused()
    {
        Needs();
        _disk.Write("w/clean/a/b");
        _disk.Write("w/keep/deep/.env");
        var open = Open("deny file_delete **/.env", "ask file_delete R/w/asked/**", "allow file_delete R/w/**");
        _disk.Write("w/asked/x");

        Delete(open, "w/clean").Should().Be("allow r2", "the listing finds nothing that is refused");
        Delete(open, "w/keep").Should().Be("deny r0");
        open.Decide(_disk["w/keep"], "file_delete").Reason.Should().StartWith($"on disk it reaches '{_disk["w/keep/deep/.env"]}': rule 'r0'");
        Delete(open, "w/asked").Should().Be("ask r1");
        Delete(open, "w/keep/deep/.env").Should().Be("deny r0");
        Delete(open, "w/missing").Should().Be("allow r2");
    }

    [SkippableFact]
    public void Delete_WithoutAResolver_IsThatOfOneFile()
    {
        Needs();
        _disk.Write("w/keep/.env");
        var open = Open(o => o with { ResolveSymlinks = false }, "deny file_delete **/.env", "allow file_delete R/w/**");

        Delete(open, "w/keep").Should().Be("allow r1");
        Recursive(open, "file_delete", "w/keep").Should().Be("deny r0", "nobody lists it, so it might be there");
        Recursive(open, "file_delete", "w/missing").Should().Be("deny r0");
    }

    [SkippableTheory]
    [InlineData("cp w/a out", "allow r0")]
    [InlineData("cp w/a out/", "allow r0")]
    [InlineData("cp -r w out", "allow r0")]
    [InlineData("cp w/a gone", "deny default")]
    [InlineData("cp -t out w/a", "allow r0")]
    [InlineData("cp w/a w", "deny default")]
    [InlineData("tar -xf w/a -C out", "allow r0")]
    [InlineData("tar -xf w/a -C w", "deny default")]
    [InlineData("tar -xf w/a -C locked", "deny r1")]
    [InlineData("tar -xf w/a -C flat", "deny default")]
    public void Shell_FilesPutBelowAFolder_NeedAnAllowForWhatLiesBelow(string command, string expected)
    {
        Needs();
        foreach (string file in new[] { "w/a", "out/x", "locked/keep/x", "flat/x" })
            _disk.Write(file);
        var open = Open("allow shell_exec '{cp,tar} *'", "deny file_write R/locked/keep/**", "allow file_write R/{out,locked}/**", "allow file_write R/flat/*", "allow file_read R/**");

        RuleLines.Told(open.Decide(command, context: OpenGate.Coder with { WorkingDirectory = _disk.Root })).Should().Be(expected);
    }

    [SkippableFact]
    public void Recursive_FileThatIsThere_HoldsNothing()
    {
        Needs();
        _disk.Write("w/a");
        var open = Open("deny file_read **/.env", "allow file_read R/w/**");

        Recursive(open, "file_read", "w/a").Should().Be("allow r1");
        Recursive(open, "file_read", "w/missing").Should().Be("deny r0", "a folder may come to be there before it is read");
    }

    [SkippableFact]
    public void Recursive_ReadOrWrite_IsRefusedByWhatLiesBelow()
    {
        Needs();
        _disk.Write("w/clean/a");
        _disk.Write("w/keys/id.pem");
        var open = Open("deny file_read *.pem", "deny file_write R/w/keys/**", "allow file_read,file_write R/w/**", "allow file_write R/w");

        Recursive(open, "file_read", "w/clean").Should().Be("allow r2");
        Recursive(open, "file_read", "w/keys").Should().Be("deny r0");
        Recursive(open, "file_read", "w").Should().Be("deny r0");
        Recursive(open, "file_write", "w").Should().Be("deny r1");
        Recursive(open, "file_read", "w/gone").Should().Be("deny r0", "what is not there yet can't be listed");
        Told(open.Decide(_disk["w/keys"], "file_read")).Should().Be("allow r2", "listing the folder is not reading its files");
    }

    [SkippableFact]
    public void Recursive_MoreThanIsListed_MightHoldWhatIsRefused()
    {
        Needs();
        _disk.Folder("w/many");
        for (int i = 0; i <= FolderListing.MostEntries; i++)
            File.WriteAllText(_disk["w/many/f" + i], "");
        var open = Open("deny file_delete **/.env", "allow file_delete R/w/**");
        var free = Open("deny file_delete R/other/**", "allow file_delete R/w/**");

        Delete(open, "w/many").Should().Be("deny r0");
        Delete(free, "w/many").Should().Be("allow r1", "nothing that is refused could lie there");
        File.Delete(_disk["w/many/f0"]);
        Delete(open, "w/many").Should().Be("allow r1");
    }

    [SkippableFact]
    public void Recursive_Allowed_AsksOnlyForTheFolder()
    {
        Needs();
        _disk.Write("w/keep/.env");
        var open = OpenWith("recursive: allow", "deny file_delete **/.env", "allow file_delete R/w/**");

        Delete(open, "w/keep").Should().Be("allow r1");
        Delete(open, "w/keep/.env").Should().Be("deny r0");
    }

    [SkippableFact]
    public void Delete_LinkToAFolder_TakesTheLinkAway()
    {
        Needs();
        _disk.Write("w/a");
        _disk.Write("out/.env");
        _disk.Link("w/link", "../out");
        _disk.Link("w/file", "../out/.env");
        _disk.Folder("w/sub");
        _disk.Link("w/sub/link", "../../out");
        var open = Open("deny file_delete **/.env", "allow file_delete R/w/**");

        Delete(open, "w/link").Should().Be("allow r1");
        Delete(open, "w/file").Should().Be("allow r1");
        Delete(open, "w/sub").Should().Be("allow r1", "the links go, and what they lead to stays");
        Told(open.Decide(_disk["w/link/"], "file_delete")).Should().Be("deny default", "with the separator it is the folder");
        Told(open.Decide(_disk["w/link/."], "file_delete")).Should().Be("deny default");
        Told(open.Decide("file://" + _disk["w/link"], "file_delete")).Should().Be("allow r1", "a url names what its path does");
        Told(open.Decide("file://" + _disk["w/link/"], "file_delete")).Should().Be("deny default");
        Told(open.Decide("file://" + _disk["w/link/%2e"], "file_delete")).Should().Be("deny default");
        Delete(open, "w/link/.env").Should().Be("deny r0");
    }

    [SkippableFact]
    public void Delete_LinkInAFolderBehindALink_IsDecidedWhereItLies()
    {
        Needs();
        _disk.Write("tmp/x");
        _disk.Write("prod/x");
        _disk.Link("prod/link", "../tmp/x");
        _disk.Folder("w");
        _disk.Link("w/to", "../prod");
        var open = Open("deny file_delete R/prod/**", "allow file_delete **");

        Delete(open, "w/to/link").Should().Be("deny r0", "it is taken from prod, wherever it leads");
        Delete(open, "w/to/x").Should().Be("deny r0");
        Delete(open, "w/to").Should().Be("allow r1");
    }

    [SkippableFact]
    public void Delete_FolderBehindALink_ListsItUnderBothNames()
    {
        Needs();
        _disk.Write("prod/sub/x");
        _disk.Folder("w");
        _disk.Link("w/to", "../prod");
        var real = Open("deny file_delete R/prod/sub/x", "allow file_delete **");
        var written = Open("deny file_delete R/w/*/sub/x", "allow file_delete **");

        Delete(real, "w/to/sub").Should().Be("deny r0");
        Delete(written, "w/to/sub").Should().Be("deny r0");
        Delete(written, "prod/sub").Should().Be("allow r1");
    }

    [SkippableFact]
    public void Recursive_LinkBelow_IsDecidedWhereItLeads()
    {
        Needs();
        _disk.Write("w/src/a");
        _disk.Write("out/x");
        _disk.Write("lib/x");
        _disk.Link("w/src/inside", "a");
        var open = Open("deny file_read R/out/x", "allow file_read R/w/**", "allow file_read R/lib/**");
        Recursive(open, "file_read", "w").Should().Be("allow r1");

        _disk.Link("w/src/lib", "../../lib");
        Recursive(open, "file_read", "w").Should().Be("allow r1", "a rule allows where it leads");
        _disk.Link("w/src/link", "../../out");
        Recursive(open, "file_read", "w").Should().Be("deny r0", "who follows reads it");
        File.Delete(_disk["w/src/link"]);
        _disk.Link("w/src/link", "../../none");
        Recursive(open, "file_read", "w").Should().Be("deny default", "nothing allows where it leads");
        File.Delete(_disk["w/src/link"]);
        _disk.Link("w/src/link", "link");
        Recursive(open, "file_read", "w").Should().Be("deny r0", "it could be there");
    }

    [SkippableFact]
    public void Recursive_SymlinksIgnored_FollowsNone()
    {
        Needs();
        _disk.Write("w/a");
        _disk.Link("w/link", "/etc");
        var open = OpenWith("symlinks: ignore", "deny file_read /etc/**", "allow file_read R/w/**");

        Recursive(open, "file_read", "w").Should().Be("allow r1");
    }

    [SkippableFact]
    public void AllowedFilePaths_FolderTakenWhole_NeedsAllThatLiesBelow()
    {
        Needs();
        _disk.Write("w/a/b");
        var open = OpenWith($"agents: {{ coder: {{ code_execution: {{ allowed_file_operations: [read, delete], allowed_file_paths: ['{_disk["w"]}/*', '{_disk["all"]}', '{_disk["below"]}/'] }} }} }}");
        _disk.Write("below/x");
        _disk.Write("all/x");

        Recursive(open, "file_read", "w/a").Should().Be("deny @constraint", "'w/*' does not speak of what is deeper");
        Told(open.Decide(_disk["w/a"], "file_read")).Should().Be("allow @constraint");
        Delete(open, "w/a").Should().Be("deny @constraint");
        Delete(open, "all").Should().Be("allow @constraint");
        Delete(open, "below").Should().Be("deny @constraint", "'below/' speaks of what is beneath");
    }

    private static void Needs() => Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");

    private OpenGate Open(params string[] rules) => OpenWith("", rules);

    private OpenGate OpenWith(string head, params string[] rules) => Add(new OpenGate(RuleLines.Yaml(head, rules, _disk.Root)));

    private OpenGate Open(Func<GateOptions, GateOptions> with, params string[] rules) => Add(new OpenGate(RuleLines.Yaml("", rules, _disk.Root), (_, o) => with(o)));

    private OpenGate Add(OpenGate open)
    {
        _open.Add(open);
        return open;
    }

    private string Delete(OpenGate open, string name) => Told(open.Decide(_disk[name], "file_delete"));

    private string Recursive(OpenGate open, string kind, string name) =>
        Told(open.Gate.Decide(new ActionRequest(kind, _disk[name], OpenGate.Coder) { IsRecursive = true }));

    private static string Told(Decision decision) => RuleLines.Told(decision);
}
