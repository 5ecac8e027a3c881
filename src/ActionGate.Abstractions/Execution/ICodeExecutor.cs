namespace ActionGate;

/// <summary>Runs code blocks.</summary>
/// <remarks>
/// An executor runs what it is given: it decides nothing. Wrap it with <c>Guard()</c> before an agent gets it.
/// Implementations must be safe for concurrent calls, or say that they are not.
/// </remarks>
public interface ICodeExecutor
{
    /// <summary>
    /// Nothing that lies in the working directory, or comes there while the block runs, becomes a part of its code. A guard asks this for each block; <see langword="false"/>, which
    /// is the default, makes it stricter. Of Python: it does not look for modules beside the program (docs.python.org, <c>-P</c> and <c>PYTHONSAFEPATH</c>, since 3.11), where
    /// <c>import json</c> would run a <c>json.py</c>. Of shells: they don't read the block, as they go, from a file that it can write to.
    /// </summary>
    /// <param name="block">A block that is to be run.</param>
    bool Isolates(CodeBlock block) => false;

    /// <summary>Runs the blocks in order; the first one that fails ends the run.</summary>
    /// <param name="execution">What to run, within which limits.</param>
    /// <param name="cancellationToken">Ends the run, with everything it started.</param>
    /// <returns>The exit code and the output. What the code does wrong is told there, not thrown.</returns>
    Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default);
}
