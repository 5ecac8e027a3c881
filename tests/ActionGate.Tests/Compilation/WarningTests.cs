namespace ActionGate.Tests.Compilation;

public sealed class WarningTests
{
    [Theory]
    [InlineData("shell_exec", "rm", "deny", "AG2003")]
    [InlineData("shell_exec", "git push", "require_approval", "AG2003")]
    [InlineData("file_read", "/x/$HOME/.ssh/**", "deny", "AG2004")]
    [InlineData("shell_exec", "rm *", "deny", null)]
    [InlineData("shell_exec", "rm*", "deny", null)]
    [InlineData("shell_exec", "git status", "allow", null)]
    [InlineData("file_read", "/price$/**", "deny", null)]
    [InlineData("file_read", " /srv/s3/**", "deny", "AG2006")]
    [InlineData("file_read", "/srv/s4 ", "deny", "AG2006")]
    [InlineData("script_exec", "/srv/s4 ", "allow", "AG2006")]
    [InlineData("network", "https://h.example/x ", "deny", "AG2006")]
    [InlineData("file_read", "[ ]/srv/**", "deny", null)]
    [InlineData("file_read", "/srv/a b/**", "deny", null)]
    [InlineData("env_read", " X", "deny", null)]
    [InlineData("module_import", "os, sys", "deny", "AG2007")]
    [InlineData("module_import", " os", "deny", "AG2007")]
    [InlineData("module_import", "os.path", "deny", null)]
    [InlineData("module_import", "node:fs", "deny", null)]
    [InlineData("module_import", "[@]scope/x-y", "deny", null)]
    public void Parse_PatternThatMayMiss_WarnsAndLoads(string action, string target, string decision, string? id)
    {
        var policy = TestPolicies.Of($"  - {{ id: r, action: {action}, target: '{target}', decision: {decision} }}");

        string[] expected = id is null ? [] : [id];
        policy.Warnings.Select(w => w.Id).Should().Equal(expected);
        policy.Warnings.All(w => w.Severity == DiagnosticSeverity.Warning && w.Line == 3).Should().BeTrue();
    }

    [Theory]
    [InlineData("base: '/srv/x '", "x", "AG2006")]
    [InlineData("base: /srv/x", "x", null)]
    [InlineData("base: /srv/x", "'rm '", "AG2006")]
    [InlineData("base: /srv/x", "rm, ' x'", null)]
    public void Parse_BlankAroundABaseOrACommand_WarnsAndLoads(string head, string words, string? id)
    {
        var policy = Policy.Parse($"version: 1\n{head}\nrules:\n  - {{ id: r, action: shell_exec, argv: [{words}], decision: deny }}\n");

        string[] expected = id is null ? [] : [id];
        policy.Warnings.Select(w => w.Id).Should().Equal(expected);
    }
}
