namespace ActionGate;

/// <summary>Thrown when a policy can't be loaded; names everything that is wrong with it.</summary>
public sealed class PolicyException : Exception
{
    /// <summary>Reports what is wrong with a policy.</summary>
    /// <param name="diagnostics">At least one error; warnings may stand beside it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="diagnostics"/> is <see langword="null"/>.</exception>
    public PolicyException(IReadOnlyList<Diagnostic> diagnostics)
        : base(TextOf(diagnostics)) => Diagnostics = diagnostics;

    /// <summary>Everything that is wrong, in the order of the text.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    private static string TextOf(IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return string.Join('\n', diagnostics.Select(d => d.ToString()));
    }
}
