using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>What stands for a substitution.</summary>
/// <param name="Value">What is printed, as <see cref="PartlyKnown"/> text.</param>
/// <param name="MayBeEmpty">Or nothing.</param>
internal readonly record struct PrintedText(string Value, bool MayBeEmpty = false);

/// <summary>
/// Which of several values each variable has while one command is expanded: the command is expanded once for each combination, in which
/// a variable has one value wherever it stands.
/// </summary>
internal sealed class Choices
{
    private const int MaxCombinations = 16;

    private readonly List<(object Key, int Count, int Index)> _made = [];
    private readonly List<(ShellNode Node, PrintedText Value)> _substitutions = [];
    private int _combinations = 1;

    /// <summary>There were too many: whoever chooses gets none, and reads a hole.</summary>
    internal bool IsCollapsed { get; private set; }

    internal bool IsEmpty => _made.Count == 0;

    /// <summary>The first choice was made on this state; each further combination begins from it.</summary>
    internal ShellState? Start { get; set; }

    /// <summary>Chooses one of several; -1 where none can be chosen.</summary>
    internal int Choose(object key, int count)
    {
        if (count == 1)
            return 0;
        if (IsCollapsed)
            return -1;
        foreach (var (made, of, index) in _made)
        {
            if (Equals(made, key))
                return of == count ? index : -1;
        }
        _combinations *= count;
        if (_combinations > MaxCombinations)
        {
            IsCollapsed = true;
            return -1;
        }
        _made.Add((key, count, 0));
        return 0;
    }

    /// <summary>No more choices from here on.</summary>
    internal void Collapse()
    {
        IsCollapsed = true;
        _made.Clear();
    }

    /// <summary>Goes on to the next combination.</summary>
    internal bool Advance()
    {
        for (int i = _made.Count - 1; i >= 0; i--)
        {
            var (key, count, index) = _made[i];
            if (index + 1 < count)
            {
                _made[i] = (key, count, index + 1);
                return true;
            }
            _made.RemoveAt(i);
            _combinations /= count;
        }
        return false;
    }

    /// <summary>A substitution is read once, whatever is chosen.</summary>
    internal PrintedText? ValueOf(ShellNode node)
    {
        foreach (var (known, value) in _substitutions)
        {
            if (ReferenceEquals(known, node))
                return value;
        }
        return null;
    }

    internal void Remember(ShellNode node, PrintedText value) => _substitutions.Add((node, value));
}
