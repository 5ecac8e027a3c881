using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ActionGate.Arguments;

/// <summary>The arguments of one call as they are decided and passed on, whatever happens to the originals.</summary>
internal sealed class FrozenArguments
{
    private readonly Dictionary<string, FrozenValue> _values = new(StringComparer.Ordinal);

    private FrozenArguments()
    {
    }

    internal IEnumerable<string> Names => _values.Keys;

    /// <summary>Copies the arguments of a call.</summary>
    /// <param name="arguments">What the invoker passed.</param>
    /// <param name="options">How the function marshals its arguments.</param>
    /// <param name="fault">Why there is no copy.</param>
    /// <returns><see langword="null"/> where two readers could see two things in the arguments.</returns>
    /// <exception cref="Exception">A value can't be read; whatever its own code threw.</exception>
    internal static FrozenArguments? Of(AIFunctionArguments arguments, JsonSerializerOptions options, out string? fault)
    {
        var frozen = new FrozenArguments();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in arguments)
        {
            // As inside an object: a binder that ignores case would take the other one.
            if (!names.Add(name))
            {
                fault = $"the call has the argument {ArgumentName.Shown(name)} twice";
                return null;
            }
            var copy = FrozenValue.Of(value, options);
            if (JsonShape.Fault(copy.Json) is { } shape)
            {
                fault = $"the arguments can't be decided: {shape}";
                return null;
            }
            frozen._values.Add(name, copy);
        }
        fault = null;
        return frozen;
    }

    internal bool TryGet(string name, out FrozenValue value) => _values.TryGetValue(name, out value);

    /// <summary>All of them as JSON, by name: the same call makes the same text.</summary>
    internal string ToText()
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in _values.OrderBy(v => v.Key, StringComparer.Ordinal))
            text.Append(text.Length == 1 ? "" : ",").Append(FrozenValue.Quoted(name)).Append(':').Append(value.ToText());
        return text.Append('}').ToString();
    }

    /// <summary>What the function gets: the copies, and the services and context that the host gave to the call.</summary>
    internal AIFunctionArguments ToArguments(AIFunctionArguments original)
    {
        var arguments = new AIFunctionArguments(StringComparer.Ordinal) { Services = original.Services, Context = original.Context };
        foreach (var (name, value) in _values)
            arguments.Add(name, value.Passed);
        return arguments;
    }
}
