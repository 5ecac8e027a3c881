namespace ActionGate;

/// <summary>What shell text consists of.</summary>
/// <remarks>
/// Every branch counts, and so does what texts and commands within the text do. In texts a <c>*</c> stands for what is not known without
/// running it. Immutable; safe to share between threads.
/// </remarks>
public sealed class ShellFacts
{
    internal ShellFacts(
        IReadOnlyList<IReadOnlyList<string?>> commands,
        IReadOnlyList<string> writes,
        IReadOnlyList<string> reads,
        IReadOnlyList<string> hosts,
        IReadOnlyList<string> assignments)
    {
        Commands = commands;
        Writes = writes;
        Reads = reads;
        Hosts = hosts;
        Assignments = assignments;
    }

    /// <summary>Every simple command that could run on any branch, as its argument vector; <see langword="null"/> for a word that is not static.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Commands { get; }

    /// <summary>Files that could be created, changed or deleted, by redirections or by what is known of the commands.</summary>
    public IReadOnlyList<string> Writes { get; }

    /// <summary>Files and folders that could be read, by redirections or by what is known of the commands.</summary>
    public IReadOnlyList<string> Reads { get; }

    /// <summary>Hosts that could be reached, as they are written, without a port.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>Every assignment, as <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Assignments { get; }
}
