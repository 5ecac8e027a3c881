using System.Reflection;
using Microsoft.Extensions.AI;
using static ActionGate.Extensions.AI.Tests.GuardedTools;

namespace ActionGate.Extensions.AI.Tests.Guards;

public sealed class GuardedFunctionTests : IDisposable
{
    private readonly GuardedTools _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task Invoke_AllowedCall_ReachesTheFunction()
    {
        (await CallAsync(_tools.GuardedRead, """{"path": "src/a.cs"}""")).Should().Be("read src/a.cs");
    }

    [Fact]
    public async Task Invoke_DeniedCall_ReturnsTheReasonAndReachesNothing()
    {
        string result = await CallAsync(_tools.GuardedRead, """{"path": "src/../../other/a.cs"}""");

        result.Should().Be("Not allowed: no rule allows it");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_DeniedByARule_NamesTheRule()
    {
        (await CallAsync(_tools.GuardedRead, """{"path": "secret/key"}""")).Should().StartWith("Not allowed: rule 'secret'");
    }

    [Fact]
    public async Task Invoke_EachCall_IsRecordedBeforeAndAfterUnderTheFunctionsName()
    {
        await CallAsync(_tools.GuardedRead, """{"path": "a"}""");

        var records = _tools.Records();
        records.Select(r => r.Type).Should().Equal("log.open", "policy", "decision", "outcome");
        records[2].Json.Should().Contain("\"read_file\"").And.Contain("\"coder\"");
    }

    [Fact]
    public async Task Invoke_ThrowOnDenial_Throws()
    {
        var read = _tools.Read.Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder with { ThrowOnDenial = true });

        var thrown = await read.Invoking(r => CallAsync(r, """{"path": "/etc/passwd"}""")).Should().ThrowAsync<ActionDeniedException>();
        thrown.Which.Decision.Target.Should().Be("/etc/passwd");
        var missing = await read.Invoking(r => CallAsync(r, "{}")).Should().ThrowAsync<ActionDeniedException>();
        missing.Which.Message.Should().Be("the argument 'path' is missing");
    }

    [Fact]
    public async Task Invoke_InnerThrows_RecordsTheTypeAndThrowsOn()
    {
        var function = AIFunctionFactory.Create(string (string path) => throw new FormatException("secret text"), "read_file");

        await function.Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder).Invoking(f => CallAsync(f, """{"path": "a"}"""))
            .Should().ThrowAsync<FormatException>();
        _tools.Records().Last().Json.Should().Contain("FormatException").And.NotContain("secret text");
    }

    [Fact]
    public async Task Invoke_Cancelled_NothingHappens()
    {
        await _tools.GuardedRead.Invoking(f => CallAsync(f, With(("path", "a")), new CancellationToken(true)))
            .Should().ThrowAsync<OperationCanceledException>();
        _tools.Calls.Should().BeEmpty();
        _tools.Records().Should().NotContain(r => r.Type == "decision");
    }

    [Fact]
    public async Task Invoke_CancelledInside_ReachesTheFunctionAndIsRecorded()
    {
        using var cancellation = new CancellationTokenSource();
        var function = new OwnFunction("read_file", async (_, token) =>
        {
            await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
            return "";
        });

        await function.Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder)
            .Invoking(f => CallAsync(f, With(("path", "a")), cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();
        _tools.Records().Last().Json.Should().Contain("OperationCanceledException");
    }

    [Fact]
    public async Task Invoke_NoMapping_DecidesByTheFunctionsName()
    {
        var clock = AIFunctionFactory.Create(() => _tools.Seen("noon"), "clock").Guard(_tools.Gate);
        var other = AIFunctionFactory.Create(() => _tools.Seen("other"), "other").Guard(_tools.Gate);

        (await CallAsync(clock, "{}")).Should().Be("noon");
        (await CallAsync(other, "{}")).Should().Be("Not allowed: no rule allows it");
        _tools.Records().Last().Action.Should().Be("tool_call");
    }

    [Fact]
    public async Task Invoke_NoMapping_IgnoresATargetInTheArguments()
    {
        var read = _tools.Read.Guard(_tools.Gate, options: ByCoder);

        (await CallAsync(read, """{"path": "clock"}""")).Should().Be("Not allowed: no rule allows it");
    }

    [Fact]
    public async Task Invoke_Simulate_LetsEverythingThroughAndRecordsIt()
    {
        using var tools = new GuardedTools(GateMode.Simulate);

        (await CallAsync(tools.GuardedRead, """{"path": "/etc/passwd"}""")).Should().Be("read /etc/passwd");
        (await CallAsync(tools.GuardedRead, """{"path": "a", "file_path": "/etc/passwd"}""")).Should().Be("read a");
        tools.Records().Where(r => r.Type == "decision").Select(r => r.Verdict).Should().Equal(Verdict.Deny, Verdict.Deny);
    }

    [Fact]
    public async Task Invoke_ContextOfCall_GetsServicesAndNoArguments()
    {
        var services = new NoServices();
        AIFunctionArguments? given = null;
        var options = new ToolGuardOptions
        {
            ContextOfCall = call =>
            {
                given = call;
                return Coder with { Agent = "other", Tool = "not the name" };
            },
        };
        var arguments = With(("path", "a"));
        arguments.Services = services;
        arguments.Context = new Dictionary<object, object?> { ["user"] = "ann" };

        await CallAsync(_tools.Read.Guard(_tools.Gate, ToolMapping.ReadFile("path"), options), arguments);

        given!.Count.Should().Be(0);
        given.Services.Should().BeSameAs(services);
        given.Context.Should().BeSameAs(arguments.Context);
        _tools.Records().Last(r => r.Type == "decision").Json.Should().Contain("\"other\"").And.Contain("read_file").And.NotContain("not the name");
    }

    [Fact]
    public async Task Invoke_ContextOfCallFails_NothingHappens()
    {
        var throwing = _tools.Read.Guard(_tools.Gate, ToolMapping.ReadFile("path"), new() { ContextOfCall = _ => throw new FormatException() });
        var empty = _tools.Read.Guard(_tools.Gate, ToolMapping.ReadFile("path"), new() { ContextOfCall = _ => null! });

        await throwing.Invoking(f => CallAsync(f, """{"path": "/srv/project/a"}""")).Should().ThrowAsync<FormatException>();
        await empty.Invoking(f => CallAsync(f, """{"path": "/srv/project/a"}""")).Should().ThrowAsync<InvalidOperationException>();
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_ArgumentsThatNameAnAgent_DoNotSetIt()
    {
        var function = AIFunctionFactory.Create((string path, string agent) => _tools.Seen($"{agent} read {path}"), "read_file");

        await CallAsync(function.Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder), """{"path": "a", "agent": "root"}""");

        _tools.Records().Last(r => r.Type == "decision").Json.Should().Contain("\"coder\"").And.NotContain("root");
    }

    [Fact]
    public async Task Invoke_RelativePathWithoutWorkingDirectory_IsDenied()
    {
        var read = _tools.Read.Guard(_tools.Gate, ToolMapping.ReadFile("path"));

        (await CallAsync(read, """{"path": "a"}""")).Should().StartWith("Not allowed: ");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        var read = _tools.GuardedRead;

        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() =>
            CallAsync(read, i % 2 == 0 ? $$"""{"path": "f{{i}}"}""" : $$"""{"path": "secret/f{{i}}"}"""))));

        for (int i = 0; i < results.Length; i++)
            results[i].Should().Match(i % 2 == 0 ? $"read f{i}" : "Not allowed: rule 'secret'*");
        _tools.Calls.Should().HaveCount(200).And.NotContain(c => c.Contains("secret"));
    }

    [Fact]
    public void Guard_Function_KeepsItsDescription()
    {
        var own = new OwnFunction("read_file", static (_, _) => default, """{"type":"object","properties":{"path":{"type":"string"}}}""");
        var guarded = own.Guard(_tools.Gate, ToolMapping.ReadFile("path"));

        guarded.Name.Should().Be("read_file");
        guarded.Description.Should().Be("the host's own");
        guarded.JsonSchema.GetRawText().Should().Be(own.JsonSchema.GetRawText());
        guarded.ReturnJsonSchema!.Value.GetRawText().Should().Be("""{"type":"string"}""");
        guarded.AsDeclarationOnly().Name.Should().Be("read_file");
    }

    [Fact]
    public void Guard_MappedArgumentThatTheSchemaLacks_Throws()
    {
        _tools.Invoking(t => t.Read.Guard(t.Gate, ToolMapping.ReadFile("pth"))).Should().Throw<ArgumentException>()
            .WithMessage("the function 'read_file' declares no argument 'pth' (it declares: path)*");
    }

    [Fact]
    public void Guard_Nothing_Throws()
    {
        _tools.Invoking(t => t.Read.Guard(null!)).Should().Throw<ArgumentNullException>();
        _tools.Invoking(t => ((AIFunction)null!).Guard(t.Gate)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void GetService_FunctionInside_IsNotHandedOut()
    {
        var own = new OwnFunction("read_file", static (_, _) => default);
        var guarded = own.Guard(_tools.Gate);

        guarded.GetService<OwnFunction>().Should().BeNull();
        guarded.GetService<AIFunction>().Should().BeSameAs(guarded);
        guarded.GetService<MethodInfo>().Should().BeNull();
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
