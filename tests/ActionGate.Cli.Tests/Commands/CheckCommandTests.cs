namespace ActionGate.Cli.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private const string Good = "version: 1\nrules:\n  - { action: shell_exec, target: 'ls', decision: allow }\n";
    private const string Bad = "version: 1\nrules:\n  - { action: shell_exec, target: 'ls', decision: alow }\n";
    private const string Lax = "version: 1\ndefault: allow\nrules: []\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_GoodPolicy_SaysOk()
    {
        string file = _folder.File("good.yaml", Good);

        CommandRun.Of("", "check", file).Should().Be(new CommandRun(0, $"{file}: ok\n", ""));
    }

    [Fact]
    public void Check_BadPolicy_PrintsItsDiagnosticsAndExitsWith1()
    {
        string file = _folder.File("bad.yaml", Bad);

        CommandRun.Of("", "check", file).Should().Be(new CommandRun(1, $"""
            {file}:3:51: error AG1104: unknown decision 'alow' in rule '#1'
            3 |   - {"{"} action: shell_exec, target: 'ls', decision: alow {"}"}
              |                                                   ^^^^ help: did you mean 'allow'? (allow, deny, require_approval)
            {file}: invalid (1 error)

            """, ""));
    }

    [Fact]
    public void Check_Warning_IsPrintedAndDoesNotCount()
    {
        string file = _folder.File("lax.yaml", Lax);

        var run = CommandRun.Of("", "check", file);

        run.Code.Should().Be(0);
        run.Output.Should().Contain("warning AG2001").And.EndWith($"{file}: ok (1 warning)\n");
    }

    [Fact]
    public void Check_SeveralFiles_ChecksAllAndExitsWithTheWorst()
    {
        string good = _folder.File("good.yaml", Good);
        string bad = _folder.File("bad.yaml", Bad);

        var run = CommandRun.Of("", "check", Path.Combine(_folder.Path, "missing.yaml"), bad, good);

        run.Code.Should().Be(2);
        run.Output.Should().Contain("error AG1001: there is no such file").And.Contain("AG1104").And.Contain("good.yaml: ok");
    }

    [Fact]
    public void Check_StandardInput_IsRead()
    {
        CommandRun.Of(Good, "check", "-").Should().Be(new CommandRun(0, "policy: ok\n", ""));
        CommandRun.Of(Bad, "check", "-").Output.Should().StartWith("policy:3:51: error AG1104");
        CommandRun.Of([0xFF], "check", "-").Code.Should().Be(2);
    }

    [Fact]
    public void Check_Json_GivesEveryFileWithItsDiagnostics()
    {
        string good = _folder.File("good.yaml", Good);
        string bad = _folder.File("bad.yaml", Bad);
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(good)));

        var run = CommandRun.Of("", "check", "--json", good, bad);

        run.Code.Should().Be(1);
        run.Output.Should().Be(
            $$"""{"files":[{"file":"{{good}}","valid":true,"hash":"sha256:{{hash}}","diagnostics":[]},{"file":"{{bad}}","valid":false,"hash":null,"diagnostics":[{"id":"AG1104","severity":"error","message":"unknown decision 'alow' in rule '#1'","help":"did you mean 'allow'? (allow, deny, require_approval)","line":3,"column":51,"length":4}]}]}""" + "\n");
    }

    [Fact]
    public void Check_Variables_AreFilledIn()
    {
        string file = _folder.Policy("  - { action: shell_exec, target: '${TOOL} x', decision: allow }");

        CommandRun.Of("", "check", file).Code.Should().Be(1);
        CommandRun.Of("", "check", file, "--var", "TOOL=git").Code.Should().Be(0);
    }

    [Fact]
    public void Check_OnATerminal_HasTheSameTextInColour()
    {
        string file = _folder.File("bad.yaml", Bad);

        string coloured = CommandRun.On(Stream.Null, hasColour: true, "check", file).Output;

        coloured.Should().Contain("\u001b[");
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "").Should().Be(CommandRun.Of("", "check", file).Output);
    }

    [Fact]
    public void Check_RuleThatNeverDecides_IsAWarningAndCountsWhereStrict()
    {
        string file = _folder.Policy("  - { id: a, action: file_read, target: '/x/**', decision: allow }\n  - { id: b, action: file_read, target: '/x/y', decision: deny }");

        var run = CommandRun.Of("", "check", file);

        run.Code.Should().Be(0);
        run.Output.Should().Contain("warning AG2101: rule 'b' never decides: rule 'a' (").And.EndWith("ok (1 warning)\n");
        CommandRun.Of("", "check", file, "--strict").Code.Should().Be(1);
        CommandRun.Of("", "check", file, "--json").Output.Should().Contain("\"id\":\"AG2101\",\"severity\":\"warning\"");
    }

    [Fact]
    public void Check_Notes_AreGivenOnRequestAndNeverCount()
    {
        string file = _folder.Policy("  - { action: file_read, target: '/x', decision: allow }\n  - { action: file_read, target: '/y', decision: allow }");

        CommandRun.Of("", "check", file).Output.Should().Be($"{file}: ok\n");
        var run = CommandRun.Of("", "check", file, "--notes", "--strict");
        run.Code.Should().Be(0);
        run.Output.Should().Contain("note AG2106: rule '#1' and the one below it could be one rule").And.EndWith("ok (1 note)\n");
    }

    [Fact]
    public void Check_Sarif_HasTheShapeOfTheStandard()
    {
        string good = _folder.File("lax.yaml", Lax);
        string bad = _folder.File("bad.yaml", Bad);

        var run = CommandRun.Of("", "check", good, bad, "--sarif");

        run.Code.Should().Be(1);
        using var log = System.Text.Json.JsonDocument.Parse(run.Output);
        log.RootElement.GetProperty("version").GetString().Should().Be("2.1.0");
        var only = log.RootElement.GetProperty("runs").EnumerateArray().Should().ContainSingle().Which;
        var driver = only.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().Should().Be("actiongate");
        string[] ids = [.. driver.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()!)];
        ids.Should().Equal("AG1104", "AG2001");
        var results = only.GetProperty("results").EnumerateArray().ToList();
        results.Select(r => r.GetProperty("level").GetString()).Should().Equal("warning", "error");
        results.Should().OnlyContain(r => r.GetProperty("ruleId").GetString() == ids[r.GetProperty("ruleIndex").GetInt32()]);
        results.Should().OnlyContain(r => r.GetProperty("message").GetProperty("text").GetString()!.Length > 0);
        var place = results[1].GetProperty("locations")[0].GetProperty("physicalLocation");
        place.GetProperty("artifactLocation").GetProperty("uri").GetString().Should().Be(new Uri(bad).AbsoluteUri);
        var region = place.GetProperty("region");
        (region.GetProperty("startLine").GetInt32(), region.GetProperty("startColumn").GetInt32(), region.GetProperty("endColumn").GetInt32()).Should().Be((3, 51, 55));
    }

    [Fact]
    public void Check_TwoAnswersAtOnce_AreRefused() => CommandRun.Of(Good, "check", "-", "--json", "--sarif").Code.Should().Be(2);

    [Fact]
    public void Check_AssertionThatFails_IsAnError()
    {
        string file = _folder.File("assert.yaml", "version: 1\nassert: { never: [{ action: file_read, path: '/etc/**', decision: allow }] }\nrules:\n  - { id: a, action: file_read, path: '/etc/x', effect: allow }\n");

        var run = CommandRun.Of("", "check", file);

        run.Code.Should().Be(1);
        run.Output.Should().Contain("error AG1220: 'never allow' does not hold: file_read '/etc/x' gets allow from rule 'a' (assert.yaml:4)");
    }
}
