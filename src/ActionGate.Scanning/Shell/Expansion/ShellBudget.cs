using System.Runtime.CompilerServices;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>What may be spent on one text and on all the texts in it. What is spent is not read further, and the reading says so.</summary>
internal sealed class ShellBudget
{
    internal const int MaxLength = 1 << 20;
    private const int MaxCommands = 5_000;
    private const int MaxSteps = 2_000_000;
    private const int MaxDepth = 200;

    private int _length = MaxLength;
    private int _commands = MaxCommands;
    private int _steps = MaxSteps;
    private int _depth;

    /// <summary>What ran out first; <see langword="null"/> while nothing has.</summary>
    internal string? Problem { get; private set; }

    internal bool IsSpent => Problem is not null;

    internal bool TakeText(int length)
    {
        _length -= length;
        return Still(_length >= 0, "the text is too long");
    }

    internal bool TakeCommand() => Still(--_commands >= 0, "there are too many commands");

    internal bool TakeSteps(int count)
    {
        _steps = count > _steps ? -1 : _steps - count;
        return Still(_steps >= 0, "reading it takes too many steps");
    }

    /// <summary>Goes one level deeper; whoever is let in leaves again.</summary>
    internal bool Enter()
    {
        if (!Still(_depth < MaxDepth && RuntimeHelpers.TryEnsureSufficientExecutionStack(), "it is nested too deeply"))
            return false;
        _depth++;
        return true;
    }

    internal void Leave() => _depth--;

    private bool Still(bool holds, string problem)
    {
        if (!holds)
            Problem ??= problem;
        return Problem is null;
    }
}
