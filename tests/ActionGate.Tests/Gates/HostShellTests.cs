namespace ActionGate.Tests.Gates;

public sealed class HostShellTests
{
    private const string Writes = "[[ a > f ]] && ls";

    private static readonly Policy Looks = Policy.Parse(
        "version: 1\nplatform: linux\nrules: [{ action: shell_exec, target: [\"ls *\", \"=*\", \"sh *\", \"bash *\"], decision: allow }, { action: env_write, target: b, decision: allow }]", new PolicyOptions { BaseDirectory = "/srv" });

    [Theory]
    [InlineData(HostShell.Any, Writes, false)]
    [InlineData(HostShell.Bash, Writes, true)]
    [InlineData(HostShell.Sh, Writes, false)]
    [InlineData(HostShell.Zsh, Writes, true)]
    [InlineData((HostShell)99, Writes, false)]
    [InlineData(HostShell.Any, "a=$(ls); export b=$a", true)]
    [InlineData(HostShell.Sh, "a=$(ls); export b=$a", false)]
    [InlineData(HostShell.Bash, "ls =cat", true)]
    [InlineData(HostShell.Zsh, "ls =cat; ls", false)]
    [InlineData(HostShell.Bash, "sh -c '[[ a > f ]]'", false)]
    [InlineData(HostShell.InteractiveBash, Writes, true)]
    [InlineData(HostShell.InteractiveBash, "ls \"!rm\"", false)]
    [InlineData(HostShell.Bash, "ls \"!rm\"", true)]
    [InlineData(HostShell.Any, "ls \"!rm\"", true)]
    [InlineData(HostShell.InteractiveBash, "ls '!rm' \"x!\" ! -name a!=b", true)]
    [InlineData(HostShell.InteractiveBash, "ls x; ls !$", false)]
    [InlineData(HostShell.InteractiveBash, "^ls^rm", false)]
    [InlineData(HostShell.InteractiveBash, "ls x\n^ls^rm", false)]
    [InlineData(HostShell.InteractiveBash, "ls \u0012rm", false)]
    [InlineData(HostShell.InteractiveBash, "ls\tx", false)]
    [InlineData(HostShell.InteractiveBash, "bash -c 'ls \"!rm\"'", true)]
    [InlineData(HostShell.Any, "bash -c '[[ a > f ]]'", true)]
    public void Decide_TextThatShellsReadOtherwise_IsDecidedAsTheHostsShellReadsIt(HostShell shell, string text, bool isAllowed)
    {
        using var gate = new Gate(new GateOptions { Policy = Looks, Audit = AuditLog.InMemory(), Shell = shell });

        gate.Decide(ActionRequest.Shell(text)).IsAllowed.Should().Be(isAllowed);
    }

    [Theory]
    [InlineData("bash", true)]
    [InlineData("sh", false)]
    public async Task DecideAsync_CodeBlock_IsReadByItsLanguage(string language, bool isAllowed)
    {
        using var gate = new Gate(new GateOptions { Policy = Looks, Audit = AuditLog.InMemory(), Shell = HostShell.Zsh });

        var decision = await gate.DecideAsync(new CodeRequest([new CodeBlock(Writes, language)]));

        decision.Overall.IsAllowed.Should().Be(isAllowed);
    }

    [Fact]
    public void Decide_HistoryReference_NamesThePlace()
    {
        using var gate = new Gate(new GateOptions { Policy = Looks, Audit = AuditLog.InMemory(), Shell = HostShell.InteractiveBash });

        gate.Decide(ActionRequest.Shell("ls x &&\nls !$")).Reason.Should().Contain("an interactive shell puts an earlier line here, at line 2, column 4");
    }

    [Fact]
    public async Task DecideAsync_CodeBlockBesideAnInteractiveShell_IsNotTyped()
    {
        using var gate = new Gate(new GateOptions { Policy = Looks, Audit = AuditLog.InMemory(), Shell = HostShell.InteractiveBash });

        var decision = await gate.DecideAsync(new CodeRequest([new CodeBlock("ls \"!rm\"", "bash")]));

        decision.Overall.IsAllowed.Should().BeTrue();
    }

    [Fact]
    public void Decide_TextOfWhichBothReadingsSayTheSame_ListsItOnce()
    {
        var decision = Looks.Evaluate(ActionRequest.Shell("[[ -f x && -f y ]] && ls x; i=1; ((i++)); ls $i"));

        decision.Operations.Select(o => o.Operation.Target ?? o.Operation.Pattern).Should().Equal("ls x", "ls 2", "ls 1");
    }

    [Fact]
    public void Decide_TextThatAPosixShellReadsOtherwise_NamesTheConstruct() =>
        Looks.Evaluate(ActionRequest.Shell(Writes)).Reason.Should().Contain("'>' in '[[', which is a redirection to a POSIX shell");
}
