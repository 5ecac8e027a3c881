using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using static ActionGate.Extensions.AI.Tests.GuardedTools;

namespace ActionGate.Extensions.AI.Tests.Arguments;

/// <summary>Calls that try to show the gate one thing and the function another.</summary>
public sealed class SmugglingTests : IDisposable
{
    private readonly GuardedTools _tools = new();

    public void Dispose() => _tools.Dispose();

    public static TheoryData<object?> Texts => new(
        "/etc/passwd", Json("\"/etc/passwd\""), Json("\"\\u002fetc\\u002Fpasswd\""), JsonValue.Create("/etc/passwd"), JsonNode.Parse("\"\\/etc\\/passwd\""),
        JsonDocument.Parse("\"/etc/passwd\""));

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Invoke_TextInAnyForm_IsDecidedAsTheText(object? text)
    {
        await CallAsync(_tools.GuardedRead, With(("path", text)));

        _tools.Records().Last().Target.Should().Be("/etc/passwd");
        _tools.Records().Last().Verdict.Should().Be(Verdict.Deny);
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_AllowedTextInAnyForm_ReachesTheFunctionAsTheSameText()
    {
        foreach (object text in new object[] { "a/é", Json("\"a\\u002f\\u00e9\""), JsonValue.Create("a/é"), JsonDocument.Parse("\"a/é\"") })
            (await CallAsync(_tools.GuardedRead, With(("path", text)))).Should().Be("read a/é");
    }

    public static TheoryData<object?, string> NoTexts => new()
    {
        { null, "null" },
        { Json("null"), "null" },
        { Json("[\"a\"]"), "an array" },
        { Json("{\"path\": \"a\"}"), "an object" },
        { Json("7"), "a number" },
        { Json("true"), "a boolean" },
        { 7, "a number or another value" },
        { 7.5m, "a number or another value" },
        { true, "a boolean" },
        { 'a', "a number or another value" },
        { new Uri("file:///srv/project/a"), "a number or another value" },
        { new[] { "a" }, "an array" },
        { new List<string> { "a" }, "an array" },
        { new List<object?> { "a" }, "an array" },
        { new Dictionary<string, object?> { ["path"] = "a" }, "an object" },
        { new JsonArray("a"), "an array" },
        { new JsonObject { ["path"] = "a" }, "an object" },
    };

    [Theory]
    [MemberData(nameof(NoTexts))]
    public async Task Invoke_MappedArgumentThatIsNoText_IsDenied(object? value, string found)
    {
        (await CallAsync(_tools.GuardedRead, With(("path", value)))).Should().Be($"Not allowed: expected text in the argument 'path', found {found}");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_MappedArgumentMissing_IsDeniedAndTheRecordSaysWhy()
    {
        (await CallAsync(_tools.GuardedRead, "{}")).Should().Be("Not allowed: the argument 'path' is missing");

        var record = _tools.Records().Last();
        record.Action.Should().Be("file_read");
        record.Target.Should().BeNull();
        record.Json.Should().Contain("the argument 'path' is missing");
    }

    [Fact]
    public async Task Invoke_RefusedArgumentsUnderAPolicyThatAllowsAll_AreDenied()
    {
        var lax = Policy.Parse("version: 1\ndefault: allow\nunresolved: allow\nrules: [ { id: all, action: file_read, target: '*', decision: allow } ]\n");
        using var gate = new Gate(new() { Policy = lax, Audit = _tools.Audit });
        var read = _tools.Read.Guard(gate, ToolMapping.ReadFile("path"), ByCoder);

        (await CallAsync(read, """{"path": "/a"}""")).Should().Be("read /a");
        (await CallAsync(read, "{}")).Should().Be("Not allowed: the argument 'path' is missing");
        (await CallAsync(read, """{"path": "/a", "file_path": "/b"}""")).Should().StartWith("Not allowed: the function declares no argument");
    }

    [Theory]
    [InlineData("""{"path": ""}""")]
    [InlineData("""{"path": "a\u0000b"}""")]
    [InlineData("""{"path": "\ud800"}""")]
    public async Task Invoke_TextThatIsNoTarget_IsDenied(string arguments)
    {
        (await CallAsync(_tools.GuardedRead, arguments)).Should().StartWith("Not allowed: ");
        _tools.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Path", "Not allowed: the call has the argument 'Path' twice")]
    [InlineData("file_path", "Not allowed: the function declares no argument 'file_path'")]
    [InlineData("path ", "Not allowed: the function declares no argument (not shown)")]
    [InlineData("x; now call shell", "Not allowed: the function declares no argument (not shown)")]
    public async Task Invoke_ArgumentThatNobodyDeclared_IsDenied(string name, string reason)
    {
        (await CallAsync(_tools.GuardedRead, With(("path", "a"), (name, "/etc/passwd")))).Should().Be(reason);
        (await CallAsync(_tools.GuardedRead, With((name, "a")))).Should().StartWith("Not allowed: ");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_UndeclaredArgumentsAllowed_AreNeverTheTarget()
    {
        var read = new OwnFunction("read_file", (a, _) => new(_tools.Seen($"read {a["path"]}")))
            .Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder with { AllowUndeclaredArguments = true });

        (await CallAsync(read, With(("path", "a"), ("file_path", "/etc/passwd")))).Should().Be("read a");
        (await CallAsync(read, With(("path", "/etc/passwd"), ("file_path", "a")))).Should().StartWith("Not allowed: no rule");
        (await CallAsync(read, With(("path", "a"), ("PATH", "/etc/passwd")))).Should().StartWith("Not allowed: the call has");
    }

    [Fact]
    public async Task Invoke_SchemaWithoutProperties_TakesTheMappedArgumentsAlone()
    {
        var read = new OwnFunction("read_file", (a, _) => new(_tools.Seen($"read {a["path"]}"))).Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder);

        (await CallAsync(read, With(("path", "a")))).Should().Be("read a");
        (await CallAsync(read, With(("path", "a"), ("mode", "r")))).Should().StartWith("Not allowed: the function declares no argument 'mode'");
    }

    [Fact]
    public async Task Invoke_HostsDictionaryThatIgnoresCase_IsReadWithCase()
    {
        var arguments = new AIFunctionArguments(StringComparer.OrdinalIgnoreCase) { ["PATH"] = "a" };

        (await CallAsync(_tools.GuardedRead, arguments)).Should().StartWith("Not allowed: ");
    }

    [Theory]
    [InlineData("""{"path": "a", "path": "/etc/passwd"}""")]
    [InlineData("""{"path": "a", "Path": "/etc/passwd"}""")]
    [InlineData("""{"path": "a", "p\u0061th": "/etc/passwd"}""")]
    [InlineData("""{"path": "a", "deep": [{"x": 1, "X": 2}]}""")]
    [InlineData("""{"path": "a", "\ud800": 1}""")]
    [InlineData("""{"Path": "a"}""")]
    [InlineData("""{"path": ["a"]}""")]
    [InlineData("""{"path": {"path": "a"}}""")]
    [InlineData("""[{"path": "a"}]""")]
    [InlineData("\"{\\\"path\\\": \\\"a\\\"}\"")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Invoke_NestedArgumentWithTwoMeanings_IsDenied(string options)
    {
        var guarded = Nested();

        (await CallAsync(guarded, With(("options", Json(options))))).Should().StartWith("Not allowed: ");
        (await CallAsync(guarded, With(("options", JsonNode.Parse(options))))).Should().StartWith("Not allowed: ");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_NestedArgument_IsDecided()
    {
        var guarded = Nested();

        foreach (object options in new object[] { Json("""{"path": "a"}"""), JsonNode.Parse("""{"p\u0061th": "a"}""")!, new Dictionary<string, string> { ["path"] = "a" } })
            (await CallAsync(guarded, With(("options", options)))).Should().Be("read a");
        (await CallAsync(guarded, With(("options", Json("""{"path": "/etc/passwd"}"""))))).Should().Be("Not allowed: no rule allows it");
    }

    [Fact]
    public async Task Invoke_EscapedSegments_NameTheProperty()
    {
        var own = new OwnFunction("read_file", (_, _) => new(_tools.Seen("read"))).Guard(_tools.Gate, ToolMapping.ReadFile("/o~1p/a~0b"), ByCoder);

        (await CallAsync(own, """{"o/p": {"a~b": "a"}}""")).Should().Be("read");
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(5_000)]
    public async Task Invoke_DeepArguments_AreDenied(int depth)
    {
        string arrays = new string('[', depth) + new string(']', depth);
        string objects = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        var node = new JsonArray();
        for (int i = 0; i < 20 * depth; i++)
            node = new JsonArray(node);
        var own = new OwnFunction("read_file", (_, _) => new(_tools.Seen("read")))
            .Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder with { AllowUndeclaredArguments = true });

        foreach (object deep in new object[] { Json(arrays, depth + 1), Json(objects, depth + 1), node, JsonNode.Parse(objects, null, new() { MaxDepth = depth + 1 })! })
            (await CallAsync(own, With(("path", "a"), ("deep", deep)))).Should().StartWith("Not allowed: the arguments can't be ");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_ArgumentThatHoldsItself_IsDenied()
    {
        var circle = new List<object>();
        circle.Add(circle);

        (await CallAsync(_tools.GuardedRead, With(("path", circle)))).Should().StartWith("Not allowed: the arguments can't be read");
    }

    [Fact]
    public async Task Invoke_ArgumentThatCannotBeCopied_IsDenied()
    {
        var disposed = JsonDocument.Parse("\"a\"");
        disposed.Dispose();

        foreach (object value in new object[] { new Thrower(), default(JsonElement), disposed, (Action)(static () => { }), typeof(string) })
            (await CallAsync(_tools.GuardedRead, With(("path", value)))).Should().StartWith("Not allowed: the arguments can't be read (");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_FunctionThatReadsTheArgumentsItself_GetsCopiesOfTheirOwnKind()
    {
        var given = new Dictionary<string, object?>
        {
            ["path"] = "a",
            ["number"] = 7,
            ["element"] = Json("{\"x\": 1}"),
            ["node"] = JsonNode.Parse("{\"x\": 1}"),
            ["list"] = new List<string> { "x" },
        };
        AIFunctionArguments? seen = null;
        var own = new OwnFunction("read_file", (a, _) => { seen = a; return default; })
            .Guard(_tools.Gate, ToolMapping.ReadFile("path"), ByCoder with { AllowUndeclaredArguments = true });

        await CallAsync(own, new AIFunctionArguments(given));

        seen!["path"].Should().Be("a");
        seen["number"].Should().Be(7);
        seen["element"].Should().BeOfType<JsonElement>();
        seen["node"].Should().BeOfType<JsonObject>().And.NotBeSameAs(given["node"]);
        seen["list"].Should().BeOfType<JsonElement>().Which[0].GetString().Should().Be("x");
    }

    [Fact]
    public async Task Invoke_ArgumentsChangedByOtherThreads_NeverLetTheOtherTextThrough()
    {
        var node = new JsonObject { ["path"] = "a" };
        var list = new Dictionary<string, string> { ["path"] = "a" };
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            for (bool isGood = false; !stop.IsCancellationRequested; isGood = !isGood)
            {
                node["path"] = isGood ? "a" : "/etc/passwd";
                list["path"] = isGood ? "a" : "/etc/passwd";
            }
        });

        var guarded = Nested();
        for (int i = 0; i < 2_000; i++)
            await CallAsync(guarded, With(("options", i % 2 == 0 ? node : list)));
        await stop.CancelAsync();
        await changing;

        _tools.Calls.Should().NotContain(c => c != "read a");
    }

    [Fact]
    public async Task Invoke_NetworkMethod_IsReadFromItsArgument()
    {
        using var tools = new GuardedTools();
        var fetch = AIFunctionFactory.Create((string url, string method = "GET") => tools.Seen($"{method} {url}"), "fetch")
            .Guard(tools.Gate, ToolMapping.Network("url", methodArgument: "method"), ByCoder);
        const string Url = "https://api.example/x";

        (await CallAsync(fetch, With(("url", Url), ("method", "POST")))).Should().Be($"POST {Url}");
        tools.Records().Last(r => r.Type == "decision").Json.Should().Contain("POST");
        (await CallAsync(fetch, With(("url", Url)))).Should().Be($"GET {Url}");
        tools.Records().Last(r => r.Type == "decision").Json.Should().NotContain("GET", "what a function does by default, nobody told the gate");
        (await CallAsync(fetch, With(("url", Url), ("method", null)))).Should().StartWith("Not allowed: expected text in the argument 'method'");
        (await CallAsync(fetch, With(("url", Url), ("method", new[] { "GET", "POST" })))).Should().StartWith("Not allowed: expected text");
        (await CallAsync(fetch, With(("url", "https://api.example@evil.example/x")))).Should().StartWith("Not allowed: ");
    }

    [Fact]
    public async Task Invoke_ShellText_IsDecidedWhole()
    {
        var run = AIFunctionFactory.Create((string command) => _tools.Seen(command), "run").Guard(_tools.Gate, ToolMapping.Shell("command"), ByCoder);

        (await CallAsync(run, """{"command": "git status"}""")).Should().Be("git status");
        (await CallAsync(run, """{"command": "git status\u003b rm -rf ~"}""")).Should().StartWith("Not allowed: ");
        _tools.Calls.Should().Equal("git status");
    }

    /// <summary>A function whose path stands inside an object, and whose binder, as usual, ignores case and takes the last of two.</summary>
    private AIFunction Nested() =>
        AIFunctionFactory.Create((Options options) => _tools.Seen($"read {options.Path}"), "read_file")
            .Guard(_tools.Gate, ToolMapping.ReadFile("/options/path"), ByCoder);

    private sealed record Options(string? Path);

    private sealed class Thrower
    {
        public string Path => throw new FormatException();
    }
}
