using ActionGate.Guards;
using Microsoft.Extensions.AI;

namespace ActionGate;

/// <summary>Puts a gate before the functions that a model calls.</summary>
/// <remarks>
/// <para>
/// Each call is decided by its arguments and recorded before the function begins, and recorded again when it ends. A call that was not
/// granted returns a text that begins with <c>Not allowed</c> and says why, so that the model can read it.
/// </para>
/// <para>A guarded function is as safe for concurrent use as the function inside.</para>
/// </remarks>
public static class ToolGuardExtensions
{
    /// <summary>Guards a function. Its name, description and schemas stay as they are.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="mapping">What the function does with its arguments; <see cref="ToolMapping.ToolName"/> when left out.</param>
    /// <param name="options">Who acts, and what becomes of a denial.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> or <paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The mapping names an argument that the function's schema does not declare.</exception>
    /// <remarks>
    /// The function gets the arguments that were decided: text, numbers and the like as they are, JSON as a copy of its own, and
    /// everything else as a <see cref="System.Text.Json.JsonElement"/>, which functions that <see cref="AIFunctionFactory"/> made take as
    /// well. An argument that can't be copied is refused.
    /// </remarks>
    public static AIFunction Guard(this AIFunction function, Gate gate, ToolMapping? mapping = null, ToolGuardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gate);
        return new GuardedFunction(function, gate, mapping ?? ToolMapping.ToolName, options ?? new ToolGuardOptions());
    }

    /// <summary>Guards all functions among some tools.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="mappings">What the functions do with their arguments, by name; a function without one gets <see cref="ToolMapping.ToolName"/>.</param>
    /// <param name="options">Who acts, what becomes of a denial, and which tools pass unguarded.</param>
    /// <returns>The tools in their order, each function guarded.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tools"/>, one of them, or <paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// A tool is no function that is called here, so that no guard can stand before it, and <see cref="ToolGuardOptions.PassUnguarded"/>
    /// does not name it; two tools have one name; a mapping is for no function among the tools, or names an argument that the
    /// function's schema does not declare.
    /// </exception>
    public static IReadOnlyList<AITool> GuardAll(
        this IEnumerable<AITool> tools, Gate gate, ToolMappings? mappings = null, ToolGuardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(gate);
        options ??= new ToolGuardOptions();
        var guarded = new List<AITool>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in tools)
        {
            ArgumentNullException.ThrowIfNull(tool, nameof(tools));
            if (!names.Add(tool.Name))
                throw new ArgumentException($"expected tools with names of their own, found two called '{tool.Name}'", nameof(tools));
            if (tool is AIFunction function)
                guarded.Add(function.Guard(gate, mappings?.Find(tool.Name), options));
            else if (mappings?.Find(tool.Name) is not null)
                throw new ArgumentException($"the tool '{tool.Name}' has a mapping, but is not called here: no guard can stand before it", nameof(mappings));
            else if (options.PassUnguarded.Contains(tool.Name, StringComparer.Ordinal))
                guarded.Add(tool);
            else
                throw new ArgumentException(CannotGuard(tool), nameof(tools));
        }
        foreach (var (name, _) in mappings ?? [])
        {
            if (!names.Contains(name))
                throw new ArgumentException($"the mapping for '{name}' is for none of the tools ({Listed(names)})", nameof(mappings));
        }
        return guarded.AsReadOnly();
    }

    private static string CannotGuard(AITool tool) =>
        $"the tool '{tool.Name}' ({tool.GetType().Name}) is no function that is called here, so no guard can stand before it; leave it out, " +
        $"or name it in {nameof(ToolGuardOptions)}.{nameof(ToolGuardOptions.PassUnguarded)}";

    private static string Listed(HashSet<string> names) => names.Count == 0 ? "there are none" : string.Join(", ", names.Order(StringComparer.Ordinal));
}
