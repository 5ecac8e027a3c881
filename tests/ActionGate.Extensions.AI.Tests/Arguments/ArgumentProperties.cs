using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using static ActionGate.Extensions.AI.Tests.GuardedTools;

namespace ActionGate.Extensions.AI.Tests.Arguments;

public sealed class ArgumentProperties
{
    /// <summary>Whatever text a model writes: what the gate recorded as allowed is what the function got, and nothing throws.</summary>
    [Fact]
    public void Invoke_AnyText_IsDecidedAsItIsPassedOn()
    {
        using var tools = new GuardedTools();
        string? passed = null;
        var read = AIFunctionFactory.Create((string path) => passed = path, "read_file")
            .Guard(tools.Gate, new ToolMapping("tool_call", "path"), ByCoder);

        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(t => t is not null), (string text) =>
        {
            passed = null;
            string name = text.Length % 2 == 0 ? text : "clock";
            string result = CallAsync(read, With(("path", Escaped(name)))).GetAwaiter().GetResult();
            return passed is null ? result.StartsWith("Not allowed: ", StringComparison.Ordinal) : passed == "clock";
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>The text as JSON with every character escaped, lone surrogates too.</summary>
    private static JsonElement Escaped(string text) => Json('"' + string.Concat(text.Select(c => $"\\u{(int)c:x4}")) + '"');
}
