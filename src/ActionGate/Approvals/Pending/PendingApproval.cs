namespace ActionGate;

/// <summary>A request that waits in the folder of a <see cref="PendingApprovals"/>.</summary>
/// <remarks>
/// Immutable; safe to share between threads. All of it comes from the folder: who can write there can have it say anything, and an answer to that counts
/// for nothing, since it is not what the host asked. What an agent wrote may hold control characters.
/// </remarks>
public sealed class PendingApproval
{
    internal const int IdLength = 16;

    internal PendingApproval(string file, string hash)
    {
        File = file;
        Hash = hash;
    }

    /// <summary>
    /// What the request is called: the first 16 hexadecimal digits of the SHA-256 of all that is here. Who approves by it approves what was shown, whatever lies
    /// in the folder by then.
    /// </summary>
    public string Id => Hash[..IdLength];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it counts as refused if nobody answered.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The agent that would act; <see langword="null"/>: it has no name.</summary>
    public string? Agent { get; init; }

    /// <summary>The agent that suggested the action; <see langword="null"/>: none did.</summary>
    public string? Suggester { get; init; }

    /// <summary>The session; <see langword="null"/>: it has no name.</summary>
    public string? Session { get; init; }

    /// <summary>The folder in which it would act; <see langword="null"/>: that was not said.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The kind of action; <see langword="null"/> where code is to run.</summary>
    public string? Kind { get; init; }

    /// <summary>What it would act on; <see langword="null"/> where code is to run.</summary>
    public string? Target { get; init; }

    /// <summary>The file that the path really leads to; <see langword="null"/>: the path's own, or the action names none.</summary>
    public string? RealPath { get; init; }

    /// <summary>The method of a network request; <see langword="null"/>: none was said.</summary>
    public string? Method { get; init; }

    /// <summary>The port of a network request whose target names none.</summary>
    public int? Port { get; init; }

    /// <summary>The tool whose call it is; <see langword="null"/>: none was said.</summary>
    public string? Tool { get; init; }

    /// <summary>All arguments of the tool's call, as JSON; <see langword="null"/>: none were said.</summary>
    public string? Arguments { get; init; }

    /// <summary>Whether it takes in all that is below its target.</summary>
    public bool IsRecursive { get; init; }

    /// <summary>The code blocks that are to run; empty for other actions.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; init; } = [];

    /// <summary>The scripts that it runs, by the SHA-256 of what is approved.</summary>
    public IReadOnlyList<ScannedScript> Scripts { get; init; } = [];

    /// <summary>What it does, its scripts included, as the gate found out; empty where that is the action itself.</summary>
    public IReadOnlyList<PendingOperation> Operations { get; init; } = [];

    /// <summary>Why somebody is asked, in the words of the decision.</summary>
    public required string Reason { get; init; }

    /// <summary>Whose approval counts, as the policy says; <see langword="null"/>: that of any approver but the agent.</summary>
    public IReadOnlyList<string>? Approvers { get; init; }

    /// <summary>How many different people must approve.</summary>
    public required int Required { get; init; }

    /// <summary>Under which names there are answers; whether they count, the host finds out.</summary>
    public IReadOnlyList<string> AnsweredBy { get; init; } = [];

    /// <summary>The name of its file, without the ending.</summary>
    internal string File { get; }

    /// <summary>The SHA-256 of the request's file, in hexadecimal: what an answer signs.</summary>
    internal string Hash { get; }
}
