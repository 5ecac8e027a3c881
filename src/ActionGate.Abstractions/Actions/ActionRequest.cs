namespace ActionGate;

/// <summary>One action that an agent asks for: a kind and a target.</summary>
/// <remarks>
/// The target may be anything an agent can write, <see langword="null"/> included: what is not understood is denied, never thrown.
/// Immutable; safe to share between threads.
/// </remarks>
public sealed class ActionRequest
{
    /// <summary>Describes an action.</summary>
    /// <param name="kind">The kind of action.</param>
    /// <param name="target">What it acts on, in the kind's own terms: shell text, a path, a URL. <see langword="null"/> is denied.</param>
    /// <param name="context">Who acts; <see cref="ActionContext.Empty"/> when left out.</param>
    public ActionRequest(ActionKind kind, string? target, ActionContext? context = null)
    {
        Kind = kind;
        Target = target;
        Context = context ?? ActionContext.Empty;
    }

    /// <summary>The kind of action.</summary>
    public ActionKind Kind { get; }

    /// <summary>What it acts on, as the agent wrote it.</summary>
    public string? Target { get; }

    /// <summary>
    /// The method of a network request (<c>GET</c>, …), where it is known; case does not matter. A rule that allows certain methods only
    /// does not allow an unknown one, and a rule that refuses some refuses an unknown one.
    /// </summary>
    public string? Method { get; init; }

    /// <summary>
    /// The port of a network request, for hosts that hold it apart from the target. It is used where the target names none;
    /// where both name one and they differ, the target is not understood and so denied.
    /// </summary>
    public int? Port { get; init; }

    /// <summary>
    /// The action takes in everything below a folder: removing a tree, archiving or copying a folder. A refusing rule that could match
    /// below the target applies then. Deleting what a gate finds to be a folder is always understood so.
    /// </summary>
    public bool IsRecursive { get; init; }

    /// <summary>
    /// All arguments of a tool's call as JSON, for hosts that know them; <see langword="null"/> by default. No rule looks at them: whoever is asked for
    /// approval sees them, and an approval holds for no others.
    /// </summary>
    public string? Arguments { get; init; }

    /// <summary>Who acts.</summary>
    public ActionContext Context { get; }

    /// <summary>Why a guard can't do what the request says, whatever the rules are; <see langword="null"/> where it can.</summary>
    internal string? Problem { get; init; }

    /// <summary>A request to run shell text.</summary>
    /// <param name="command">The text, as a shell would get it.</param>
    /// <param name="context">Who acts.</param>
    public static ActionRequest Shell(string? command, ActionContext? context = null) => new(ActionKind.ShellExec, command, context);

    /// <summary>A request to read a file or list a folder.</summary>
    /// <param name="path">A path or <c>file:</c> URL.</param>
    /// <param name="context">Who acts.</param>
    public static ActionRequest ReadFile(string? path, ActionContext? context = null) => new(ActionKind.FileRead, path, context);

    /// <summary>A request to create or change a file or folder.</summary>
    /// <param name="path">A path or <c>file:</c> URL.</param>
    /// <param name="context">Who acts.</param>
    public static ActionRequest WriteFile(string? path, ActionContext? context = null) => new(ActionKind.FileWrite, path, context);

    /// <summary>A request to delete a file or folder.</summary>
    /// <param name="path">A path or <c>file:</c> URL.</param>
    /// <param name="context">Who acts.</param>
    public static ActionRequest DeleteFile(string? path, ActionContext? context = null) => new(ActionKind.FileDelete, path, context);

    /// <summary>A request to talk to a host.</summary>
    /// <param name="urlOrHost">A URL or <c>host[:port]</c>.</param>
    /// <param name="context">Who acts.</param>
    public static ActionRequest Network(string? urlOrHost, ActionContext? context = null) => new(ActionKind.Network, urlOrHost, context);
}
