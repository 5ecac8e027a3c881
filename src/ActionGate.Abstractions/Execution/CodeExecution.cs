namespace ActionGate;

/// <summary>One run of an <see cref="ICodeExecutor"/>: the blocks, who runs them, within which limits.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CodeExecution
{
    /// <summary>Describes a run.</summary>
    /// <param name="blocks">The blocks in the order in which they run; copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="blocks"/> or one of them is <see langword="null"/>.</exception>
    public CodeExecution(IReadOnlyList<CodeBlock> blocks) => Blocks = CodeRequest.CopyOf(blocks);

    /// <summary>The blocks in the order in which they run.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>Who runs them; <see cref="ActionContext.Empty"/> by default.</summary>
    public ActionContext Context { get; init; } = ActionContext.Empty;

    /// <summary>What the run may use; by default whatever the executor's own options say.</summary>
    public ExecutionLimits Limits { get; init; } = ExecutionLimits.None;

    /// <summary>
    /// What the run may reach, for executors that can confine; <see langword="null"/> where nobody said. A guard fills it from the policy, unless the gate
    /// only simulates.
    /// </summary>
    public Confinement? Confinement { get; init; }

    /// <summary>
    /// Gets output while it is produced; <see langword="null"/>: nobody listens. The run ends only when all of its output was taken: a listener that takes long holds it up.
    /// </summary>
    public IProgress<CodeOutput>? Output { get; init; }
}
