using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActionGate.Tests.Audit;

namespace ActionGate.Tests.Gates;

/// <summary>What docs/promises.md says of a gate's decisions and records.</summary>
public sealed class PromiseTests
{
    private const string Rules = """
        version: 1
        rules:
          - { id: run, action: code_execution, target: [python, bash], effect: allow }
          - { id: say, action: shell_exec, command: "echo *", effect: allow }
          - { id: deploy, action: shell_exec, command: "deploy *", effect: require_approval }
          - { id: read, action: file_read, path: "./in/**", effect: allow }
          - { id: write, action: file_write, path: "./out/**", effect: allow }
          - { id: api, action: network, host: api.example.com, effect: allow }
        """;

    [Fact]
    public async Task Promise_P10_EveryEvaluation_IsInAChainThatShowsTampering()
    {
        using var folder = new TempFolder();
        using (var audit = AuditLog.Open(folder.Log))
        using (var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit }))
        {
            gate.Decide(ActionRequest.Shell("git status", OpenGate.Coder));
            gate.Decide(ActionRequest.Shell("rm x", OpenGate.Coder));
            gate.Decide(ActionRequest.ReadFile(null));
            await gate.DecideAsync(new CodeRequest([new CodeBlock("print(1)", "python")]));
            await gate.AuthorizeAsync(ActionRequest.Shell("deploy x", OpenGate.Coder));

            string before = new('0', 64);
            foreach (var record in audit.Records())
            {
                using var json = JsonDocument.Parse(record.Json);
                json.RootElement.GetProperty("prev").GetString().Should().Be(before);
                before = record.Hash;
            }
            audit.Records().Count(r => r.Type == "decision").Should().Be(5);
        }
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeTrue();

        string segment = Directory.GetFiles(folder.Log, "*.jsonl").Single(f => !Path.GetFileName(f).StartsWith("openings", StringComparison.Ordinal));
        File.WriteAllText(segment, File.ReadAllText(segment).Replace("\"verdict\":\"deny\"", "\"verdict\":\"allow\"", StringComparison.Ordinal));
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeFalse();
    }

    [Fact]
    public async Task Promise_P11_AgentLanguageLengthAndMetadata_GoIntoTheRecord()
    {
        using var open = new OpenGate(Rules);
        var who = OpenGate.Coder with { Metadata = new Dictionary<string, string> { ["model"] = "m-1" } };
        string code = "print('" + new string('x', 2000) + "')";

        await open.Gate.DecideAsync(new CodeRequest([new CodeBlock(code, "python"), new CodeBlock("echo", "bash")], who));

        using var json = JsonDocument.Parse(open.Audit.Records().Last().Json);
        var record = json.RootElement;
        record.GetProperty("agent").GetString().Should().Be("coder");
        record.GetProperty("code_length").GetInt64().Should().Be(code.Length + 4);
        record.GetProperty("meta").GetProperty("model").GetString().Should().Be("m-1");
        record.GetProperty("ops")[0].GetProperty("target").GetString().Should().Be("python");
    }

    [Theory]
    [InlineData("open('a').read()", "file_read a")]
    [InlineData("open('a', 'w')", "file_write a")]
    [InlineData("import os; os.remove('a')", "file_delete a")]
    [InlineData("import subprocess; subprocess.run(['git', 'push'])", "shell_exec git push")]
    [InlineData("import subprocess; subprocess.check_output('git push', shell=True)", "shell_exec git push")]
    [InlineData("import os; os.system('git push')", "shell_exec git push")]
    [InlineData("import requests; requests.post('https://a.example/x', json={})", "network https://a.example/x")]
    [InlineData("import urllib.request; urllib.request.urlopen('https://a.example/x')", "network https://a.example/x")]
    [InlineData("import socket; socket.create_connection(('a.example', 80))", "network a.example:80")]
    public async Task Promise_P12_WrappedExecutorsCode_IsReadForFilesCommandsAndHosts(string code, string operation)
    {
        using var open = new OpenGate(Rules);

        var decision = await open.Gate.DecideAsync(new CodeRequest([new CodeBlock(code, "python")], OpenGate.Coder));

        Told(decision).Should().Contain(operation);
    }

    [Fact]
    public async Task Promise_P22_GroupChat_DenialsNameBothAgentsGroupAndTurn()
    {
        using var open = new OpenGate(Rules);
        var who = new ActionContext { Agent = "runner", Suggester = "planner", Group = "team", Session = "s", Turn = 12, WorkingDirectory = TestPolicies.Base };

        await open.Gate.DecideAsync(new CodeRequest([new CodeBlock("rm x", "bash")], who));
        open.Gate.Decide(ActionRequest.Shell("echo x", who));

        open.Records("decision").Select(r => (r.Agent, r.Suggester, r.Group, r.Session, r.Turn, r.Verdict)).Should().Equal(
            ("runner", "planner", "team", "s", 12, Verdict.Deny), ("runner", "planner", "team", "s", 12, Verdict.Allow));
    }

    [Fact]
    public async Task Promise_P23_Code_IsACanonicalListOfOperationsWithAHash()
    {
        using var open = new OpenGate(Rules);
        const string Code = "import json\nfrom urllib import request\nwith open('in/a') as f:\n    json.load(f)\nrequest.urlopen('https://api.example.com/')\n";

        var decision = await open.Gate.DecideAsync(new CodeRequest([new CodeBlock(Code, "python")], OpenGate.Coder));

        Told(decision).Should().Equal("code_execution python", "file_read in/a", "network https://api.example.com/");
        decision.Operations.Skip(1).Select(o => (o.Operation.Api, o.Operation.At.Line)).Should().Equal(("builtins.open", 3), ("urllib.request.urlopen", 5));
        decision.Imports.Should().Contain("json").And.Contain(i => i.StartsWith("urllib", StringComparison.Ordinal));
        decision.CodeHash.Should().Be("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Code))));
        decision.Overall.IsAllowed.Should().BeTrue();
    }

    /// <summary>One rule, whatever the spelling; the list of operations is the same.</summary>
    [Theory]
    [InlineData("python", "open('out/x', 'w')")]
    [InlineData("python", "from pathlib import Path\nPath('out', 'x').write_text('1')")]
    [InlineData("python", "import io\nio.open(file='out/x', mode='a')")]
    [InlineData("bash", "echo x > out/x")]
    public async Task Promise_P24_Rule_SpeaksOfOperationsNotOfSyntax(string language, string code)
    {
        using var open = new OpenGate(Rules);
        using var strict = new OpenGate("precedence: deny_overrides\n" + Rules + "\n  - { id: no, action: file_write, path: \"./out/x\", effect: deny }");
        var request = new CodeRequest([new CodeBlock(code, language)], OpenGate.Coder);

        Told(await open.Gate.DecideAsync(request)).Should().Contain("file_write out/x");
        (await open.Gate.DecideAsync(request)).Overall.IsAllowed.Should().BeTrue();
        (await strict.Gate.DecideAsync(request)).Overall.Rule!.Id.Should().Be("no");
    }

    [Fact]
    public async Task Promise_P34_HandlerOfTheTeam_IsAskedForEachExecutorInside()
    {
        using var open = new OpenGate(Rules, (gate, options) => options with { Approvals = gate.Answers(ApprovalResponse.Approve("ann"), ApprovalResponse.Deny("ann", "not this one")) });
        var executors = new[] { "coder", "tester", "releaser" }.Select(a => new Runs().Guard(open.Gate, OpenGate.Coder with { Agent = a, Group = "team" })).ToArray();
        var run = new CodeExecution([new CodeBlock("deploy now", "bash")]);

        var results = new List<CodeResult>();
        foreach (var executor in executors)
            results.Add(await executor.ExecuteAsync(run));

        open.Asked.Select(a => (a.Context.Agent, a.Context.Group, a.Code)).Should().Equal(("coder", "team", "deploy now"), ("tester", "team", "deploy now"), ("releaser", "team", "deploy now"));
        results.Select(r => r.IsDenied).Should().Equal(false, true, true);
        results[1].Output.Should().Be("Code execution was not approved. Reason: not this one");
    }

    private static IEnumerable<string> Told(CodeDecision decision) => decision.Operations.Select(o => $"{o.Operation.Kind.Name} {o.Operation.Target}");

    private sealed class Runs : ICodeExecutor
    {
        public Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default) => Task.FromResult(new CodeResult(0, "ran"));
    }
}
