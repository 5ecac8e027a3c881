using ActionGate.Arguments;
using ActionGate.Mapping;

namespace ActionGate;

/// <summary>Says what a function does with its arguments: which kind of action, and which argument names what it acts on.</summary>
/// <remarks>
/// <para>
/// A mapping is written and reviewed by a person. Nothing is guessed from names or descriptions, and an argument that the mapping does
/// not name is never taken for a target.
/// </para>
/// <para>
/// An argument is given by its name (<c>path</c>) or, where the text stands deeper, by a path like those of JSON Pointer (RFC 6901):
/// <c>/options/path</c>, with <c>~1</c> for <c>/</c> and <c>~0</c> for <c>~</c> in a name. Below the argument, <c>*</c> stands for every
/// element of an array: <c>/paths/*</c>, <c>/edits/*/path</c>. A single element of an array can't be named.
/// </para>
/// <para>Immutable; safe to share between functions and threads.</para>
/// </remarks>
public sealed class ToolMapping
{
    /// <summary>How many targets one call may name; more are refused.</summary>
    internal const int MostTargets = 256;

    /// <summary>Maps one argument to one kind of action.</summary>
    /// <param name="kind">What the function does.</param>
    /// <param name="argument">The argument that holds the target.</param>
    /// <exception cref="ArgumentException"><paramref name="kind"/> has no name, or <paramref name="argument"/> is empty or no path.</exception>
    public ToolMapping(ActionKind kind, string argument)
        : this([new ToolTarget(Named(kind), ArgumentPath.Parse(argument))])
    {
    }

    private ToolMapping(ToolTarget[] targets) => Targets = targets;

    /// <summary>
    /// The mapping of a function that was given none: the kind is <c>tool_call</c>, which a policy declares under <c>kinds</c>, and the
    /// target is the function's name. What the arguments say plays no part.
    /// </summary>
    public static ToolMapping ToolName { get; } = new([new ToolTarget("tool_call", null)]);

    internal IReadOnlyList<ToolTarget> Targets { get; }

    /// <summary>The function runs shell text.</summary>
    /// <param name="argument">The argument that holds the text.</param>
    /// <exception cref="ArgumentException"><paramref name="argument"/> is empty or no path.</exception>
    public static ToolMapping Shell(string argument) => new(ActionKind.ShellExec, argument);

    /// <summary>The function reads a file or lists a folder.</summary>
    /// <param name="argument">The argument that holds the path.</param>
    /// <exception cref="ArgumentException"><paramref name="argument"/> is empty or no path.</exception>
    public static ToolMapping ReadFile(string argument) => new(ActionKind.FileRead, argument);

    /// <summary>The function creates or changes a file or folder.</summary>
    /// <param name="argument">The argument that holds the path.</param>
    /// <exception cref="ArgumentException"><paramref name="argument"/> is empty or no path.</exception>
    public static ToolMapping WriteFile(string argument) => new(ActionKind.FileWrite, argument);

    /// <summary>The function deletes a file or folder.</summary>
    /// <param name="argument">The argument that holds the path.</param>
    /// <exception cref="ArgumentException"><paramref name="argument"/> is empty or no path.</exception>
    public static ToolMapping DeleteFile(string argument) => new(ActionKind.FileDelete, argument);

    /// <summary>The function talks to a host.</summary>
    /// <param name="argument">The argument that holds the URL or <c>host[:port]</c>.</param>
    /// <param name="method">The method of the request (<c>GET</c>, …), where the function knows but one; <see langword="null"/>: not known.</param>
    /// <param name="methodArgument">The argument that holds the method; where a call leaves it out, the method is not known.</param>
    /// <exception cref="ArgumentException">
    /// An argument is empty or no path, or both <paramref name="method"/> and <paramref name="methodArgument"/> are given.
    /// </exception>
    public static ToolMapping Network(string argument, string? method = null, string? methodArgument = null)
    {
        if (method is not null && methodArgument is not null)
            throw new ArgumentException("expected a method or the argument that holds it, found both", nameof(methodArgument));
        var path = ArgumentPath.Parse(argument);
        return new([new ToolTarget(ActionKind.Network, path, method, methodArgument is null ? null : ArgumentPath.Parse(methodArgument))]);
    }

    /// <summary>The function does both: one call asks for all of it, and each part must be granted.</summary>
    /// <param name="other">What else the function does.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    /// <example><c>ToolMapping.ReadFile("source").And(ToolMapping.WriteFile("destination"))</c></example>
    public ToolMapping And(ToolMapping other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. Targets, .. other.Targets]);
    }

    /// <summary>Such as <c>file_read(source), file_write(destination)</c>.</summary>
    public override string ToString() => string.Join(", ", Targets.Select(static t => $"{t.Kind}({t.Path?.ToString() ?? "the tool's name"})"));

    /// <summary>Adds what a call asks for.</summary>
    /// <returns>Why it can't be told; <see langword="null"/> where every target was added.</returns>
    internal string? AddRequests(FrozenArguments arguments, ActionContext context, List<ActionRequest> requests)
    {
        var texts = new List<string>();
        foreach (var target in Targets)
        {
            texts.Clear();
            if (target.Path is null)
                texts.Add(context.Tool!);
            else if (target.Path.Read(arguments, texts) is { } fault)
                return fault;
            if (texts.Count == 0)
                return $"expected at least one element for '{target.Path}', found none";
            if (requests.Count + texts.Count > MostTargets)
                return $"expected at most {MostTargets} targets in one call, found more";
            if (ReadMethod(target, arguments, out string? method) is { } unreadable)
                return unreadable;
            foreach (string text in texts)
                requests.Add(new ActionRequest(target.Kind, text, context) { Method = method });
        }
        return null;
    }

    private static string? ReadMethod(ToolTarget target, FrozenArguments arguments, out string? method)
    {
        method = target.Method;
        if (target.MethodPath is not { } path || !arguments.TryGet(path.Argument, out _))
            return null;
        var texts = new List<string>();
        if (path.Read(arguments, texts) is { } fault)
            return fault;
        if (texts.Count != 1)
            return $"expected one method for '{path}', found {texts.Count}";
        method = texts[0];
        return null;
    }

    private static ActionKind Named(ActionKind kind) =>
        kind.Name.Length > 0 ? kind : throw new ArgumentException("expected a kind with a name, found an empty one", nameof(kind));
}
