namespace ActionGate.Policies;

/// <summary>Which of the rules that match decides.</summary>
internal enum Precedence : byte
{
    /// <summary>The first definite match, with the broad refusals before it.</summary>
    FirstMatch = 0,

    /// <summary>The strictest of all matches.</summary>
    DenyOverrides,
}
