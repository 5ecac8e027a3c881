using ActionGate.Tests.FileSystem;

namespace ActionGate.Tests.Gates;

/// <summary>Section 3 at a gate: an allow needs the path as written and where it really leads, a refusal either of them.</summary>
public sealed class RealPathTests : IDisposable
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
    public void Allow_NeedsBothSpellings()
    {
        Tree();
        var written = Open("allow file_read R/w/**");
        var both = Open("allow file_read R/w/**", "allow file_read R/out/**");
        var real = Open("allow file_read R/out/**");

        Read(written, "w/a").Should().Be("allow r0");
        Read(written, "w/link/x").Should().Be("deny default");
        Read(both, "w/link/x").Should().Be("allow r0");
        Read(real, "w/link/x").Should().Be("deny default");
        Read(real, "out/x").Should().Be("allow r0");
    }

    [SkippableFact]
    public void Refusal_OfEitherSpelling_Applies()
    {
        Tree();
        var open = Open("deny file_read R/out/secret/**", "ask file_read R/out/**", "deny file_read R/w/link/no/**", "allow file_read **");
        _disk.Link("w/late", "../out");

        Read(open, "w/link/secret/k").Should().Be("deny r0");
        Read(open, "w/late/secret/k").Should().Be("deny r0", "a link made after the gate was opened");
        Read(open, "w/late/x").Should().Be("ask r1");
        Read(open, "w/link/no/x").Should().Be("deny r2");
        Read(open, "w/a").Should().Be("allow r3");
    }

    [SkippableFact]
    public void Decision_ThatTheRealPathMade_NamesIt()
    {
        Tree();
        var refused = Open("deny file_read R/out/**", "allow file_read R/w/**");
        var unknown = Open("allow file_read R/w/**");
        _disk.Link("w/late", "../out");

        var decision = refused.Decide(_disk["w/late/x"], "file_read");
        decision.Reason.Should().StartWith($"on disk it reaches '{_disk["out/x"]}': rule 'r0'");
        decision.Target.Should().Be(_disk["w/late/x"]);
        unknown.Decide(_disk["w/late/x"], "file_read").Reason.Should().Be($"on disk it reaches '{_disk["out/x"]}': no rule allows it");
        refused.Records("decision")[^1].Json.Should().Contain("on disk it reaches");
    }

    [SkippableFact]
    public void Pattern_WhoseOwnBeginningIsALink_MeansBothSpellings()
    {
        Tree();
        var allows = Open("allow file_read R/w/link/**");
        var denies = Open("deny file_read R/w/link/**", "allow file_read **");
        var files = Open("allow file_read R/w/link/x");

        Read(allows, "w/link/x").Should().Be("allow r0");
        Read(allows, "out/x").Should().Be("allow r0", "the pattern names that folder");
        Read(denies, "out/x").Should().Be("deny r0");
        Read(denies, "w/link/x").Should().Be("deny r0");
        Read(files, "out/x").Should().Be("allow r0");
        Read(files, "out/y").Should().Be("deny default");
    }

    /// <summary>What agents may write they may turn into a link, and the policy may come into force again after that.</summary>
    [SkippableFact]
    public void Pattern_WhoseBeginningAgentsMayTurnIntoALink_AllowsNothingElsewhere()
    {
        Tree();
        _disk.Write("far/x");
        _disk.Link("w/made", "../far");
        _disk.Link("moved", "w/made");
        var open = Open("allow file_read R/w/made/**", "allow file_write R/w/**", "deny file_read R/w/link/**", "allow file_read R/out/**");
        var through = Open("allow file_read R/moved/**", "allow file_write R/w/**");
        var itself = Open("allow file_write R/w/made/**");
        var asked = Open("allow file_read R/w/made/**", "ask file_delete R/w/*");
        var around = Open("allow file_read R/w/made/**", "deny file_write R/w/made", "allow file_write R/w");
        var read = Open("allow file_read R/w/made/**", "allow file_write R/other/**", "deny file_write R/w/**");

        Read(open, "w/made/y").Should().Be("deny default");
        Read(open, "far/x").Should().Be("deny default");
        Read(open, "out/x").Should().Be("deny r2", "a refusal counts wherever a link leads");
        Read(through, "far/x").Should().Be("deny default", "a link on the way is theirs");
        itself.Decide(_disk["far/x"], "file_write").IsAllowed.Should().BeTrue("what lies below may be written, the folder itself not replaced");
        Read(asked, "far/x").Should().Be("deny default");
        Read(around, "far/x").Should().Be("deny default", "the folder around it can be replaced");
        Read(read, "w/made/x").Should().Be("allow r0", "nobody may change that link");
    }

    [SkippableFact]
    public void Prefix_TurnedIntoALinkLater_OpensNothing()
    {
        Tree();
        var open = Open("allow file_read R/w/**", "allow file_read R/new/**");
        Read(open, "w/a").Should().Be("allow r0");

        Directory.Delete(_disk["w"], recursive: true);
        _disk.Link("w", "out");
        _disk.Link("new", "out");

        Read(open, "w/x").Should().Be("deny default");
        Read(open, "new/x").Should().Be("deny default", "it did not exist when the gate was opened");
        Read(open, "out/x").Should().Be("deny default");
        open.Gate.Replace(open.Gate.Policy);
        Read(open, "w/x").Should().Be("allow r0", "a policy that is put in force means the links of then");
    }

    [SkippableFact]
    public void Base_ThatIsALink_IsInsideBySpellingAndByPlace()
    {
        Needs();
        _disk.Write(".work/project/src/a");
        _disk.Write(".work/project/.git/config");
        _disk.Link("project", ".work/project");
        var open = OpenWith($"base: {_disk["project"]}", "deny file_read '**/.*'", "allow file_read ./**");

        Read(open, "project/src/a").Should().Be("allow r1", "the dot is above the base");
        Read(open, ".work/project/src/a").Should().Be("allow r1");
        Read(open, "project/.git/config").Should().Be("deny r0");
        Read(open, ".work/project/.git/config").Should().Be("deny r0");
        Read(open, ".work/other").Should().Be("deny r0");
    }

    [SkippableFact]
    public void DanglingLink_IsTheFileThatItWouldCreate()
    {
        Tree();
        _disk.Link("w/dangling", "../out/new");
        _disk.Link("w/inside", "fresh");
        var open = Open("allow file_write R/w/**");

        Ask(open, "file_write", "w/dangling").Should().Be("deny default");
        Ask(open, "file_write", "w/inside").Should().Be("allow r0");
        Ask(open, "file_write", "w/missing/deep/x").Should().Be("allow r0");
    }

    [SkippableFact]
    public void Loop_IsUnresolved()
    {
        Tree();
        _disk.Link("w/one", "two");
        _disk.Link("w/two", "one");
        var open = Open("allow file_read R/w/**");
        var asks = OpenWith("unresolved: require_approval", "allow file_read R/w/**");
        var denies = OpenWith("unresolved: allow", "deny file_read /etc/**", "allow file_read R/w/**");
        var all = Open("allow file_read *");

        Read(open, "w/one").Should().Be("deny @unresolved");
        Read(open, "w/one/x").Should().Be("deny @unresolved");
        open.Decide(_disk["w/one"], "file_read").DiagnosticId.Should().Be("AG3016");
        Read(asks, "w/one").Should().Be("ask @unresolved");
        Read(denies, "w/one").Should().Be("deny r0", "it could be there");
        Read(all, "w/one").Should().Be("allow r0");
    }

    [SkippableFact]
    public void Chain_OfLinks_IsFollowedToItsEnd()
    {
        Tree();
        _disk.Link("w/first", "second");
        _disk.Link("w/second", "../mid");
        _disk.Link("mid", "out/secret");
        var open = Open("deny file_read R/out/secret/**", "allow file_read **");

        Read(open, "w/first/k").Should().Be("deny r0");
        Read(open, "w/first").Should().Be("deny r0", "'x/**' is also x where it is read");
    }

    [SkippableFact]
    public void Parent_OfALink_IsThatOfItsNameAndThatOfWhatItLeadsTo()
    {
        Tree();
        _disk.Link("w/far", "../out");
        var open = Open("allow file_read R/w/**", "allow shell_exec 'cat R/w/*'");

        Read(open, "w/link/../a").Should().Be("deny default", "some programs fold the path as text, and the system goes to the parent of what the link leads to");
        Read(open, "w/far/../a").Should().Be("deny default");
        Read(open, "w/sub/../a").Should().Be("allow r0", "where there is no link both are the same");
    }

    [SkippableFact]
    public void Symlinks_Ignored_DecidesAsWritten()
    {
        Tree();
        var policy = OpenWith("symlinks: ignore", "deny file_read R/out/**", "allow file_read R/w/**");
        var host = Open(o => o with { ResolveSymlinks = false }, "deny file_read R/out/**", "allow file_read R/w/**");
        var layers = Layers([Yaml("symlinks: ignore", "allow file_read **"), Yaml("", "deny file_read R/out/**", "allow file_read **")]);

        Read(policy, "w/link/x").Should().Be("allow r1");
        Read(host, "w/link/x").Should().Be("allow r1");
        Read(layers, "w/link/x").Should().Be("deny r0", "one layer does not speak for the other");
    }

    [SkippableFact]
    public void AbstainingLayer_RefusesByTheRealPath()
    {
        Tree();
        var layers = Layers([Yaml("default: abstain", "deny file_read R/out/secret/**", "ask file_read R/out/**"), Yaml("", "allow file_read **")]);
        _disk.Link("w/late", "../out");

        Read(layers, "w/a").Should().Be("allow r0");
        Read(layers, "w/late/secret/k").Should().Be("deny r0", "it has nothing to say of the path as written");
        Read(layers, "w/late/x").Should().Be("ask r1");
    }

    [SkippableFact]
    public void CommandWords_ThatArePaths_NeedBothToo()
    {
        Tree();
        var open = OpenWith($"base: {_disk.Root}", "allow shell_exec 'cat ./w/*'", "allow shell_exec 'tac ./w/*'", "allow shell_exec 'tac ./out/*'", "deny shell_exec 'head ./out/*'", "allow shell_exec 'head *'");
        _disk.Link("w/file", "../out/x");
        _disk.Link("w/soon", "../soon/../out/x");
        var inside = OpenGate.Coder with { WorkingDirectory = _disk.Root };
        string Run(string command) => Told(open.Decide(command, context: inside));

        Run("cat ./w/a").Should().Be("allow r0");
        Run("cat ./w/file").Should().Be("deny default");
        Run("cat ./w/soon").Should().Be("deny default", "it leads out as soon as the folder on its way is there");
        Run("tac ./w/file").Should().Be("deny default", "no single rule allows both spellings");
        Run("head ./w/file").Should().Be("deny r3");
        Run("head ./w/a").Should().Be("allow r4");
    }

    [SkippableFact]
    public void CommandWord_WhoseLinkIsTheReason_SaysWhereItLeads()
    {
        Tree();
        var open = OpenWith($"base: {_disk.Root}", "allow shell_exec 'cat ./w/*'");

        open.Decide($"cat {_disk["w/link"]}").Reason.Should().Be($"on disk it reaches '{_disk["out"]}': no rule allows it");
        open.Decide($"tac {_disk["w/link"]}").Reason.Should().Be("no rule allows it", "not for the link");
        open.Decide($"cat {_disk["out"]}").Reason.Should().Be("no rule allows it");
    }

    [SkippableFact]
    public void AllowedFilePaths_HoldForBothSpellings()
    {
        Tree();
        _disk.Link("data", "out");
        string agents = $"agents: {{ coder: {{ code_execution: {{ allowed_file_operations: [read], allowed_file_paths: ['{_disk["w"]}', '{_disk["data"]}/'] }} }} }}";
        var open = OpenWith(agents);
        _disk.Write("other/x");
        _disk.Link("w/late", "../other");

        Read(open, "w/a").Should().Be("allow @constraint");
        Read(open, "data/x").Should().Be("allow @constraint");
        Read(open, "out/x").Should().Be("allow @constraint", "the entry was a link when the gate was opened");
        Read(open, "w/late/x").Should().Be("deny @constraint");
        open.Decide(_disk["w/late/x"], "file_read").DiagnosticId.Should().Be("AG3012");
        Ask(open, "file_write", "w/a").Should().Be("deny @constraint");
    }

    [SkippableFact]
    public void Rate_OfTheRuleForEitherSpelling_Counts()
    {
        Tree();
        _disk.Link("w/late", "../out");
        string[] rules = ["allow file_read R/[vw]/** ;; rate: 2/min", "allow file_read R/out/**"];
        var written = Open(rules);
        var real = Open("allow file_read R/[vw]/**", "allow file_read R/out/** ;; rate: 1/min");
        var one = Open("allow file_read R/** ;; rate: 2/min");

        written.Decide(3, _disk["w/late/x"], "file_read").Should().Be("aad");
        real.Decide(2, _disk["w/late/x"], "file_read").Should().Be("ad");
        real.Decide(2, _disk["w/a"], "file_read").Should().Be("aa");
        one.Decide(3, _disk["w/late/x"], "file_read").Should().Be("aad", "one rule counts an operation once");
    }

    private void Tree()
    {
        Needs();
        _disk.Write("w/a");
        _disk.Write("out/x");
        _disk.Write("out/secret/k");
        _disk.Link("w/link", "../out");
    }

    private static void Needs() => Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");

    private OpenGate Open(params string[] rules) => Layers([Yaml("", rules)]);

    private OpenGate OpenWith(string head, params string[] rules) => Layers([Yaml(head, rules)]);

    private OpenGate Open(Func<GateOptions, GateOptions> with, params string[] rules) => Add(new OpenGate(Yaml("", rules), (_, o) => with(o)));

    private OpenGate Layers(string[] layers) => Add(new OpenGate(layers));

    private OpenGate Add(OpenGate open)
    {
        _open.Add(open);
        return open;
    }

    private string Yaml(string head, params string[] rules) => RuleLines.Yaml(head, rules, _disk.Root);

    private string Read(OpenGate open, string name) => Ask(open, "file_read", name);

    private string Ask(OpenGate open, string kind, string name) => Told(open.Decide(_disk[name], kind));

    private static string Told(Decision decision) => RuleLines.Told(decision);
}
