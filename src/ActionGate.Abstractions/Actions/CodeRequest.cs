namespace ActionGate;

/// <summary>One or more code blocks that an agent wants to run, in order.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CodeRequest
{
    /// <summary>Describes a run.</summary>
    /// <param name="blocks">The blocks in the order in which they run; copied. None at all is denied when decided.</param>
    /// <param name="context">Who acts; <see cref="ActionContext.Empty"/> when left out.</param>
    /// <exception cref="ArgumentNullException"><paramref name="blocks"/> or one of them is <see langword="null"/>.</exception>
    public CodeRequest(IReadOnlyList<CodeBlock> blocks, ActionContext? context = null)
    {
        Blocks = CopyOf(blocks);
        Context = context ?? ActionContext.Empty;
    }

    /// <summary>The blocks in the order in which they run.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>Who acts.</summary>
    public ActionContext Context { get; }

    /// <summary>
    /// Nothing in the working directory becomes a part of the code while it runs (<see cref="ICodeExecutor.Isolates"/>); <see langword="false"/> when left out. A gate that looks
    /// at the disk then refuses an import of Python's that a file there may answer, or any where that directory is not given, and a shell block that may write its own file.
    /// </summary>
    public bool IsIsolated { get; init; }

    /// <summary>A copy that nobody can change between the decision and the run.</summary>
    internal static IReadOnlyList<CodeBlock> CopyOf(IReadOnlyList<CodeBlock> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        CodeBlock[] copy = [.. blocks];
        foreach (var block in copy)
            ArgumentNullException.ThrowIfNull(block, nameof(blocks));
        return Array.AsReadOnly(copy);
    }
}
