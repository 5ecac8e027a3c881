namespace ActionGate.Evaluation;

/// <summary>How much code one request may hold within code. What is spent is not read further, and the answer says so.</summary>
internal sealed class CodeBudget
{
    /// <summary>How many languages may lie in one another.</summary>
    internal const int MostLevels = 8;

    private const int MostTexts = 1000;

    private int _texts = MostTexts;
    private int _level;

    /// <summary>Goes one level deeper; whoever is let in leaves again.</summary>
    internal bool Enter()
    {
        if (_level == MostLevels || _texts == 0)
            return false;
        _level++;
        _texts--;
        return true;
    }

    internal void Leave() => _level--;
}
