using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ActionGate.Extensions.AI.Tests;

/// <summary>A function that a host wrote without the factory: it sees the arguments as they come.</summary>
internal sealed class OwnFunction(string name, Func<AIFunctionArguments, CancellationToken, ValueTask<object?>> body, string schema = "{}") : AIFunction
{
    public override string Name => name;

    public override JsonElement JsonSchema { get; } = GuardedTools.Json(schema);

    public override JsonElement? ReturnJsonSchema { get; } = GuardedTools.Json("""{"type":"string"}""");

    public override string Description => "the host's own";

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => body(arguments, cancellationToken);
}
