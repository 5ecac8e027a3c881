namespace ActionGate.Guards;

/// <summary>Runs code behind a gate: only what is granted reaches the executor inside.</summary>
internal sealed class GuardedCodeExecutor(ICodeExecutor inner, Gate gate, ActionContext? context) : ICodeExecutor
{
    /// <summary>The exit code of a run that did not happen.</summary>
    private const int DeniedExitCode = 1;

    public bool Isolates(CodeBlock block) => inner.Isolates(block);

    public async Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(execution);
        var who = Merge(execution.Context, context);
        var permit = await gate.AuthorizeAsync(new CodeRequest(execution.Blocks, who) { IsIsolated = AreIsolated(execution.Blocks) }, cancellationToken).ConfigureAwait(false);
        await using var _ = permit.ConfigureAwait(false);
        if (!permit.IsGranted)
            return new CodeResult(DeniedExitCode, $"Code execution was not approved. Reason: {permit.Decision.Reason}") { IsDenied = true };

        // The blocks that were decided are the blocks that run: the execution is made anew of the same immutable ones.
        // A gate that only simulates stops nothing, not even after a while.
        bool binds = permit.Decision.Mode == GateMode.Enforce;
        var granted = new CodeExecution(execution.Blocks)
        {
            Context = who,
            Limits = binds ? execution.Limits.Strictest(permit.Decision.Limits) : execution.Limits,
            Confinement = binds ? permit.Confinement : execution.Confinement,
            Output = execution.Output,
        };
        try
        {
            var result = await inner.ExecuteAsync(granted, cancellationToken).ConfigureAwait(false);
            permit.Complete(new ActionOutcome { ExitCode = result.ExitCode, LimitHit = result.LimitHit, LimitsHeldBy = result.LimitsHeldBy });
            return result;
        }
        catch (Exception exception)
        {
            permit.Complete(new ActionOutcome { Error = exception.GetType().Name });
            throw;
        }
    }

    private bool AreIsolated(IReadOnlyList<CodeBlock> blocks)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            if (!inner.Isolates(blocks[i]))
                return false;
        }
        return true;
    }

    /// <summary>What the host fixed when it made the guard comes before what a single run says.</summary>
    private static ActionContext Merge(ActionContext run, ActionContext? guard) =>
        guard is null ? run : run with
        {
            Agent = guard.Agent ?? run.Agent,
            Suggester = guard.Suggester ?? run.Suggester,
            Session = guard.Session ?? run.Session,
            Group = guard.Group ?? run.Group,
            Tool = guard.Tool ?? run.Tool,
            MessageHash = guard.MessageHash ?? run.MessageHash,
            MessageLength = guard.MessageLength ?? run.MessageLength,
            WorkingDirectory = guard.WorkingDirectory ?? run.WorkingDirectory,
            Turn = guard.Turn ?? run.Turn,
            Metadata = guard.Metadata.Count > 0 ? guard.Metadata : run.Metadata,
        };
}
