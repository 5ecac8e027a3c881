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
    private static int s_compareDepth;

    [ThreadStatic]
    private static int s_compared;

    [ThreadStatic]
    private static int s_depth;

    [ThreadStatic]
    private static long s_question;

    /// <summary>Asks a value that holds others.</summary>
    /// <param name="seen">The question that it was asked last.</param>
    /// <returns>It has not been asked this one.</returns>
    internal static bool Enter(ref long seen)
    {
        if (s_depth == 0)
            s_question++;
        if (seen == s_question)
            return false;
        seen = s_question;
        s_depth++;
        return true;
    }

    internal static void Leave() => s_depth--;

    /// <summary>Begins to compare two tuples; where it may not, they count as different.</summary>
    internal static bool Compare()
    {
        if (s_compareDepth == 0)
            s_compared = 0;
        if (s_compareDepth >= MaxCompareDepth || ++s_compared > MaxCompared || IsTooDeep)
            return false;
        s_compareDepth++;
        return true;
    }

    internal static void Compared() => s_compareDepth--;

    /// <summary>What is nested too deeply to be asked may hold anything.</summary>
    internal static bool IsTooDeep => !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
