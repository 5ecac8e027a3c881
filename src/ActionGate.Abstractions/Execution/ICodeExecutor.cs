namespace ActionGate;

/// <summary>Runs code blocks.</summary>
/// <remarks>
/// An executor runs what it is given: it decides nothing. Wrap it with <c>Guard()</c> before an agent gets it.
/// Implementations must be safe for concurrent calls, or say that they are not.
/// </remarks>
public interface ICodeExecutor
{
    /// <summary>Runs the blocks in order; the first one that fails ends the run.</summary>
    /// <param name="execution">What to run, within which limits.</param>
    /// <param name="cancellationToken">Ends the run, with everything it started.</param>
    /// <returns>The exit code and the output. What the code does wrong is told there, not thrown.</returns>
    Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default);
}
