using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary>Shows that something runs, once it does: while somebody is asked, nothing else is to stand at the terminal.</summary>
internal sealed class AnnouncedExecutor(ICodeExecutor inner, RunProgress progress) : ICodeExecutor
{
    public bool Isolates(CodeBlock block) => inner.Isolates(block);

    public Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default)
    {
        progress.Begin();
        return inner.ExecuteAsync(execution, cancellationToken);
    }
}
