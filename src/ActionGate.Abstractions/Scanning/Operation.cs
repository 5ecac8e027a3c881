namespace ActionGate;

/// <summary>Something that code could do: what, to what, and where in the text.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class Operation
{
    internal Operation(ActionKind kind, string? target, Certainty certainty, string api = "", TextPosition at = default, string? pattern = null, IReadOnlyList<string>? via = null)
    {
        Kind = kind;
        Target = target;
        Certainty = certainty;
        Api = api;
        At = at;
        Pattern = pattern;
        Via = via ?? [];
    }

    /// <summary>The kind of action.</summary>
    public ActionKind Kind { get; }

    /// <summary>What it acts on; <see langword="null"/> unless <see cref="Certainty"/> is <see cref="Certainty.Exact"/>.</summary>
    public string? Target { get; }

    /// <summary>The shape of a partly known target, <c>*</c> for what is not known; otherwise <see langword="null"/>.</summary>
    public string? Pattern { get; }

    /// <summary>How much of the target is known.</summary>
    public Certainty Certainty { get; }

    /// <summary>Where it stands in the scanned text.</summary>
    public TextPosition At { get; }

    /// <summary>The function, method or command through which it happens; empty for an operation that was asked for directly.</summary>
    public string Api { get; }

    /// <summary>The languages it came through, outermost first.</summary>
    public IReadOnlyList<string> Via { get; }

    /// <summary>It takes in all that lies below the folder.</summary>
    internal bool IsRecursive { get; init; }

    /// <summary>A partly known target with NUL for what is not known, where <see cref="Pattern"/> can't be told from stars in the target.</summary>
    internal string? Shape { get; init; }

    /// <summary>
    /// The arguments of a program that is run without a shell, where they are not all known: NUL for what is not known of one, and
    /// <see langword="null"/> at the end for any number of further ones. <see langword="null"/>: the target is shell text.
    /// </summary>
    internal IReadOnlyList<string?>? Arguments { get; init; }

    /// <summary>The folder in which a command runs, NUL for what is not known of it; <see langword="null"/> for that of the code.</summary>
    internal string? Folder { get; init; }

    /// <summary>The code gives a command a standard input of its own.</summary>
    internal bool IsFed { get; init; }
}
