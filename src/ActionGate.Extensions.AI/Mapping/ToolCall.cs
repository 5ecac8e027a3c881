using System.Text.Json;
using ActionGate.Arguments;
using Microsoft.Extensions.AI;

namespace ActionGate.Mapping;

/// <summary>A call of a function, read: what is asked of the gate, and what the function gets if the gate grants it.</summary>
internal sealed class ToolCall
{
    /// <summary>Where a record tells why the arguments were refused; the host's own facts keep their names.</summary>
    private const string RefusalKey = "actiongate.arguments";

    private ToolCall(IReadOnlyList<ActionRequest> requests, AIFunctionArguments arguments, string? refusal)
    {
        Requests = requests;
        Arguments = arguments;
        Refusal = refusal;
    }

    /// <summary>What is asked; at least one. All of it must be granted.</summary>
    internal IReadOnlyList<ActionRequest> Requests { get; }

    /// <summary>What the function gets.</summary>
    internal AIFunctionArguments Arguments { get; }

    /// <summary>Why the arguments are refused; the only request then has no target, which no gate allows.</summary>
    internal string? Refusal { get; }

    /// <summary>Reads a call. Never throws for what the arguments hold.</summary>
    internal static ToolCall Read(ToolMapping mapping, DeclaredArguments? declared, AIFunctionArguments arguments, JsonSerializerOptions options, ActionContext context)
    {
        FrozenArguments? frozen = null;
        string? fault;
        try
        {
            frozen = FrozenArguments.Of(arguments, options, out fault);
            if (frozen is not null)
            {
                fault = declared?.Fault(frozen);
                var requests = new List<ActionRequest>();
                fault ??= mapping.AddRequests(frozen, context, requests);
                if (fault is null)
                    return new ToolCall(WithArguments(requests, frozen.ToText()), frozen.ToArguments(arguments), null);
            }
        }
        // Whatever the code inside a value throws: an argument that can't be read is refused.
        catch (Exception exception)
        {
            fault = $"the arguments can't be read ({exception.GetType().Name})";
        }

        var metadata = new Dictionary<string, string>(context.Metadata, StringComparer.Ordinal) { [RefusalKey] = fault! };
        var refused = new ActionRequest(mapping.Targets[0].Kind, target: null, context with { Metadata = metadata });
        // Only a gate that simulates gets to use them.
        return new ToolCall([refused], frozen?.ToArguments(arguments) ?? arguments, fault);
    }

    /// <summary>Whoever is asked about one part of a call sees the whole of it.</summary>
    private static List<ActionRequest> WithArguments(List<ActionRequest> requests, string arguments) =>
        requests.ConvertAll(r => new ActionRequest(r.Kind, r.Target, r.Context) { Method = r.Method, Port = r.Port, IsRecursive = r.IsRecursive, Arguments = arguments });
}
