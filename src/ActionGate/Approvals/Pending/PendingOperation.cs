namespace ActionGate;

/// <summary>One of the things that a request's action does, in the words of its file.</summary>
/// <param name="Decision">What was decided about it: <c>allow</c> or <c>require_approval</c>.</param>
/// <param name="Kind">The kind of action.</param>
/// <param name="Target">What it acts on, or the pattern of what it may act on; <see langword="null"/>: that is not known.</param>
/// <remarks>Immutable. As all of a <see cref="PendingApproval"/> it may hold control characters.</remarks>
public sealed record PendingOperation(string Decision, string Kind, string? Target)
{
    /// <summary>Where its path, or those that its pattern finds, lead through links, as far as that is elsewhere.</summary>
    public IReadOnlyList<string> RealPaths { get; init; } = [];

    /// <summary>It takes in all below a folder.</summary>
    public bool IsRecursive { get; init; }

    /// <summary>Why that was decided about it.</summary>
    public string Reason { get; init; } = "";
}
