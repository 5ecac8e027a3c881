using Microsoft.Extensions.AI;
using static ActionGate.Extensions.AI.Tests.GuardedTools;

namespace ActionGate.Extensions.AI.Tests.Guards;

public sealed class GuardAllTests : IDisposable
{
    private static readonly AITool Hosted = new HostedCodeInterpreterTool();

    private readonly GuardedTools _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task GuardAll_Functions_AreGuardedInTheirOrder()
    {
        var clock = AIFunctionFactory.Create(() => "noon", "clock");

        var guarded = new AITool[] { _tools.Read, clock }.GuardAll(_tools.Gate, new() { { "read_file", ToolMapping.ReadFile("path") } }, ByCoder);

        guarded.Select(t => t.Name).Should().Equal("read_file", "clock");
        (await CallAsync((AIFunction)guarded[0], """{"path": "/etc/passwd"}""")).Should().StartWith("Not allowed: ");
        (await CallAsync((AIFunction)guarded[0], """{"path": "a"}""")).Should().Be("read a");
        (await CallAsync((AIFunction)guarded[1], "{}")).Should().Be("noon");
    }

    [Fact]
    public void GuardAll_ToolOfTheProvider_Throws()
    {
        _tools.Invoking(t => new[] { Hosted }.GuardAll(t.Gate)).Should().Throw<ArgumentException>()
            .WithMessage("the tool 'code_interpreter' (HostedCodeInterpreterTool) is no function that is called here*PassUnguarded*");
    }

    [Fact]
    public void GuardAll_DeclarationOnly_Throws()
    {
        _tools.Invoking(t => new AITool[] { t.Read.AsDeclarationOnly() }.GuardAll(t.Gate)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void GuardAll_ToolOfTheProviderThatTheHostNames_Passes()
    {
        new[] { Hosted }.GuardAll(_tools.Gate, options: new() { PassUnguarded = ["code_interpreter"] }).Should().Equal(Hosted);
    }

    [Fact]
    public async Task GuardAll_FunctionNamedToPass_IsGuardedAllTheSame()
    {
        var guarded = new AITool[] { _tools.Read }.GuardAll(_tools.Gate, options: new() { PassUnguarded = ["read_file"] });

        (await CallAsync((AIFunction)guarded[0], """{"path": "a"}""")).Should().StartWith("Not allowed: ");
    }

    [Fact]
    public void GuardAll_MistakesInTheMappings_Throw()
    {
        _tools.Invoking(t => new AITool[] { t.Read }.GuardAll(t.Gate, new() { { "raed_file", ToolMapping.ReadFile("path") } }))
            .Should().Throw<ArgumentException>().WithMessage("the mapping for 'raed_file' is for none of the tools (read_file)*");
        _tools.Invoking(t => new AITool[] { t.Read, t.Read }.GuardAll(t.Gate)).Should().Throw<ArgumentException>().WithMessage("*two called 'read_file'*");
        _tools.Invoking(t => new[] { Hosted }.GuardAll(t.Gate, new() { { Hosted.Name, ToolMapping.ReadFile("path") } }, new() { PassUnguarded = [Hosted.Name] }))
            .Should().Throw<ArgumentException>().WithMessage("*no guard can stand before it*");
        _tools.Invoking(t => new AITool[] { null! }.GuardAll(t.Gate)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Mappings_SameNameTwice_Throws()
    {
        var mappings = new ToolMappings { { "a", ToolMapping.ToolName } };

        mappings.Invoking(m => m.Add("a", ToolMapping.ToolName)).Should().Throw<ArgumentException>().WithMessage("the tool 'a' has a mapping already*");
        mappings.Should().ContainSingle();
    }
}
