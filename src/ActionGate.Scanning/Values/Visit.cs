namespace ActionGate.Scanning.Values;

/// <summary>
/// One question to values that may hold each other, or themselves: each is asked once. Whoever was asked already answers no, since with a yes the
/// question would be over.
/// </summary>
internal static class Visit
{
    /// <summary>How deeply tuples are compared, and how many for one answer: they may share their elements, and unfolded be without an end.</summary>
    private const int MaxCompareDepth = 6;

    private const int MaxCompared = 256;

    [ThreadStatic]
    private static int _compareDepth;

    [ThreadStatic]
    private static int _compared;

    [ThreadStatic]
    private static int _depth;

    [ThreadStatic]
    private static long _question;

    /// <summary>Asks a value that holds others.</summary>
    /// <param name="seen">The question that it was asked last.</param>
    /// <returns>It has not been asked this one.</returns>
    internal static bool Enter(ref long seen)
    {
        if (_depth == 0)
            _question++;
        if (seen == _question)
            return false;
        seen = _question;
        _depth++;
        return true;
    }

    internal static void Leave() => _depth--;

    /// <summary>Begins to compare two tuples; where it may not, they count as different.</summary>
    internal static bool Compare()
    {
        if (_compareDepth == 0)
            _compared = 0;
        if (_compareDepth >= MaxCompareDepth || ++_compared > MaxCompared || IsTooDeep)
            return false;
        _compareDepth++;
        return true;
    }

    internal static void Compared() => _compareDepth--;

    /// <summary>What is nested too deeply to be asked may hold anything.</summary>
    internal static bool IsTooDeep => !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
