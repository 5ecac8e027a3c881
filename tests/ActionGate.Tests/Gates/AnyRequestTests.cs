using ActionGate.Tests.FileSystem;
using ActionGate.Tests.Normalisation;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Gates;

/// <summary>Whatever an agent writes is decided: nothing is thrown, the evaluation does not fail, and the log takes it.</summary>
public sealed class AnyRequestTests : IDisposable
{
    private static readonly string[] Kinds =
    [
        "shell_exec", "script_exec", "file_read", "file_write", "file_delete", "network", "code_execution", "module_import", "env_read", "env_write", "dynamic_code",
        "db_query", "mcp.a.b", "mcp.", "MCP.x", "unknown", "File_Read", "", " ", "a\0b", "\uD800", "mcp.\u0130",
    ];

    private static readonly string[] Pieces =
    [
        "/", "..", ".", "~", "*", "rm", " ", "-rf", "$(", ")", "`", "'", "\"", "\\", ";", "|", "&&", ">", "<<E\n", "\n", "\r", "\t", "\0", "\uD800", "\uDC00", "\u202E", "\uFEFF", "http://",
        "https://a.example", ":", "@", "[::1]", "%2f", "%", "file:", "C:\\", "\\\\srv\\s", "nul", "a", "A", "é", "ß", "İ", "policy.yaml", "actiongate", "approve", "os.path", "import os", "python",
        "ln -s /etc w/x", "cat w/x", "w", "{a,b}", "=", "#", "!", "LD_PRELOAD=x", "bash -c", "eval",
    ];

    private static readonly Gen<string?> Words = Gen.OneOf(
        Gen.Constant<string?>(null),
        Gen.Elements<string?>("", "coder", "/", "w"),
        Gen.ArrayOf(Gen.Elements(Pieces)).Select(string? (parts) => string.Concat(parts)),
        TrickyText.Paths.Generator.Select(string? (text) => text),
        ArbMap.Default.GeneratorFor<string>().Select(string? (text) => text));

    private static readonly Gen<ActionContext> Contexts =
        from agent in Words
        from suggester in Words
        from session in Words
        from other in Words
        from folder in Words
        from turn in ArbMap.Default.GeneratorFor<int?>()
        select new ActionContext
        {
            Agent = agent,
            Suggester = suggester,
            Session = session,
            Group = other,
            Tool = other,
            MessageHash = other,
            WorkingDirectory = folder,
            Turn = turn,
            Metadata = new Dictionary<string, string> { [other ?? "k"] = session ?? "v" },
        };

    private readonly DiskFolder _disk = new();
    private readonly OpenGate[] _gates;

    public AnyRequestTests()
    {
        if (!OperatingSystem.IsWindows())
        {
            _disk.Folder("w");
            _disk.Link("w/loop", "loop");
            _disk.Link("w/up", "..");
        }
        string head = $"base: '{_disk.Root}'\nkinds: [db_query, 'mcp.*']\nrules:\n";
        string[] platforms = ["linux", "macos", "windows"];
        string[] documents =
        [
            .. platforms.Select(platform => $"version: 1\nplatform: {platform}\nbase: '{(platform == "windows" ? "C:/w" : _disk.Root)}'\nkinds: [db_query, 'mcp.*']\nunresolved: allow\ndefault: allow\nrules:\n{Rules}"),
            $"version: 1\ndefault: require_approval\n{head}{Rules}",
            $"version: 1\nagents: {{ coder: {{ code_execution: {{ allowed_imports: [os], allowed_file_operations: [read], allowed_file_paths: [w/] }} }}, '*': {{ rules: [] }} }}\n{head}{Rules}",
        ];
        _gates = [.. documents.Select(yaml => new OpenGate(yaml)), new OpenGate(documents[2..])];
    }

    private static string Rules => """
          - { action: [file_read, file_write, file_delete, script_exec], target: ['**/.*', 'w/**', '/etc/*'], decision: require_approval }
          - { action: shell_exec, target: ['rm -r*', 'cat ./w/*', 'curl https://a.example/*'], decision: deny }
          - { action: network, target: ['*.example', '10.0.0.0/8', 'https://a.example/x'], decision: allow, methods: [GET], ports: [443], rate: 5/min }
          - { action: [module_import, env_read, db_query, 'mcp.*'], target: 'a*', decision: deny }

        """;

    public void Dispose()
    {
        foreach (var open in _gates)
            open.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public void Decide_AnyRequest_IsDecidedExplainedAndRecorded() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(40),
        Prop.ForAll(
            (from kind in Gen.Elements(Kinds)
             from target in Words
             from context in Contexts
             from method in Words
             from port in ArbMap.Default.GeneratorFor<int?>()
             from recursive in ArbMap.Default.GeneratorFor<bool>()
             select new ActionRequest(kind, target, context) { Method = method, Port = port, IsRecursive = recursive }).ToArbitrary(),
            request =>
            {
                foreach (var open in _gates)
                {
                    Holds(open.Gate.Decide(request));
                    Holds(open.Gate.Policy.Evaluate(request));
                }
            }));

    [Fact]
    public void Decide_AnyCode_IsDecidedExplainedAndRecorded() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(250).WithEndSize(40),
        Prop.ForAll(
            (from blocks in Gen.ArrayOf(
                from language in Gen.OneOf(Gen.Elements("bash", "sh", "python", "py", "js", "cobol", ""), Words.Select(word => word ?? "bash"))
                from code in Words
                from file in Words
                select new CodeBlock(code ?? "", language) { FileName = file }).Resize(4)
             from context in Contexts
             select new CodeRequest(blocks, context)).ToArbitrary(),
            request =>
            {
                foreach (var open in _gates)
                {
                    var decision = open.Gate.DecideAsync(request).AsTask().GetAwaiter().GetResult();
                    Holds(decision.Overall);
                    decision.Operations.Should().NotContain(o => o.Verdict < decision.Overall.Verdict || o.Reason.Length == 0);
                    decision.CodeHash.Should().HaveLength(71);
                }
            }));

    private static void Holds(Decision decision)
    {
        decision.DiagnosticId.Should().NotBe("AG3000", "{0}", decision.Reason).And.NotBe("AG4000", "{0}", decision.Reason);
        decision.Reason.Should().NotBeEmpty();
        decision.ToString().Should().NotBeEmpty();
        (decision.Operations.Count > 0 || decision.Rule?.Id == "@fault").Should().BeTrue();
        if (decision.Verdict == Verdict.Deny)
            decision.Limits.Should().Be(ExecutionLimits.None);
    }
}
