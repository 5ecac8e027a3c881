namespace ActionGate.Simulation.Replays;

/// <summary>A request as it was made once, or may be made.</summary>
/// <param name="Place">Where it stands: <c>line 3</c>, <c>record 12</c>.</param>
/// <param name="Action">The action; <see langword="null"/>: it is <see cref="Code"/>.</param>
internal sealed record ReplayItem(string Place, ActionRequest? Action)
{
    internal CodeRequest? Code { get; init; }

    /// <summary>The verdict that it had; <see langword="null"/> where nobody says.</summary>
    internal Verdict? Was { get; init; }

    /// <summary>The rule that decided then; <see langword="null"/>: the default, or nobody says.</summary>
    internal string? WasRule { get; init; }

    /// <summary>When it was made; <see langword="null"/> where nobody says.</summary>
    internal DateTimeOffset? At { get; init; }

    /// <summary>Which shell read it; <see langword="null"/> where nobody says.</summary>
    internal HostShell? Shell { get; init; }

    /// <summary>Somebody wants it allowed.</summary>
    internal bool IsWanted { get; init; }

    internal ActionContext Context => Action?.Context ?? Code!.Context;
}
