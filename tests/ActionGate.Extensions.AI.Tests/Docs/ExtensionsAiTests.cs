using Microsoft.Extensions.AI;
using static ActionGate.Extensions.AI.Tests.GuardedTools;

namespace ActionGate.Extensions.AI.Tests.Docs;

/// <summary>The example of docs/extensions-ai.md, tried.</summary>
public sealed class ExtensionsAiTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "extensions-ai.md"));

    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly Gate _gate;

    public ExtensionsAiTests() => _gate = new Gate(new() { Policy = Policy.Parse(Block("yaml"), new() { BaseDirectory = Base }), Audit = _audit });

    public void Dispose()
    {
        _gate.Dispose();
        _audit.Dispose();
    }

    [Theory]
    [InlineData("read_file", """{"path": "src/a.cs"}""", true)]
    [InlineData("read_file", """{"path": ".env"}""", false)]
    [InlineData("copy_file", """{"source": "a", "options": {"to": "out/a"}}""", true)]
    [InlineData("copy_file", """{"source": "a", "options": {"to": "a"}}""", false)]
    [InlineData("run", """{"command": "git status"}""", true)]
    [InlineData("run", """{"command": "git status; rm -rf ~"}""", false)]
    [InlineData("fetch", """{"url": "https://api.example/v1", "method": "GET"}""", true)]
    [InlineData("fetch", """{"url": "https://api.example@evil.example/v1"}""", false)]
    [InlineData("clock", "{}", true)]
    public async Task Example_Calls_AreDecidedAsTheTableSays(string tool, string arguments, bool isAllowed)
    {
        var tools = new AITool[] { Tool("read_file"), Tool("copy_file"), Tool("run"), Tool("fetch"), Tool("clock") }.GuardAll(_gate, new()
        {
            { "read_file", ToolMapping.ReadFile("path") },
            { "copy_file", ToolMapping.ReadFile("source").And(ToolMapping.WriteFile("/options/to")) },
            { "run",       ToolMapping.Shell("command") },
            { "fetch",     ToolMapping.Network("url", methodArgument: "method") },
        }, ByCoder);

        string result = await CallAsync((AIFunction)tools.Single(t => t.Name == tool), arguments);

        result.Should().Match(isAllowed ? "done" : "Not allowed: *");
    }

    [Fact]
    public void Page_Mappings_AreThoseTriedHere()
    {
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "ActionGate.Extensions.AI.Tests", "Docs", "ExtensionsAiTests.cs")).Where(l => l.TrimStart().StartsWith("{ \"", StringComparison.Ordinal)))
            Block("csharp").Should().Contain(line.Trim());
    }

    private static OwnFunction Tool(string name) => new(name, static (_, _) => new("done"));

    private static string Block(string language)
    {
        int start = Page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return Page[start..Page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
