namespace ActionGate;

/// <summary>What shell text consists of.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ShellFacts
{
    internal ShellFacts(IReadOnlyList<IReadOnlyList<string?>> commands) => Commands = commands;

    /// <summary>Every simple command that could run on any branch, as its argument vector; <see langword="null"/> for a word that is not static.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Commands { get; }
}
