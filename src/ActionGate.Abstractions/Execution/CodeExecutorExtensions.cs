using System.Runtime.CompilerServices;

namespace ActionGate;

/// <summary>What every <see cref="ICodeExecutor"/> can do beside.</summary>
public static class CodeExecutorExtensions
{
    /// <summary>Runs the blocks, and tells of the output while it is produced.</summary>
    /// <param name="executor">What runs them; a guarded one tells a denial as a result like any other.</param>
    /// <param name="execution">What to run. Its own <see cref="CodeExecution.Output"/> hears everything too.</param>
    /// <param name="cancellationToken">Ends the run, as it does for <see cref="ICodeExecutor.ExecuteAsync"/>; the result then says so.</param>
    /// <returns>
    /// Updates with text, and one with the <see cref="CodeUpdate.Result"/> at the end. The run begins with the enumeration and is ended
    /// by leaving it, which waits until it has ended. Who reads slowly gets larger pieces; where more than 1 Mi characters wait, the run waits too.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAsyncEnumerable<CodeUpdate> StreamAsync(this ICodeExecutor executor, CodeExecution execution, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(execution);
        return Stream(executor, execution, cancellationToken);
    }

    private static async IAsyncEnumerable<CodeUpdate> Stream(ICodeExecutor executor, CodeExecution execution, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var waiting = new WaitingOutput(execution.Output);
        var streamed = new CodeExecution(execution.Blocks) { Context = execution.Context, Limits = execution.Limits, Confinement = execution.Confinement, Output = waiting };
        // An executor may work before it first awaits: that must not keep the first update from being read.
        var run = Task.Run(() => executor.ExecuteAsync(streamed, cancellation.Token), CancellationToken.None);
        try
        {
            while (await waiting.TakeAsync(run).ConfigureAwait(false) is { } text)
                yield return new CodeUpdate(text, Result: null);
            yield return new CodeUpdate("", await run.ConfigureAwait(false));
        }
        finally
        {
            waiting.Abandon();
            await cancellation.CancelAsync().ConfigureAwait(false);
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
